//! Which fonts a page is drawn with. Two small fonts are in the program, for Latin, Greek and Cyrillic letters; what they lack is
//! looked for in the file that was named and in the fonts of the machine.

use crate::output::Output;
use anyhow::{Context, Result, bail};
use fontdb::{Database, FaceInfo, Style};
use krilla::text::Font;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::path::Path;

/// Noto Sans, a subset (`crates/cli/fonts/README.md`).
const REGULAR: &[u8] = include_bytes!("../../fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/NotoSans-Bold.ttf");

/// Families that are taken before others, in this order. A collection of Chinese, Japanese and Korean has a family for each,
/// which differ in the shapes of many characters.
const PREFERRED: [&str; 12] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
    "SimSun",
    "Noto Sans",
    "DejaVu Sans",
];

/// How many fonts of the machine a document takes besides its own.
const MOST_FOUND: usize = 6;

/// How strong letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

impl Weight {
    /// The number that fonts have for it.
    fn number(self) -> u16 {
        match self {
            Weight::Regular => 400,
            Weight::Bold => 700,
        }
    }
}

/// A font that texts are drawn with.
pub(super) struct Face {
    data: Vec<u8>,
    /// In a collection, which of its fonts.
    index: u32,
    /// Which of the document's characters it has.
    has: BTreeSet<char>,
    /// As the PDF library knows it.
    pub(super) font: Font,
}

impl Face {
    /// Nothing if the bytes are no font that both libraries can read.
    fn new(data: Vec<u8>, index: u32, needed: &BTreeSet<char>) -> Option<Face> {
        let font = Font::new(data.clone().into(), index)?;
        let shaper = rustybuzz::Face::from_slice(&data, index)?;
        let has = needed.iter().copied().filter(|character| shaper.glyph_index(*character).is_some()).collect();
        Some(Face { data, index, has, font })
    }

    /// As the shaper knows it.
    pub(super) fn shaper(&self) -> Option<rustybuzz::Face<'_>> {
        rustybuzz::Face::from_slice(&self.data, self.index)
    }

    pub(super) fn has(&self, character: char) -> bool {
        self.has.contains(&character)
    }
}

/// The fonts of a document, for each weight in the order in which they are asked for a character.
pub(super) struct Fonts {
    regular: Vec<Face>,
    bold: Vec<Face>,
}

impl Fonts {
    /// Fonts that have every character of the texts: the program's own, the named one, those of the machine.
    ///
    /// # Errors
    /// The named file is no font, or a character that no font has.
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t str>, named: Option<&Path>, output: &Output) -> Result<Fonts> {
        let needed: BTreeSet<char> = texts.flat_map(str::chars).filter(|character| is_drawn(*character)).chain([' ']).collect();
        let own = |data: &[u8]| Face::new(data.to_vec(), 0, &needed).into_iter().collect::<Vec<_>>();
        let mut fonts = Fonts { regular: own(REGULAR), bold: own(BOLD) };
        let mut missing = needed.clone();
        fonts.regular.iter().for_each(|face| missing.retain(|character| !face.has(*character)));
        if let Some(path) = named {
            let mut database = Database::new();
            database.load_font_file(path).with_context(|| format!("{} {}", path.display(), output.say("can't be read", "无法读取")))?;
            if database.is_empty() {
                bail!("{} {}", path.display(), output.say("is no font", "不是字体文件"));
            }
            fonts.take_best(&database, &mut missing);
        }
        if !missing.is_empty() {
            let mut database = Database::new();
            database.load_system_fonts();
            for _ in 0..MOST_FOUND {
                fonts.take_best(&database, &mut missing);
            }
        }
        if missing.is_empty() { Ok(fonts) } else { bail!("{}", complaint(&missing, output)) }
    }

    /// Adds the font that has most of the missing characters, and the bold one of its family; without one the same again.
    fn take_best(&mut self, database: &Database, missing: &mut BTreeSet<char>) {
        let faces = || database.faces();
        let Some((_, best)) = ranked(database, faces(), missing, Weight::Regular) else { return };
        let Some(face) = read(database, best, missing) else { return };
        let family = best.families.first().map_or("", |(name, _)| name);
        let siblings = faces().filter(|face| face.weight.0 > 550 && family_is(face, family));
        let bold = ranked(database, siblings, &face.has, Weight::Bold).filter(|(has, _)| *has == face.has.len());
        self.bold.extend(read(database, bold.map_or(best, |(_, bold)| bold), missing));
        missing.retain(|character| !face.has(*character));
        self.regular.push(face);
    }

    pub(super) fn of_weight(&self, weight: Weight) -> &[Face] {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

/// Whether a character shows itself: control characters, joiners and variation selectors need no glyph.
pub(super) fn is_drawn(character: char) -> bool {
    !(character.is_control()
        || matches!(u32::from(character), 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x2064 | 0xFE00..=0xFE0F | 0xFEFF))
}

fn read(database: &Database, face: &FaceInfo, needed: &BTreeSet<char>) -> Option<Face> {
    database.with_face_data(face.id, |data, index| Face::new(data.to_vec(), index, needed)).flatten()
}

fn family_is(face: &FaceInfo, family: &str) -> bool {
    face.families.iter().any(|(name, _)| name == family)
}

/// The font that serves best, with how many of the characters it has: most characters, upright, preferred family, nearness of weight;
/// at last its name and place, so that the order in which a machine lists its files changes nothing.
fn ranked<'d>(
    database: &'d Database,
    faces: impl Iterator<Item = &'d FaceInfo>,
    characters: &BTreeSet<char>,
    weight: Weight,
) -> Option<(usize, &'d FaceInfo)> {
    let counted = faces.filter_map(|face| {
        let has = database.with_face_data(face.id, |data, index| {
            let face = rustybuzz::ttf_parser::Face::parse(data, index).ok()?;
            Some(characters.iter().filter(|character| face.glyph_index(**character).is_some()).count())
        });
        has.flatten().filter(|has| *has > 0).map(|has| (has, face))
    });
    counted.max_by_key(|(has, face)| {
        let preferred = PREFERRED.iter().position(|name| family_is(face, name)).unwrap_or(PREFERRED.len());
        let near = face.weight.0.abs_diff(weight.number());
        let upright = face.style == Style::Normal && !face.monospaced;
        (*has, upright, Reverse(preferred), Reverse(near), Reverse((face.post_script_name.clone(), face.index)))
    })
}

/// What to do about characters that no font has.
fn complaint(missing: &BTreeSet<char>, output: &Output) -> String {
    let shown: Vec<String> = missing.iter().take(8).map(|character| format!("{character} (U+{:04X})", u32::from(*character))).collect();
    let more = missing.len().saturating_sub(shown.len());
    let shown = shown.join(" ") + &if more == 0 { String::new() } else { format!(" … +{more}") };
    let chinese = missing.iter().any(|character| matches!(u32::from(*character), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFD));
    let package = if chinese { "fonts-noto-cjk" } else { "fonts-noto" };
    format!(
        "{} {shown}\n{} `apt-get install {package}`{} --font FILE",
        output.say("no font of this machine has", "本机没有字体能显示"),
        output.say("install one, on Debian", "请安装字体，在 Debian 上用"),
        output.say(", or name one with", "，或指定")
    )
}
