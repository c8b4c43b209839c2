//! Statements as PDF, on A4. The same statement and fonts give the same bytes: no clock, no random id.

mod fonts;
mod layout;
mod text;

use crate::output::Output;
use anyhow::Result;
use fonts::Fonts;
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use layout::{Ink, Mark, Sheet};
use std::path::Path;
use text::Length;
use tiercel_wire::StatementDocument;

/// The statements, each on pages of its own.
///
/// # Errors
/// A character that no font has, a font that can't be embedded.
pub(crate) fn statement_pdf(statements: &[StatementDocument], font: Option<&Path>, output: &Output) -> Result<Vec<u8>> {
    let words = layout::words(output);
    let texts = statements.iter().flat_map(layout::texts).chain(words.iter().copied());
    let fonts = Fonts::of(texts, font, output)?;
    let sheets = layout::sheets(statements, &fonts, output);
    let mut document = Document::new();
    let mut about = Metadata::new()
        .title(title(statements, output))
        .language(output.say("en", "zh").to_owned())
        .creator(concat!("tiercel ", env!("CARGO_PKG_VERSION")).to_owned());
    if let Some(first) = statements.first() {
        about = about.description(first.plans.iter().map(|part| part.plan.as_str()).collect::<Vec<_>>().join(", "));
    }
    document.set_metadata(about);
    for sheet in &sheets {
        draw(sheet, &fonts, &mut document);
    }
    document.finish().map_err(|error| anyhow::anyhow!("{}: {error:?}", output.say("the PDF can't be written", "无法写出 PDF")))
}

fn title(statements: &[StatementDocument], output: &Output) -> String {
    let statement = output.say("Statement", "对账单");
    match statements {
        [] => statement.to_owned(),
        [only] => format!("{statement} {} {}", only.name, only.period),
        [first, .., last] => format!("{statement} {} {} – {}", first.name, first.period, last.period),
    }
}

fn draw(sheet: &Sheet, fonts: &Fonts, document: &mut Document) {
    let settings = PageSettings::from_wh(points(layout::WIDTH), points(layout::HEIGHT)).unwrap_or_default();
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    for mark in &sheet.marks {
        match mark {
            Mark::Text { x, y, letters, ink, line } => {
                surface.set_fill(Some(fill(*ink)));
                let mut at = *x;
                for run in &line.runs {
                    let Some(face) = fonts.of_weight(letters.weight).get(run.face) else { continue };
                    let start = Point::from_xy(points(at), points(*y));
                    surface.draw_glyphs(start, &run.glyphs, face.font.clone(), &run.text, points(letters.size), false);
                    at += run.width;
                }
            }
            Mark::Rule { x, y, width, thickness, ink } => {
                let mut path = PathBuilder::new();
                let Some(rule) = Rect::from_xywh(points(*x), points(*y), points(*width), points(*thickness)) else { continue };
                path.push_rect(rule);
                if let Some(path) = path.finish() {
                    surface.set_fill(Some(fill(*ink)));
                    surface.draw_path(&path);
                }
            }
        }
    }
}

fn fill(ink: Ink) -> Fill {
    let color = match ink {
        Ink::Text => rgb::Color::new(0x1c, 0x24, 0x30),
        Ink::Quiet => rgb::Color::new(0x5a, 0x66, 0x75),
        Ink::Line => rgb::Color::new(0xd5, 0xda, 0xe1),
        Ink::Error => rgb::Color::new(0xb4, 0x23, 0x18),
    };
    Fill { paint: color.into(), ..Fill::default() }
}

/// A length as the PDF library wants it.
#[expect(clippy::disallowed_types, clippy::float_arithmetic, reason = "a place on paper, no amount")]
fn points(length: Length) -> f32 {
    length as f32 / 1000.0
}
