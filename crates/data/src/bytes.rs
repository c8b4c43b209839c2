//! The bytes of a delimited file: encoding, delimiter, records.

use std::borrow::Cow;

/// A delimited file cut into records.
#[derive(Debug)]
pub(crate) struct Delimited<'a> {
    text: Cow<'a, str>,
    delimiter: u8,
}

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotText;

impl<'a> Delimited<'a> {
    /// UTF-8 with or without byte order mark, UTF-16 with one, otherwise GB18030 if the bytes are valid in it.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Delimited<'a>, NotText> {
        let text = decode(bytes)?;
        let delimiter = delimiter_of(text.lines().next().unwrap_or(""));
        Ok(Delimited { text, delimiter })
    }

    /// The records, the heading first, per RFC 4180.
    pub(crate) fn reader(&self) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(self.delimiter).from_reader(self.text.as_bytes())
    }
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    let encoding = encoding_rs::Encoding::for_bom(bytes).map_or(encoding_rs::GB18030, |(encoding, _)| encoding);
    let (text, _, broken) = encoding.decode(bytes);
    if broken { Err(NotText) } else { Ok(text) }
}

/// The delimiter that the heading uses most outside quotes; a comma if none is there.
fn delimiter_of(heading: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0)];
    for byte in heading.bytes() {
        quoted ^= byte == b'"';
        if !quoted {
            counts.iter_mut().filter(|(delimiter, _)| *delimiter == byte).for_each(|(_, count)| *count += 1);
        }
    }
    // The first of equals: a comma before a semicolon before a tab.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}
