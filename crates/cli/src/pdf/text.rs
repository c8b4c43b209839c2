//! Texts as glyphs, with their widths, and their breaking into lines.
//!
//! Right-to-left text is shaped as a run; the order of runs of different directions in one line is left as it is written.

use super::fonts::{Face, Fonts, Weight, is_drawn};
use krilla::text::{GlyphId, KrillaGlyph};
use rustybuzz::UnicodeBuffer;

/// A length on paper, in thousandths of a point. Whole numbers, so that every machine breaks lines at the same places.
pub(super) type Length = i64;

/// A line of text that is ready to be drawn.
pub(super) struct Line {
    pub(super) runs: Vec<Run>,
    pub(super) width: Length,
}

/// A piece of a line in one font.
pub(super) struct Run {
    /// Which of the fonts of its weight.
    pub(super) face: usize,
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) width: Length,
}

/// The letters of a line: their weight, and their size in thousandths of a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters {
    pub(super) weight: Weight,
    pub(super) size: Length,
}

/// A text as one line.
pub(super) fn line(text: &str, letters: Letters, fonts: &Fonts) -> Line {
    let faces = fonts.of_weight(letters.weight);
    let mut runs: Vec<(usize, String)> = Vec::new();
    for character in text.chars().map(|character| if character.is_control() { ' ' } else { character }) {
        let has = |face: &Face| face.has(character);
        let last = runs.last().map(|(face, _)| *face);
        // A mark stands over the letter before it, so it comes from the same font where that has it.
        let stays = !is_drawn(character) || is_mark(character) && last.and_then(|face| faces.get(face)).is_some_and(has);
        let face = last.filter(|_| stays).unwrap_or_else(|| faces.iter().position(has).unwrap_or(0));
        match runs.last_mut() {
            Some((current, run)) if *current == face => run.push(character),
            Some(_) | None => runs.push((face, character.to_string())),
        }
    }
    let runs: Vec<Run> = runs.into_iter().filter_map(|(face, text)| shape(face, text, faces.get(face)?, letters.size)).collect();
    Line { width: runs.iter().map(|run| run.width).sum(), runs }
}

fn is_mark(character: char) -> bool {
    matches!(u32::from(character), 0x0300..=0x036F | 0x20D0..=0x20FF)
}

fn shape(index: usize, text: String, face: &Face, size: Length) -> Option<Run> {
    let shaper = face.shaper()?;
    let per_em = shaper.units_per_em();
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(&text);
    buffer.guess_segment_properties();
    let shaped = rustybuzz::shape(&shaper, &[], buffer);
    let mut starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
    starts.sort_unstable();
    let end_of = |start: usize| starts.iter().copied().find(|other| *other > start).unwrap_or(text.len());
    let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).map(|(info, position)| {
        let start = info.cluster as usize;
        let ems = |units: i32| ems(units, per_em);
        let (x, y) = (ems(position.x_offset), ems(position.y_offset));
        let (across, down) = (ems(position.x_advance), ems(position.y_advance));
        KrillaGlyph::new(GlyphId::new(info.glyph_id), across, x, y, down, start..end_of(start), None)
    });
    let glyphs = glyphs.collect();
    let units: Length = shaped.glyph_positions().iter().map(|position| Length::from(position.x_advance)).sum();
    let width = units.saturating_mul(size).checked_div(Length::from(per_em)).unwrap_or(0);
    Some(Run { face: index, text, glyphs, width })
}

/// A text as lines that are no wider than `width`. It is broken at blanks and between Chinese characters; a word that is wider than a
/// whole line is broken where it must be.
pub(super) fn wrapped(text: &str, letters: Letters, width: Length, fonts: &Fonts) -> Vec<Line> {
    let whole = line(text.trim(), letters, fonts);
    if whole.width <= width {
        return vec![whole];
    }
    let mut lines = Vec::new();
    let mut current = String::new();
    let fits = |text: &str| line(text.trim_end(), letters, fonts).width <= width;
    for word in words(text.trim()) {
        if fits(&(current.clone() + word)) {
            current.push_str(word);
            continue;
        }
        if !current.trim().is_empty() {
            lines.push(line(current.trim_end(), letters, fonts));
        }
        current.clear();
        for character in word.chars() {
            current.push(character);
            if current.chars().count() > 1 && !fits(&current) {
                current.pop();
                lines.push(line(current.trim_end(), letters, fonts));
                current = character.to_string();
            }
        }
    }
    if !current.trim().is_empty() || lines.is_empty() {
        lines.push(line(current.trim_end(), letters, fonts));
    }
    lines
}

/// The pieces between which a line may end.
fn words(text: &str) -> Vec<&str> {
    let mut ends = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let blank_ends = character == ' ' && next != Some(' ');
        let wide_ends = (is_wide(character) || next.is_some_and(is_wide)) && next.is_none_or(|next| !closes(next)) && !opens(character);
        if next.is_none() || blank_ends || wide_ends {
            ends.push(at + character.len_utf8());
        }
    }
    let mut start = 0;
    let piece = |end: usize| {
        let piece = text.get(start..end).unwrap_or_default();
        start = end;
        piece
    };
    ends.into_iter().map(piece).collect()
}

fn is_wide(character: char) -> bool {
    crate::page::columns(character.encode_utf8(&mut [0; 4])) == 2
}

/// Marks that begin no line.
fn closes(character: char) -> bool {
    matches!(character, '，' | '。' | '、' | '；' | '：' | '）' | '》' | '」' | '』' | '！' | '？' | '%' | ')' | ',' | '.' | ' ')
}

/// Marks that end no line.
fn opens(character: char) -> bool {
    matches!(character, '（' | '《' | '「' | '『' | '(')
}

/// Units of a font as the PDF library wants them.
#[expect(clippy::disallowed_types, clippy::float_arithmetic, reason = "a place on paper, no amount")]
fn ems(units: i32, per_em: i32) -> f32 {
    units as f32 / per_em.max(1) as f32
}
