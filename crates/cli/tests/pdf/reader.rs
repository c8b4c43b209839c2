//! The text of a PDF as a reader takes it out: page by page, glyphs through the fonts' tables to characters. It knows what our files
//! have (no object streams, fonts of two-byte codes) and no more.

use std::collections::BTreeMap;
use std::io::Read;

/// A file, cut into its objects.
pub(crate) struct Pdf {
    objects: BTreeMap<u32, Object>,
}

struct Object {
    dictionary: String,
    stream: Vec<u8>,
}

impl Pdf {
    pub(crate) fn read(bytes: &[u8]) -> Pdf {
        assert!(bytes.starts_with(b"%PDF-"), "this is no PDF");
        let mut objects = BTreeMap::new();
        let mut rest = bytes;
        while let Some(at) = find(rest, b" 0 obj\n") {
            let digits = rest[..at].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
            let number = std::str::from_utf8(&rest[at - digits..at]).unwrap().parse().unwrap();
            rest = &rest[at + 7..];
            let end = find(rest, b"endobj").unwrap();
            let begin = find(&rest[..end], b"\nstream\n");
            let dictionary = String::from_utf8_lossy(&rest[..begin.unwrap_or(end)]).into_owned();
            let mut stream = Vec::new();
            if let Some(begin) = begin {
                let length: usize = after(&dictionary, "/Length ").parse().unwrap();
                let raw = &rest[begin + 8..begin + 8 + length];
                if dictionary.contains("/FlateDecode") {
                    flate2::read::ZlibDecoder::new(raw).read_to_end(&mut stream).unwrap();
                } else {
                    stream.extend_from_slice(raw);
                }
                rest = &rest[begin + 8 + length..];
            }
            objects.insert(number, Object { dictionary, stream });
        }
        Pdf { objects }
    }

    /// The names of the fonts in the file.
    pub(crate) fn fonts(&self) -> Vec<&str> {
        self.objects
            .values()
            .filter(|object| object.dictionary.contains("/Type0"))
            .map(|object| after(&object.dictionary, "/BaseFont /"))
            .collect()
    }

    /// The text of each page, without blanks: where words end in a PDF is for its reader to guess.
    pub(crate) fn pages(&self) -> Vec<String> {
        let tree = self.objects.values().find(|object| object.dictionary.contains("/Type /Pages")).unwrap();
        let kids = tree.dictionary.split_once("/Kids [").unwrap().1.split(']').next().unwrap();
        let numbers = kids.split(" R").filter_map(|kid| kid.split_whitespace().next()?.parse().ok());
        numbers.map(|number: u32| self.page(&self.objects[&number])).collect()
    }

    fn page(&self, page: &Object) -> String {
        let reference = |text: &str, key: &str| after(text, key).parse::<u32>().unwrap();
        let content = &self.objects[&reference(&page.dictionary, "/Contents ")].stream;
        let mut fonts: BTreeMap<String, BTreeMap<u16, String>> = BTreeMap::new();
        for line in page.dictionary.lines().map(str::trim).filter(|line| line.starts_with("/f") && line.ends_with(" R")) {
            let (name, _) = line.split_once(' ').unwrap();
            let font = &self.objects[&reference(line, " ")];
            let table = &self.objects[&reference(&font.dictionary, "/ToUnicode ")].stream;
            fonts.insert(name.to_owned(), characters(std::str::from_utf8(table).unwrap()));
        }
        let mut text = String::new();
        let mut font = &BTreeMap::new();
        for line in content.split(|byte| *byte == b'\n') {
            if line.ends_with(b" Tf") {
                font = &fonts[String::from_utf8_lossy(line).split(' ').next().unwrap()];
            } else if line.ends_with(b" TJ") || line.ends_with(b" Tj") {
                for code in codes(line).chunks(2) {
                    text.push_str(font.get(&u16::from_be_bytes([code[0], code[1]])).map_or("?", String::as_str));
                }
            }
        }
        text.split_whitespace().collect()
    }
}

/// What stands behind a key, to the next blank.
fn after<'t>(text: &'t str, key: &str) -> &'t str {
    text.split_once(key).unwrap_or_else(|| panic!("{key} is not in {text}")).1.split_whitespace().next().unwrap()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// A font's table from codes to characters: `<0001> <5BF9>`.
fn characters(table: &str) -> BTreeMap<u16, String> {
    let hex = |text: &str| text.trim_matches(['<', '>']).to_owned();
    let mut characters = BTreeMap::new();
    for line in table.split("beginbfchar").skip(1).flat_map(|block| block.split("endbfchar").next().unwrap().lines()) {
        let [code, text] = line.split_whitespace().map(hex).collect::<Vec<_>>().try_into().unwrap_or_default();
        let units: Vec<u16> = (0..text.len() / 4).map(|at| u16::from_str_radix(&text[at * 4..at * 4 + 4], 16).unwrap()).collect();
        if let Ok(code) = u16::from_str_radix(&code, 16) {
            characters.insert(code, String::from_utf16(&units).unwrap());
        }
    }
    characters
}

/// The bytes of all strings in a line: `(\000\001a)` and `<0001>`.
fn codes(line: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut at = 0;
    while at < line.len() {
        match line[at] {
            b'(' => {
                at += 1;
                while line[at] != b')' {
                    if line[at] != b'\\' {
                        bytes.push(line[at]);
                        at += 1;
                    } else if line[at + 1].is_ascii_digit() {
                        let octal = std::str::from_utf8(&line[at + 1..at + 4]).unwrap();
                        bytes.push(u8::from_str_radix(octal, 8).unwrap());
                        at += 4;
                    } else {
                        let escaped = line[at + 1];
                        bytes.push(match escaped {
                            b'n' => b'\n',
                            b'r' => b'\r',
                            b't' => b'\t',
                            b'b' => 8,
                            b'f' => 12,
                            other => other,
                        });
                        at += 2;
                    }
                }
            }
            b'<' => {
                let end = at + line[at..].iter().position(|byte| *byte == b'>').unwrap();
                let digits = std::str::from_utf8(&line[at + 1..end]).unwrap();
                bytes.extend((0..digits.len() / 2).map(|pair| u8::from_str_radix(&digits[pair * 2..pair * 2 + 2], 16).unwrap()));
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    bytes
}
