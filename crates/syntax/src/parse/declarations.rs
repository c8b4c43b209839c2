//! Declarations: header, tables, constants, functions and lines.

use super::expressions::{grain_of_word, is_comparison, operator_of};
use super::{Cx, MAX_COLUMNS, Parsed, Rule, nfc};
use crate::ast::{
    Bounds, Column, DeclarationKind, Expr, FromClause, Grid, Header, Join, Line, LineKind, Name, Operator, Table, TableSort, Time, Type,
    TypeKind,
};
use crate::diagnostic::Diagnostic;
use pest::iterators::Pair;
use tiercel_value::{Date, Grain, Rounding};

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
impl Cx {
    pub(crate) fn declaration_kind(&mut self, pair: Pair<'_, Rule>) -> Parsed<DeclarationKind> {
        Ok(match pair.as_rule() {
            Rule::plan => DeclarationKind::Header(Header::Plan(self.only_text(pair)?)),
            Rule::use_file => DeclarationKind::Use(self.only_text(pair)?),
            Rule::language | Rule::currency | Rule::period | Rule::year | Rule::week | Rule::rounding | Rule::effective | Rule::members => {
                DeclarationKind::Header(self.header(pair)?)
            }
            Rule::import => self.import(pair)?,
            Rule::payees | Rule::calendar | Rule::table => DeclarationKind::Table(self.table(pair)?),
            Rule::tiers => DeclarationKind::Tiers(self.grid(pair)?.0),
            Rule::rates => {
                let (grid, first, _) = self.grid(pair)?;
                DeclarationKind::Rates { grid, first }
            }
            Rule::matrix => {
                let (grid, _, axes) = self.grid(pair)?;
                let axes = <[Name; 2]>::try_from(axes).map_err(|_| self.odd())?;
                DeclarationKind::Matrix { grid, axes }
            }
            Rule::param => self.param(pair)?,
            Rule::define => self.define(pair)?,
            Rule::line => DeclarationKind::Line(self.line(pair)?),
            Rule::example => DeclarationKind::Example(self.example(pair)?),
            _ => return Err(self.odd()),
        })
    }

    fn only_text(&mut self, pair: Pair<'_, Rule>) -> Parsed<Name> {
        let text = pair.into_inner().find(|part| part.as_rule() == Rule::text).ok_or_else(|| self.odd())?;
        Ok(self.text(&text))
    }

    fn header(&mut self, pair: Pair<'_, Rule>) -> Parsed<Header> {
        let rule = pair.as_rule();
        let span = self.span(&pair);
        let mut inner = pair.into_inner().filter(|part| !matches!(part.as_rule(), Rule::kw_from | Rule::kw_to));
        let _keyword = inner.next();
        let first = inner.next().ok_or_else(|| self.odd())?;
        let second = inner.next();
        Ok(match rule {
            Rule::language => Header::Language(self.whole(&first)?),
            Rule::currency => {
                let decimals = second.map(|number| self.whole(&number)).transpose()?;
                let decimals = decimals.map(|decimals| u8::try_from(decimals).ok().filter(|decimals| *decimals <= 12));
                match decimals {
                    Some(None) => return Err(self.refuse(Diagnostic::error("unit-decimals", span))),
                    Some(decimals) => Header::Currency(self.name(&first), decimals),
                    None => Header::Currency(self.name(&first), None),
                }
            }
            Rule::period => Header::Period(self.grain(&first)?),
            Rule::year => {
                let month = MONTHS.iter().zip(1u8..).find(|(name, _)| **name == first.as_str()).map(|(_, month)| month);
                let month = month.ok_or_else(|| self.refuse(Diagnostic::error("month-name", span).arg("found", first.as_str())))?;
                Header::Year(month)
            }
            Rule::week => match first.as_str() {
                "Sunday" => Header::WeekFromSunday(true),
                "Monday" => Header::WeekFromSunday(false),
                other => return Err(self.refuse(Diagnostic::error("week-start", span).arg("found", other))),
            },
            Rule::rounding => {
                let words: Vec<&str> = first.as_str().split_whitespace().collect();
                let mode = match words.as_slice() {
                    ["half", "even"] => Rounding::HalfEven,
                    ["down"] => Rounding::Down,
                    ["up"] => Rounding::Up,
                    _ => Rounding::HalfUp,
                };
                let to = second.map(|number| self.number(&number)).transpose()?;
                if to.is_some_and(|to| to.sign() <= 0) {
                    return Err(self.refuse(Diagnostic::error("rounding-unit", span)));
                }
                Header::Rounding(mode, to)
            }
            Rule::effective => {
                let from = self.day(first)?;
                let to = second.map(|day| self.day(day)).transpose()?.ok_or_else(|| self.odd())?;
                if to < from {
                    return Err(self.refuse(Diagnostic::error("effective-order", span)));
                }
                Header::Effective(from, to)
            }
            _ => Header::For(self.expr(first)?),
        })
    }

    /// A grain in words.
    pub(crate) fn grain(&mut self, pair: &Pair<'_, Rule>) -> Parsed<Grain> {
        let span = self.span(pair);
        grain_of_word(pair.as_str()).ok_or_else(|| self.refuse(Diagnostic::error("period-word", span).arg("found", pair.as_str())))
    }

    fn import(&mut self, pair: Pair<'_, Rule>) -> Parsed<DeclarationKind> {
        let (mut lines, mut plan) = (Vec::new(), None);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::ident => lines.push(self.name(&inner)),
                Rule::text => plan = Some(self.text(&inner)),
                _ => {}
            }
        }
        Ok(DeclarationKind::Import { lines, plan: plan.ok_or_else(|| self.odd())? })
    }

    fn table(&mut self, pair: Pair<'_, Rule>) -> Parsed<Table> {
        let sort = match pair.as_rule() {
            Rule::payees => TableSort::Payees,
            Rule::calendar => TableSort::Calendar,
            _ => TableSort::Table,
        };
        let mut table = Table {
            sort,
            name: Name { text: String::new(), span: self.span(&pair) },
            by: None,
            time: None,
            clauses: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
        };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::kw_payees | Rule::kw_calendar | Rule::fx | Rule::ident => table.name = self.name(&inner),
                Rule::role => self.role(inner, &mut table)?,
                Rule::from_clause => {
                    let clause = self.source_clause(inner)?;
                    table.clauses.push(clause);
                }
                Rule::column_decl => {
                    let column = self.column_decl(inner)?;
                    table.columns.push(column);
                }
                Rule::row => {
                    let row = self.row(&inner)?;
                    table.rows.push(row);
                }
                _ => {}
            }
        }
        let in_clauses = table.clauses.iter().map(|clause| clause.columns.len() + clause.group.len()).sum::<usize>();
        let found = table.columns.len() + in_clauses;
        if found > MAX_COLUMNS {
            let diagnostic = Diagnostic::error("too-many-columns", table.name.span);
            return Err(self.refuse(diagnostic.arg("found", found.to_string()).arg("limit", MAX_COLUMNS.to_string())));
        }
        Ok(table)
    }

    fn role(&mut self, pair: Pair<'_, Rule>, table: &mut Table) -> Parsed<()> {
        let span = self.span(&pair);
        let role = pair.into_inner().next().ok_or_else(|| self.odd())?;
        let rule = role.as_rule();
        let paths: Vec<Expr> =
            role.into_inner().filter(|part| part.as_rule() == Rule::row_path).map(|path| self.path(path)).collect::<Parsed<_>>()?;
        let mut paths = paths.into_iter();
        let first = paths.next().ok_or_else(|| self.odd())?;
        let twice = if rule == Rule::by_role { table.by.is_some() } else { table.time.is_some() };
        if twice {
            return Err(self.refuse(Diagnostic::error("role-twice", span)));
        }
        match rule {
            Rule::by_role => table.by = Some(first),
            Rule::on_role => table.time = Some(Time::On(first)),
            Rule::in_role => table.time = Some(Time::In(first)),
            _ => table.time = Some(Time::Span(first, paths.next())),
        }
        Ok(())
    }

    fn column_decl(&mut self, pair: Pair<'_, Rule>) -> Parsed<Column> {
        let span = self.span(&pair);
        let (mut name, mut ty, mut key, mut formula) = (None, None::<Type>, false, None);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::column => name = Some(self.column(inner)?),
                Rule::type_rule => ty = Some(self.ty(inner)?),
                Rule::kw_key => key = true,
                Rule::bounds => {
                    let bounds = self.bounds(inner)?;
                    if let Some(ty) = &mut ty {
                        ty.bounds = Some(bounds);
                    }
                }
                Rule::expr => formula = Some(self.expr(inner)?),
                _ => {}
            }
        }
        Ok(Column { name: name.ok_or_else(|| self.odd())?, ty, key, formula, span })
    }

    pub(crate) fn ty(&mut self, pair: Pair<'_, Rule>) -> Parsed<Type> {
        let span = self.span(&pair);
        let (mut kind, mut optional) = (None, false);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::optional => optional = true,
                Rule::type_word => kind = Some(TypeKind::Word(self.name(&inner))),
                Rule::ref_type => {
                    let table = inner.into_inner().next().ok_or_else(|| self.odd())?;
                    kind = Some(TypeKind::Ref(self.name(&table)));
                }
                Rule::money_in => {
                    let column = inner.into_inner().find(|part| part.as_rule() == Rule::column).ok_or_else(|| self.odd())?;
                    kind = Some(TypeKind::MoneyIn(self.column(column)?));
                }
                _ => {}
            }
        }
        Ok(Type { kind: kind.ok_or_else(|| self.odd())?, optional, bounds: None, span })
    }

    fn bounds(&mut self, pair: Pair<'_, Rule>) -> Parsed<Bounds> {
        let span = self.span(&pair);
        let mut operator = None;
        let mut range = false;
        let mut exprs = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::compare => operator = Some(operator_of(&inner)),
                Rule::range_bounds => {
                    range = true;
                    for bound in inner.into_inner().filter(|part| part.as_rule() == Rule::expr) {
                        exprs.push(self.expr(bound)?);
                    }
                }
                Rule::expr => exprs.push(self.expr(inner)?),
                _ => {}
            }
        }
        let mut exprs = exprs.into_iter();
        match (operator, range) {
            (Some(operator), _) => {
                if !is_comparison(operator) || matches!(operator, Operator::Equal | Operator::NotEqual) {
                    return Err(self.refuse(Diagnostic::error("bounds-operator", span)));
                }
                Ok(Bounds::Compare(operator, exprs.next().ok_or_else(|| self.odd())?))
            }
            (None, true) => match (exprs.next(), exprs.next()) {
                (Some(low), Some(high)) => Ok(Bounds::Range(low, high)),
                _ => Err(self.odd()),
            },
            (None, false) => Ok(Bounds::OneOf(exprs.collect())),
        }
    }

    fn source_clause(&mut self, pair: Pair<'_, Rule>) -> Parsed<FromClause> {
        let span = self.span(&pair);
        let mut clause = FromClause {
            source: Name { text: String::new(), span },
            joins: Vec::new(),
            condition: None,
            group: Vec::new(),
            each: None,
            columns: Vec::new(),
            span,
        };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::ident => clause.source = self.name(&inner),
                Rule::join => {
                    let join = self.join(inner)?;
                    clause.joins.push(join);
                }
                Rule::expr => clause.condition = Some(self.expr(inner)?),
                Rule::group_by => {
                    for item in inner.into_inner().filter(|part| part.as_rule() == Rule::group_item) {
                        let mut parts = item.into_inner();
                        let column = parts.next().ok_or_else(|| self.odd())?;
                        let expr = parts.next().ok_or_else(|| self.odd())?;
                        clause.group.push((self.column(column)?, self.expr(expr)?));
                    }
                }
                Rule::each_clause => {
                    let mut parts = inner.into_inner().filter(|part| matches!(part.as_rule(), Rule::word | Rule::expr));
                    let (word, from, to) = (parts.next(), parts.next(), parts.next());
                    match (word, from, to) {
                        (Some(word), Some(from), Some(to)) => clause.each = Some((self.grain(&word)?, self.expr(from)?, self.expr(to)?)),
                        _ => return Err(self.odd()),
                    }
                }
                Rule::column_decl => {
                    let column = self.column_decl(inner)?;
                    clause.columns.push(column);
                }
                _ => {}
            }
        }
        Ok(clause)
    }

    fn join(&mut self, pair: Pair<'_, Rule>) -> Parsed<Join> {
        let (mut table, mut on, mut keep) = (None, None, false);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::ident => table = Some(self.name(&inner)),
                Rule::expr => on = Some(self.expr(inner)?),
                Rule::kw_else => keep = true,
                _ => {}
            }
        }
        Ok(Join { table: table.ok_or_else(|| self.odd())?, on, keep })
    }

    /// Tiers, matrix and rates: the grid, whether `first` stands there, and the axes of a matrix.
    fn grid(&mut self, pair: Pair<'_, Rule>) -> Parsed<(Grid, bool, Vec<Name>)> {
        let mut grid = Grid { name: Name { text: String::new(), span: self.span(&pair) }, from: None, rows: Vec::new() };
        let (mut first, mut axes) = (false, Vec::new());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::ident => grid.name = self.name(&inner),
                Rule::kw_first => first = true,
                Rule::from_day => grid.from = Some(self.amended_from(inner)?),
                Rule::axis => axes.push(Name { text: nfc(inner.as_str().trim()), span: self.span(&inner) }),
                Rule::row => {
                    let row = self.row(&inner)?;
                    grid.rows.push(row);
                }
                _ => {}
            }
        }
        Ok((grid, first, axes))
    }

    fn amended_from(&mut self, pair: Pair<'_, Rule>) -> Parsed<Date> {
        let day = pair.into_inner().find(|part| part.as_rule() == Rule::day).ok_or_else(|| self.odd())?;
        self.day(day)
    }

    fn param(&mut self, pair: Pair<'_, Rule>) -> Parsed<DeclarationKind> {
        let (mut name, mut ty, mut from, mut value, mut between, mut step) = (None, None, None, None, None, None);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::ident => name = Some(self.name(&inner)),
                Rule::type_rule => ty = Some(self.ty(inner)?),
                Rule::from_day => from = Some(self.amended_from(inner)?),
                Rule::literal => value = Some(self.literal(inner)?),
                Rule::between => {
                    let mut bounds = inner.into_inner().filter(|part| part.as_rule() == Rule::literal);
                    if let (Some(low), Some(high)) = (bounds.next(), bounds.next()) {
                        between = Some((self.literal(low)?, self.literal(high)?));
                    }
                }
                Rule::step => {
                    if let Some(literal) = inner.into_inner().find(|part| part.as_rule() == Rule::literal) {
                        step = Some(self.literal(literal)?);
                    }
                }
                _ => {}
            }
        }
        match (name, value) {
            (Some(name), Some(value)) => Ok(DeclarationKind::Param { name, ty, from, value, between, step }),
            _ => Err(self.odd()),
        }
    }

    fn define(&mut self, pair: Pair<'_, Rule>) -> Parsed<DeclarationKind> {
        let mut names = Vec::new();
        let mut body = None;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::ident => names.push(self.name(&inner)),
                Rule::expr => body = Some(self.expr(inner)?),
                _ => {}
            }
        }
        let mut names = names.into_iter();
        match (names.next(), body) {
            (Some(name), Some(body)) => Ok(DeclarationKind::Define { name, arguments: names.collect(), body }),
            _ => Err(self.odd()),
        }
    }

    fn line(&mut self, pair: Pair<'_, Rule>) -> Parsed<Line> {
        let mut kind = LineKind::Plain;
        let (mut name, mut label, mut ty, mut each, mut when, mut from, mut formula) = (None, None, None, None, None, None, None);
        for inner in pair.into_inner() {
            let span = self.span(&inner);
            let mut twice = false;
            match inner.as_rule() {
                Rule::line_kind => kind = if inner.as_str().trim() == "pay" { LineKind::Pay } else { LineKind::Earn },
                Rule::ident => name = Some(self.name(&inner)),
                Rule::text => label = Some(self.text(&inner).text),
                Rule::pinned => {
                    if let Some(inner) = inner.into_inner().next() {
                        twice = ty.replace(self.ty(inner)?).is_some();
                    }
                }
                Rule::each_grain => {
                    if let Some(word) = inner.into_inner().find(|part| part.as_rule() == Rule::word) {
                        twice = each.replace(self.grain(&word)?).is_some();
                    }
                }
                Rule::when => {
                    if let Some(condition) = inner.into_inner().find(|part| part.as_rule() == Rule::expr) {
                        twice = when.replace(self.expr(condition)?).is_some();
                    }
                }
                Rule::from_day => twice = from.replace(self.amended_from(inner)?).is_some(),
                Rule::expr => formula = Some(self.expr(inner)?),
                _ => {}
            }
            if twice {
                return Err(self.refuse(Diagnostic::error("clause-twice", span).arg("clause", "")));
            }
        }
        match (name, formula) {
            (Some(name), Some(formula)) => Ok(Line { kind, name, label, ty, each, when, from, formula }),
            _ => Err(self.odd()),
        }
    }
}
