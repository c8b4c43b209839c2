//! Plans written badly: blanks, line ends and comments where the language allows them, the same ones for the same seed.

/// The next number of a small generator (xorshift).
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// Writes a plan otherwise without changing what it says.
pub(crate) fn mangle(text: &str, seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut out = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with('#') || line.is_empty() {
            out.push_str(line);
        } else if line.trim_start().starts_with('|') {
            row(line, &mut state, &mut out);
        } else {
            code(line, &mut state, &mut out);
        }
        match next(&mut state) % 24 {
            0 => out.push_str("  # a comment, \"quoted\" | and [bracketed]"),
            1 => out.push_str("\n   # (on its own line"),
            2 => out.push_str("\n\n\n"),
            3 => out.push_str("   "),
            _ => {}
        }
        out.push('\n');
    }
    out
}

fn row(line: &str, state: &mut u64, out: &mut String) {
    out.push_str(&" ".repeat(next(state) as usize % 4));
    for c in line.trim_start().chars() {
        if c == '|' && next(state).is_multiple_of(3) {
            out.push_str(" | ");
        } else {
            out.push(c);
        }
    }
}

fn code(line: &str, state: &mut u64, out: &mut String) {
    let (mut quoted, mut bracketed) = (false, false);
    for (index, c) in line.chars().enumerate() {
        match c {
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' => bracketed = false,
            '#' if !quoted && !bracketed => {
                out.extend(line.chars().skip(index));
                return;
            }
            _ => {}
        }
        let loose = !quoted && !bracketed && index > 0;
        match c {
            ' ' if loose && next(state).is_multiple_of(4) => out.push_str(match next(state) % 16 {
                0 => "  # between\n    ",
                1..4 => "\n  ",
                4 => "\t ",
                5 => "\n\n\n    ",
                _ => "   ",
            }),
            ',' | ')' if loose && next(state).is_multiple_of(4) => {
                out.push_str("  ");
                out.push(c);
            }
            _ => out.push(c),
        }
    }
}
