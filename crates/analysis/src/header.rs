//! The header of a plan: name, currency, periods, rounding, time of validity.

use crate::cx::Cx;
use crate::diagnostics as say;
use tiercel_plan::{LineId, Span, Time, Unit};
use tiercel_syntax::ast::{DeclarationKind, Expr, File, Header};
use tiercel_value::{Date, Grain, Rounding};

/// The header as read; what is missing has been said.
#[derive(Default)]
pub(crate) struct Read<'a> {
    /// `for …`.
    pub(crate) members: Option<&'a Expr>,
    /// Where `period` stands.
    period: Option<Span>,
}

/// Reads the header of a plan into a new unit.
pub(crate) fn read<'a>(cx: &mut Cx<'a>, file: &'a File, number: u16) -> Read<'a> {
    let mut unit = Unit {
        name: String::new(),
        doc: String::new(),
        currency: tiercel_value::UnitId(0),
        rounding: Rounding::HalfUp,
        rounding_unit: None,
        effective: (Date::FIRST, Date::LAST),
        members: None,
        payable: LineId(0),
        earned: LineId(0),
        language: 1,
    };
    let mut time = Time { grain: Grain::Month, year_from: 1, week_from_sunday: false, calendar: None };
    let mut seen: Vec<(&'static str, Span)> = Vec::new();
    let mut read = Read::default();
    for declaration in &file.declarations {
        let DeclarationKind::Header(header) = &declaration.kind else { continue };
        let word = word_of(header);
        if let Some((_, before)) = seen.iter().find(|(known, _)| *known == word) {
            cx.say(say::header_twice(declaration.span, word, *before));
            continue;
        }
        seen.push((word, declaration.span));
        match header {
            Header::Plan(name) => {
                unit.name.clone_from(&name.text);
                unit.doc.clone_from(&declaration.doc);
            }
            Header::Language(1) => {}
            Header::Language(other) => cx.say(say::language_unknown(declaration.span, *other)),
            Header::Currency(name, None) => match cx.plan.currencies.find(&name.text) {
                Some(known) => unit.currency = known,
                None => cx.say(say::currency_unknown(name)),
            },
            Header::Currency(name, Some(decimals)) => {
                let known = cx.plan.currencies.find(&name.text);
                unit.currency = cx.plan.currencies.declare(&name.text, *decimals);
                if known.is_some_and(|known| cx.plan.currencies.decimals(known) != *decimals) {
                    cx.say(say::unit_decimals_differ(name));
                }
            }
            Header::Period(grain) => {
                time.grain = *grain;
                read.period = Some(declaration.span);
            }
            Header::Year(month) => time.year_from = *month,
            Header::WeekFromSunday(sunday) => time.week_from_sunday = *sunday,
            Header::Rounding(mode, to) => {
                unit.rounding = *mode;
                unit.rounding_unit = *to;
            }
            Header::Effective(from, to) => unit.effective = (*from, *to),
            Header::For(expr) => read.members = Some(expr),
        }
    }
    let start = Span { file: number, start: 0, end: 0 };
    for wanted in ["plan", "currency", "period", "effective"] {
        // A line that is there and could not be read has been reported.
        let text = cx.plan.sources.get(usize::from(number)).map_or("", |(_, text)| text.as_str());
        let unread = text.lines().any(|line| line.split_whitespace().next() == Some(wanted) && line.starts_with(wanted));
        if !unread && !seen.iter().any(|(known, _)| *known == wanted) {
            cx.say(say::header_missing(start, wanted));
        }
    }
    if let Some(first) = cx.plan.units.first() {
        let first_name = first.name.clone();
        let known = &cx.plan.time;
        if (known.grain, known.year_from, known.week_from_sunday) != (time.grain, time.year_from, time.week_from_sunday) {
            cx.say(say::plans_differ_in_periods(read.period.unwrap_or(start), &first_name));
        }
        if cx.plan.units.iter().any(|other| !unit.name.is_empty() && other.name == unit.name) {
            cx.say(say::plan_twice(start, &unit.name));
        }
    } else {
        cx.plan.time = time;
    }
    cx.in_use.insert(unit.currency);
    cx.plan.units.push(unit);
    read
}

fn word_of(header: &Header) -> &'static str {
    match header {
        Header::Plan(_) => "plan",
        Header::Language(_) => "language",
        Header::Currency(..) => "currency",
        Header::Period(_) => "period",
        Header::Year(_) => "year",
        Header::WeekFromSunday(_) => "week",
        Header::Rounding(..) => "rounding",
        Header::Effective(..) => "effective",
        Header::For(_) => "for",
    }
}
