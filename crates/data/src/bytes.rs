//! The bytes of a delimited file: encoding, delimiter, line ends.

use std::borrow::Cow;

/// A delimited file as text, and what separates its cells and rows.
#[derive(Debug)]
pub(crate) struct Delimited<'a> {
    text: Cow<'a, str>,
    pub(crate) delimiter: u8,
    pub(crate) newline: u8,
}

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotText;

impl<'a> Delimited<'a> {
    /// UTF-8 with or without byte order mark, UTF-16 with one, otherwise GB18030 if the bytes are valid in it.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Delimited<'a>, NotText> {
        let mut text = decode(bytes)?;
        // UTF-16 without its mark is valid UTF-8 full of NULs.
        if text.bytes().take(64).any(|byte| byte == 0) {
            return Err(NotText);
        }
        // Old Macintosh files have carriage returns alone.
        let newline = if memchr::memchr(b'\n', text.as_bytes()).is_some() { b'\n' } else { b'\r' };
        let first = text.split(char::from(newline)).next().unwrap_or("");
        // Excel writes and reads the separator in a line of its own.
        if let Some(rest) = first.trim_end().strip_prefix("sep=")
            && let (Some(delimiter @ (b',' | b';' | b'\t')), true) = (rest.bytes().next(), rest.len() == 1)
        {
            let after = first.len() + 1;
            text = match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.get(after..).unwrap_or("")),
                Cow::Owned(text) => Cow::Owned(text.get(after..).unwrap_or("").to_owned()),
            };
            return Ok(Delimited { text, delimiter, newline });
        }
        let delimiter = delimiter_of(&text, newline);
        Ok(Delimited { text, delimiter, newline })
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    decode_other(bytes).filter(|text| !text.contains('\0')).ok_or(NotText)
}

/// UTF-16 with its mark, otherwise GB18030. A NUL is in no text that a spreadsheet writes: such bytes are something else
/// (UTF-16 without its mark, a workbook).
#[cfg(feature = "encodings")]
fn decode_other(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let encoding = encoding_rs::Encoding::for_bom(bytes).map_or(encoding_rs::GB18030, |(encoding, _)| encoding);
    let (text, _, broken) = encoding.decode(bytes);
    (!broken).then_some(text)
}

#[cfg(not(feature = "encodings"))]
fn decode_other(_: &[u8]) -> Option<Cow<'_, str>> {
    None
}

/// The delimiter that the heading uses most outside quotes; a comma if none is there.
fn delimiter_of(text: &str, newline: u8) -> u8 {
    let mut quoted = false;
    let mut counts = [(b'\t', 0usize), (b';', 0), (b',', 0)];
    for byte in text.bytes() {
        quoted ^= byte == b'"';
        if !quoted {
            if byte == newline {
                break;
            }
            counts.iter_mut().filter(|(delimiter, _)| *delimiter == byte).for_each(|(_, count)| *count += 1);
        }
    }
    // The last of equals: a comma before a semicolon before a tab.
    counts.iter().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}
