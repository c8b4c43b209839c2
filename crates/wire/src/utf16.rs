//! Places in a text: bytes here, UTF-16 code units in JavaScript and in editors.

/// Turns byte offsets of one text into offsets of UTF-16 code units, and back.
///
/// ```
/// let text = tiercel_wire::Utf16::new("提成 = 1");
/// assert_eq!((text.units(7), text.byte(3)), (7 - 4, 7));
/// ```
#[derive(Clone, Debug)]
pub struct Utf16 {
    /// The characters that are not ASCII: one byte is one unit between them.
    wide: Vec<Wide>,
    bytes: usize,
    units: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Wide {
    byte: usize,
    unit: usize,
    next_byte: usize,
    next_unit: usize,
}

impl Utf16 {
    /// Reads a text once.
    pub fn new(text: &str) -> Utf16 {
        let mut wide = Vec::new();
        let mut unit = 0;
        for (byte, c) in text.char_indices() {
            let next_unit = unit + c.len_utf16();
            if !c.is_ascii() {
                wide.push(Wide { byte, unit, next_byte: byte + c.len_utf8(), next_unit });
            }
            unit = next_unit;
        }
        Utf16 { wide, bytes: text.len(), units: unit }
    }

    /// The unit at which the character of a byte begins; a byte beyond the end is the end.
    pub fn units(&self, byte: usize) -> usize {
        if byte >= self.bytes {
            return self.units;
        }
        let last = self.last(|wide| wide.byte <= byte);
        if byte < last.next_byte { last.unit } else { last.next_unit + (byte - last.next_byte) }
    }

    /// The byte at which the character of a unit begins; a unit beyond the end is the end.
    pub fn byte(&self, unit: usize) -> usize {
        if unit >= self.units {
            return self.bytes;
        }
        let last = self.last(|wide| wide.unit <= unit);
        if unit < last.next_unit { last.byte } else { last.next_byte + (unit - last.next_unit) }
    }

    /// The last wide character of which something holds.
    fn last(&self, holds: impl Fn(&Wide) -> bool) -> Wide {
        let count = self.wide.partition_point(holds);
        count.checked_sub(1).and_then(|last| self.wide.get(last)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Utf16;

    #[test]
    fn every_character_is_found_both_ways() {
        for text in ["", "abc", "提成 = SUM(合同[金额])", "a😀b提", "😀", "é"] {
            let map = Utf16::new(text);
            let mut unit = 0;
            for (byte, c) in text.char_indices() {
                assert_eq!((map.units(byte), map.byte(unit)), (unit, byte), "{text}");
                for inside in 1..c.len_utf8() {
                    assert_eq!(map.units(byte + inside), unit, "{text}");
                }
                unit += c.len_utf16();
            }
            assert_eq!((map.units(text.len()), map.byte(unit), map.byte(unit + 9)), (unit, text.len(), text.len()));
        }
    }
}
