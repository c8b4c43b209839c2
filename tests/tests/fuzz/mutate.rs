//! Bytes made a little different, by chance that is the same on every machine.

/// SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x2545_F491_4F6C_DD1D).wrapping_add(1))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    /// A number below `limit`; 0 if there is none.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap_or(0)
    }

    /// Whether an event of so many percent happens.
    pub(crate) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// What breaks things: ends of ranges, marks of the language and of CSV, letters beyond ASCII, halves of characters.
const PIECES: [&[u8]; 64] = [
    b"",
    b" ",
    b"\n",
    b"\r\n",
    b"\t",
    b"\"",
    b"\"\"",
    b"|",
    b"(",
    b")",
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b";",
    b".",
    b"..",
    b"=",
    b"<>",
    b">",
    b"-",
    b"%",
    b"#",
    b"&",
    b"^",
    b"/",
    b"*",
    b"+",
    b"0",
    b"-1",
    b"1e9",
    b"0.1",
    b"79228162514264337593543950335",
    b"0.0000000000000000000000000001",
    b"99999999999999999999999999999",
    b"1900-01-01",
    b"2199-12-31",
    b"2200-01-01",
    b"2026-02-30",
    b"2026-03",
    b"2026-Q1",
    b"2026-W53",
    b"USD",
    b"JPY",
    b"true",
    b"blank",
    b"any",
    b"payees",
    b"payee",
    b"period",
    b"PERIOD",
    b"over YTD",
    b"for everyone",
    b"for reports",
    b"where ",
    b"else 0",
    b"PRIOR(",
    b"SUM(",
    b"[@",
    "\u{FEFF}".as_bytes(),
    "提成".as_bytes(),
    "e\u{301}".as_bytes(),
    b"\xFF",
];

/// One mutation. `other` gives parts of another text.
pub(crate) fn mutated(bytes: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    match chance.below(12) {
        0 => {
            let (start, end) = range(&bytes, 30, chance);
            bytes.drain(start..end);
        }
        1 => {
            let at = chance.below(bytes.len() + 1);
            let piece = PIECES[chance.below(PIECES.len())];
            bytes.splice(at..at, piece.iter().copied());
        }
        2 => {
            let (start, end) = word(&bytes, chance);
            let piece = PIECES[chance.below(PIECES.len())];
            bytes.splice(start..end, piece.iter().copied());
        }
        3 | 4 => {
            // A word in the place of another: names of the plan where other names stood.
            let (from, to) = word(&bytes, chance);
            let (start, end) = word(&bytes, chance);
            let taken = bytes[from..to].to_vec();
            bytes.splice(start..end, taken);
        }
        5 => {
            let (from, to) = word(other, chance);
            let (start, end) = word(&bytes, chance);
            bytes.splice(start..end, other[from..to].iter().copied());
        }
        6 => {
            let (from, to) = lines(&bytes, chance);
            let (at, _) = lines(&bytes, chance);
            let taken = bytes[from..to].to_vec();
            bytes.splice(at..at, taken);
        }
        7 => {
            let (start, end) = lines(&bytes, chance);
            bytes.drain(start..end);
        }
        8 => {
            let (from, to) = lines(other, chance);
            let (at, _) = lines(&bytes, chance);
            bytes.splice(at..at, other[from..to].iter().copied());
        }
        9 => {
            // Digits that stand for other numbers.
            let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
            if let Some(at) = digits.get(chance.below(digits.len())) {
                bytes[*at] = b'0' + u8::try_from(chance.below(10)).unwrap_or(0);
            }
        }
        10 => {
            let (start, end) = range(&bytes, 12, chance);
            let taken = bytes[start..end].to_vec();
            let times = 1 << chance.below(8);
            bytes.splice(end..end, taken.repeat(times));
        }
        _ => {
            if chance.percent(30) {
                bytes.truncate(chance.below(bytes.len() + 1));
            } else if !bytes.is_empty() {
                let at = chance.below(bytes.len());
                bytes[at] = u8::try_from(chance.below(256)).unwrap_or(0);
            }
        }
    }
    bytes
}

/// A range of at most so many bytes.
fn range(bytes: &[u8], most: usize, chance: &mut Chance) -> (usize, usize) {
    let start = chance.below(bytes.len() + 1);
    (start, (start + 1 + chance.below(most)).min(bytes.len()))
}

/// A word, number or mark.
fn word(bytes: &[u8], chance: &mut Chance) -> (usize, usize) {
    let at = chance.below(bytes.len());
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80 || *byte == b'_' || *byte == b'.';
    if !bytes.get(at).is_some_and(is_word) {
        return (at, (at + 1).min(bytes.len()));
    }
    let start = at - bytes[..at].iter().rev().take_while(|byte| is_word(byte)).count();
    let end = at + bytes[at..].iter().take_while(|byte| is_word(byte)).count();
    (start, end)
}

/// One to four whole lines.
fn lines(bytes: &[u8], chance: &mut Chance) -> (usize, usize) {
    let mut starts: Vec<usize> = vec![0];
    starts.extend((0..bytes.len()).filter(|at| bytes[*at] == b'\n').map(|at| at + 1));
    let first = chance.below(starts.len());
    let end = starts.get(first + 1 + chance.below(4)).copied().unwrap_or(bytes.len());
    (starts[first].min(bytes.len()), end)
}
