//! Where everything of a statement stands: sheets with marks.

use super::fonts::{Fonts, Weight};
use super::text::{Length, Letters, Line, line, wrapped};
use crate::output::Output;
use tiercel_wire::{LineStatement, PlanPart, StatementDocument};

/// A4.
pub(super) const WIDTH: Length = 595_276;
pub(super) const HEIGHT: Length = 841_890;

const MARGIN: Length = 62_000;
const CONTENT: Length = WIDTH - 2 * MARGIN;
/// Nothing of a statement stands below.
const BOTTOM: Length = HEIGHT - 84_000;
const FOOT: Length = HEIGHT - 50_000;
/// Between columns.
const GAP: Length = 8_000;

const SMALL: Letters = Letters { weight: Weight::Regular, size: 8_500 };
const PLAIN: Letters = Letters { weight: Weight::Regular, size: 10_000 };
const STRONG: Letters = Letters { weight: Weight::Bold, size: 10_000 };
const HEADING: Letters = Letters { weight: Weight::Bold, size: 11_500 };
const NAME: Letters = Letters { weight: Weight::Bold, size: 19_000 };

/// A page.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) marks: Vec<Mark>,
}

/// What is drawn. Places are measured from the page's upper left corner; a text stands on its `y`.
pub(super) enum Mark {
    Text { x: Length, y: Length, letters: Letters, ink: Ink, line: Line },
    Rule { x: Length, y: Length, width: Length, thickness: Length, ink: Ink },
}

/// Colours.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ink {
    Text,
    Quiet,
    Line,
    Error,
}

/// Every word that a page has beside the statement's own.
pub(super) fn words(output: &Output) -> [&str; 6] {
    [statement_word(output), period_word(output), earned_word(output), payable_word(output), continued_word(output), "0123456789/()–·-"]
}

fn statement_word<'t>(output: &Output) -> &'t str {
    output.say("Statement", "对账单")
}

fn period_word<'t>(output: &Output) -> &'t str {
    output.say("Period", "期间")
}

fn continued_word<'t>(output: &Output) -> &'t str {
    output.say("continued", "续")
}

fn earned_word<'t>(output: &Output) -> &'t str {
    output.say("Earned", "已计提")
}

fn payable_word<'t>(output: &Output) -> &'t str {
    output.say("To be paid", "应发")
}

/// Every text of a statement.
pub(super) fn texts(statement: &StatementDocument) -> impl Iterator<Item = &str> {
    let own = [&statement.payee, &statement.name, &statement.period, &statement.from, &statement.to];
    let parts = statement.plans.iter().flat_map(|part| {
        let lines = part.lines.iter().flat_map(|line| [&line.label, &line.value, &line.note].into_iter().chain(line.currency.as_ref()));
        [&part.plan, &part.currency, &part.payable].into_iter().chain(part.earned.as_ref()).chain(lines)
    });
    own.into_iter().chain(parts).map(String::as_str)
}

/// The statements on sheets, with page numbers.
pub(super) fn sheets(statements: &[StatementDocument], fonts: &Fonts, output: &Output) -> Vec<Sheet> {
    let mut pen = Pen { fonts, sheets: Vec::new(), feet: Vec::new(), y: BOTTOM };
    for statement in statements {
        pen.statement(statement, output);
    }
    if pen.sheets.is_empty() {
        pen.turn("");
    }
    pen.number();
    pen.sheets
}

/// Where the next mark goes.
struct Pen<'f> {
    fonts: &'f Fonts,
    sheets: Vec<Sheet>,
    /// What stands at the foot of each sheet.
    feet: Vec<String>,
    y: Length,
}

/// A row of a plan's part.
struct Row<'s> {
    label: &'s str,
    note: &'s str,
    value: &'s str,
    currency: &'s str,
    letters: Letters,
    value_ink: Ink,
    rule: Rule,
}

/// What stands above a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    Thin,
    Thick,
}

impl Pen<'_> {
    /// A new sheet.
    fn turn(&mut self, foot: &str) {
        self.sheets.push(Sheet::default());
        self.feet.push(foot.to_owned());
        self.y = MARGIN;
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.marks.push(mark);
        }
    }

    /// Lines from the left margin on, below one another.
    fn paragraph(&mut self, text: &str, letters: Letters, ink: Ink) {
        for line in wrapped(text, letters, CONTENT, self.fonts) {
            self.y += letters.size * 14 / 10;
            self.mark(Mark::Text { x: MARGIN, y: self.y, letters, ink, line });
        }
    }

    fn statement(&mut self, statement: &StatementDocument, output: &Output) {
        let who = if statement.name == statement.payee { String::new() } else { format!(" ({})", statement.payee) };
        let foot = format!("{}{who} · {}", statement.name, statement.period);
        self.turn(&foot);
        self.paragraph(statement_word(output), PLAIN, Ink::Quiet);
        self.y += 3_000;
        self.paragraph(&statement.name, NAME, Ink::Text);
        let who = if who.is_empty() { String::new() } else { format!("{}    ", statement.payee) };
        let period = format!("{} {}  ({} – {})", period_word(output), statement.period, statement.from, statement.to);
        self.y += 2_000;
        self.paragraph(&(who + &period), PLAIN, Ink::Quiet);
        for part in &statement.plans {
            self.part(part, &foot, output);
        }
    }

    fn part(&mut self, part: &PlanPart, foot: &str, output: &Output) {
        let mut rows: Vec<Row<'_>> = Vec::new();
        for kind in ["plain", "earn", "pay"] {
            rows.extend(part.lines.iter().filter(|line| line.kind == kind).map(row));
        }
        let total =
            |label, value, rule| Row { label, note: "", value, currency: &part.currency, letters: STRONG, value_ink: Ink::Text, rule };
        if let Some(earned) = &part.earned {
            rows.push(total(earned_word(output), earned, Rule::Thick));
        }
        rows.push(total(payable_word(output), &part.payable, if part.earned.is_some() { Rule::Thin } else { Rule::Thick }));
        let currencies = rows.iter().map(|row| line(row.currency, PLAIN, self.fonts).width).max().unwrap_or(0);
        // A heading does not stand alone at the end of a page.
        if self.y + 80_000 > BOTTOM {
            self.turn(foot);
        } else {
            self.y += 22_000;
        }
        self.paragraph(&part.plan, HEADING, Ink::Text);
        self.y += 6_000;
        for row in &rows {
            self.row(row, currencies, &part.plan, foot, output);
        }
    }

    fn row(&mut self, row: &Row<'_>, currencies: Length, plan: &str, foot: &str, output: &Output) {
        let figures = MARGIN + CONTENT - if currencies == 0 { 0 } else { currencies + GAP };
        let values = wrapped(row.value, row.letters, CONTENT * 55 / 100, self.fonts);
        let widest = values.iter().map(|line| line.width).max().unwrap_or(0);
        let room = figures - MARGIN - widest - 2 * GAP;
        let labels = wrapped(row.label, row.letters, room, self.fonts);
        let notes = if row.note.is_empty() { Vec::new() } else { wrapped(row.note, SMALL, room, self.fonts) };
        let (step, small_step) = (row.letters.size * 14 / 10, SMALL.size * 14 / 10);
        let lines = |lines: &[Line]| Length::try_from(lines.len()).unwrap_or(Length::MAX / 1_000_000);
        let height = (lines(&labels) * step + lines(&notes) * small_step).max(lines(&values) * step) + 7_000;
        if self.y + height > BOTTOM {
            self.turn(foot);
            self.paragraph(&format!("{plan} ({})", continued_word(output)), HEADING, Ink::Text);
            self.y += 6_000;
        }
        let (thickness, ink) = match row.rule {
            Rule::Thin => (500, Ink::Line),
            Rule::Thick => (900, Ink::Text),
        };
        self.mark(Mark::Rule { x: MARGIN, y: self.y, width: CONTENT, thickness, ink });
        let top = self.y;
        let mut y = top;
        for line in labels {
            y += step;
            self.mark(Mark::Text { x: MARGIN, y, letters: row.letters, ink: Ink::Text, line });
        }
        for line in notes {
            y += small_step;
            self.mark(Mark::Text { x: MARGIN, y, letters: SMALL, ink: Ink::Quiet, line });
        }
        let mut y = top;
        for line in values {
            y += step;
            self.mark(Mark::Text { x: figures - line.width, y, letters: row.letters, ink: row.value_ink, line });
        }
        let currency = line(row.currency, PLAIN, self.fonts);
        self.mark(Mark::Text { x: figures + GAP, y: top + step, letters: PLAIN, ink: Ink::Quiet, line: currency });
        self.y += height;
    }

    /// Feet and page numbers, when it is known how many pages there are.
    fn number(&mut self) {
        let count = self.sheets.len();
        for (no, (sheet, foot)) in self.sheets.iter_mut().zip(&self.feet).enumerate() {
            let page = line(&format!("{} / {count}", no + 1), SMALL, self.fonts);
            let room = CONTENT - page.width - 2 * GAP;
            let text = wrapped(foot, SMALL, room, self.fonts).into_iter().next();
            sheet.marks.extend(text.map(|line| Mark::Text { x: MARGIN, y: FOOT, letters: SMALL, ink: Ink::Quiet, line }));
            sheet.marks.push(Mark::Text { x: MARGIN + CONTENT - page.width, y: FOOT, letters: SMALL, ink: Ink::Quiet, line: page });
        }
    }
}

fn row(line: &LineStatement) -> Row<'_> {
    Row {
        label: &line.label,
        note: &line.note,
        value: &line.value,
        currency: line.currency.as_deref().unwrap_or(""),
        letters: if line.kind == "plain" { PLAIN } else { STRONG },
        value_ink: if line.failed { Ink::Error } else { Ink::Text },
        rule: Rule::Thin,
    }
}
