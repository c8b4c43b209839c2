//! Expressions: pest's flat lists through a table of precedence, calls with their clauses.

use super::{Cx, Datelike, MAX_OPERANDS, Parsed, Rule};
use crate::ast::{Call, Clauses, Expr, ExprKind, Name, Operator, People, Window};
use crate::diagnostic::Diagnostic;
use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};
use std::sync::LazyLock;
use tiercel_value::{Decimal, Grain};

/// Loosest first.
static PRECEDENCE: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    PrattParser::new()
        .op(Op::infix(Rule::or, Assoc::Left))
        .op(Op::infix(Rule::and, Assoc::Left))
        .op(Op::prefix(Rule::kw_not))
        .op(Op::infix(Rule::compare, Assoc::Left) | Op::postfix(Rule::in_list))
        .op(Op::infix(Rule::concat, Assoc::Left))
        .op(Op::infix(Rule::add, Assoc::Left) | Op::infix(Rule::subtract, Assoc::Left))
        .op(Op::infix(Rule::multiply, Assoc::Left) | Op::infix(Rule::divide, Assoc::Left))
        .op(Op::infix(Rule::power, Assoc::Left))
        .op(Op::postfix(Rule::percent))
        .op(Op::prefix(Rule::minus) | Op::prefix(Rule::plus))
});

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
impl Cx {
    /// An `expr`.
    pub(crate) fn expr(&mut self, pair: Pair<'_, Rule>) -> Parsed<Expr> {
        let span = self.span(&pair);
        let operands = pair.clone().into_inner().count();
        if operands > 2 * MAX_OPERANDS {
            return Err(self.refuse(Diagnostic::error("chain-too-long", span).arg("limit", MAX_OPERANDS.to_string())));
        }
        let cx = std::cell::RefCell::new(self);
        PRECEDENCE
            .map_primary(|primary| cx.borrow_mut().primary(primary))
            .map_prefix(|op, operand| cx.borrow_mut().prefixed(&op, operand?))
            .map_postfix(|operand, op| cx.borrow_mut().postfixed(operand?, op))
            .map_infix(|left, op, right| cx.borrow_mut().infix(left?, &op, right?))
            .parse(pair.into_inner())
    }

    fn prefixed(&mut self, op: &Pair<'_, Rule>, operand: Expr) -> Parsed<Expr> {
        let span = tiercel_plan::Span { start: self.span(op).start, ..operand.span };
        let kind = match (op.as_rule(), operand.kind) {
            (Rule::plus, kind) => kind,
            (Rule::kw_not, kind) => ExprKind::Not(Box::new(Expr { kind, span: operand.span })),
            (_, ExprKind::Number(value)) => ExprKind::Number(value.neg()),
            (_, ExprKind::Percent(value)) => ExprKind::Percent(value.neg()),
            (_, ExprKind::Money(value, unit)) => ExprKind::Money(value.neg(), unit),
            (_, kind) => ExprKind::Negate(Box::new(Expr { kind, span: operand.span })),
        };
        Ok(Expr { kind, span })
    }

    fn postfixed(&mut self, operand: Expr, op: Pair<'_, Rule>) -> Parsed<Expr> {
        let span = tiercel_plan::Span { end: self.span(&op).end, ..operand.span };
        if op.as_rule() == Rule::percent {
            let kind = match operand.kind {
                ExprKind::Number(value) => ExprKind::Percent(self.hundredth(value, span)?),
                kind => ExprKind::Hundredth(Box::new(Expr { kind, span: operand.span })),
            };
            return Ok(Expr { kind, span });
        }
        let mut negated = false;
        let mut list = Vec::new();
        for inner in op.into_inner() {
            match inner.as_rule() {
                Rule::kw_not => negated = true,
                Rule::expr => list.push(self.expr(inner)?),
                _ => {}
            }
        }
        Ok(Expr { kind: ExprKind::In { subject: Box::new(operand), list, negated }, span })
    }

    pub(crate) fn hundredth(&mut self, value: Decimal, span: tiercel_plan::Span) -> Parsed<Decimal> {
        Decimal::from_parts(value.mantissa(), value.scale() + 2)
            .map_err(|_| self.refuse(Diagnostic::error("number-digits", span).arg("found", value.to_string())))
    }

    fn infix(&mut self, left: Expr, op: &Pair<'_, Rule>, right: Expr) -> Parsed<Expr> {
        let span = tiercel_plan::Span { end: right.span.end, ..left.span };
        let operator = operator_of(op);
        let compares =
            |kind: &ExprKind| matches!(kind, ExprKind::Binary(op, ..) if is_comparison(*op)) || matches!(kind, ExprKind::In { .. });
        if is_comparison(operator) && (compares(&left.kind) || compares(&right.kind)) {
            return Err(self.refuse(Diagnostic::error("chained-comparison", span)));
        }
        if operator == Operator::Power {
            let negative = matches!(&left.kind, ExprKind::Negate(_))
                || matches!(&left.kind, ExprKind::Number(value) | ExprKind::Percent(value) if value.sign() < 0);
            if negative || matches!(left.kind, ExprKind::Binary(Operator::Power, ..)) {
                return Err(self.refuse(Diagnostic::error("power-brackets", span)));
            }
        }
        Ok(Expr { kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)), span })
    }

    fn primary(&mut self, pair: Pair<'_, Rule>) -> Parsed<Expr> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::datelike => match self.datelike(&pair)? {
                Datelike::Date(date) => ExprKind::Date(date),
                Datelike::Period(period) => ExprKind::Period(period),
            },
            Rule::money => self.money(pair)?,
            Rule::number => ExprKind::Number(self.number(&pair)?),
            Rule::text => ExprKind::Text(self.text(&pair).text),
            Rule::boolean => ExprKind::Bool(pair.as_str() == "true"),
            Rule::kw_blank => ExprKind::Blank,
            Rule::kw_payees => ExprKind::Payees,
            Rule::kw_period => ExprKind::PeriodHere,
            Rule::kw_u_each => ExprKind::Each,
            Rule::currency_ref => ExprKind::Currency(self.name(&pair)),
            Rule::payee_path => ExprKind::Payee { path: self.columns(pair)? },
            Rule::row_path => ExprKind::Name { name: None, path: self.columns(pair)? },
            Rule::name_path => {
                let mut inner = pair.into_inner();
                let name = inner.next().map(|name| self.name(&name));
                let path = inner.map(|column| self.column(column)).collect::<Parsed<Vec<_>>>()?;
                ExprKind::Name { name, path }
            }
            Rule::group => {
                let inner = pair.into_inner().next().ok_or_else(|| self.odd())?;
                ExprKind::Group(Box::new(self.expr(inner)?))
            }
            Rule::call => ExprKind::Call(Box::new(self.call(pair)?)),
            _ => return Err(self.odd()),
        };
        Ok(Expr { kind, span })
    }

    fn money(&mut self, pair: Pair<'_, Rule>) -> Parsed<ExprKind> {
        let (mut value, mut unit) = (None, None);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::number => value = Some(self.number(&inner)?),
                _ => unit = Some(self.name(&inner)),
            }
        }
        match (value, unit) {
            (Some(value), Some(unit)) => Ok(ExprKind::Money(value, unit)),
            _ => Err(self.odd()),
        }
    }

    fn columns(&mut self, pair: Pair<'_, Rule>) -> Parsed<Vec<Name>> {
        pair.into_inner().filter(|inner| inner.as_rule() == Rule::column).map(|column| self.column(column)).collect()
    }

    /// A `row_path` or `name_path` of a role or clause.
    pub(crate) fn path(&mut self, pair: Pair<'_, Rule>) -> Parsed<Expr> {
        self.primary(pair)
    }

    fn call(&mut self, pair: Pair<'_, Rule>) -> Parsed<Call> {
        let mut inner = pair.into_inner();
        let name = inner.next().map(|name| self.name(&name)).ok_or_else(|| self.odd())?;
        let mut call = Call { name, args: Vec::new(), clauses: Clauses::default(), path: Vec::new() };
        for part in inner {
            match part.as_rule() {
                Rule::args => {
                    for item in part.into_inner() {
                        if item.as_rule() == Rule::arg {
                            let arg = self.arg(item)?;
                            call.args.push(arg);
                        } else {
                            self.clause(item, &mut call.clauses)?;
                        }
                    }
                }
                _ => call.path.push(self.column(part)?),
            }
        }
        Ok(call)
    }

    fn arg(&mut self, pair: Pair<'_, Rule>) -> Parsed<Expr> {
        let span = self.span(&pair);
        let inner = pair.into_inner().next().ok_or_else(|| self.odd())?;
        let rule = inner.as_rule();
        if rule == Rule::expr {
            return self.expr(inner);
        }
        let operand = inner.into_inner().find(|part| part.as_rule() == Rule::expr).ok_or_else(|| self.odd())?;
        let operand = Box::new(self.expr(operand)?);
        let kind = if rule == Rule::above_arg { ExprKind::Above(operand) } else { ExprKind::Rate(operand) };
        Ok(Expr { kind, span })
    }

    fn clause(&mut self, pair: Pair<'_, Rule>, clauses: &mut Clauses) -> Parsed<()> {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let word = pair.as_str().split_whitespace().next().unwrap_or("").to_owned();
        let mut inner: Vec<Pair<'_, Rule>> = pair.into_inner().filter(|part| !is_clause_word(part.as_rule())).collect();
        let twice = match rule {
            Rule::of_clause => clauses.of.is_some(),
            Rule::on_clause => clauses.on.is_some(),
            Rule::where_clause => clauses.condition.is_some(),
            Rule::for_clause => clauses.people.is_some(),
            Rule::over_clause => clauses.window.is_some(),
            Rule::by_clause => !clauses.by.is_empty(),
            Rule::order_clause => clauses.order.is_some(),
            Rule::unit_clause => clauses.unit.is_some(),
            Rule::remainder_clause => clauses.remainder.is_some(),
            Rule::else_clause => clauses.otherwise.is_some(),
            _ => clauses.per.is_some(),
        };
        if twice {
            return Err(self.refuse(Diagnostic::error("clause-twice", span).arg("clause", word)));
        }
        if rule == Rule::by_clause {
            clauses.by = inner.into_iter().map(|expr| self.expr(expr)).collect::<Parsed<Vec<_>>>()?;
            return Ok(());
        }
        if rule == Rule::for_clause {
            let condition = if inner.len() > 1 { inner.pop() } else { None };
            clauses.person_where = condition.map(|condition| self.expr(condition)).transpose()?;
        }
        let first = inner.pop().ok_or_else(|| self.odd())?;
        match rule {
            Rule::of_clause => clauses.of = Some(self.path(first)?),
            Rule::on_clause => clauses.on = Some(self.path(first)?),
            Rule::where_clause => clauses.condition = Some(self.expr(first)?),
            Rule::for_clause => clauses.people = Some((self.people(first)?, span)),
            Rule::over_clause => clauses.window = Some((self.window(first)?, span)),
            Rule::order_clause => clauses.order = Some(self.expr(first)?),
            Rule::unit_clause => clauses.unit = Some(self.literal(first)?),
            Rule::remainder_clause => clauses.remainder = Some(self.name(&first)),
            Rule::else_clause => clauses.otherwise = Some(self.expr(first)?),
            _ => clauses.per = Some(self.name(&first)),
        }
        Ok(())
    }

    fn people(&mut self, pair: Pair<'_, Rule>) -> Parsed<People> {
        let inner = pair.into_inner().next().ok_or_else(|| self.odd())?;
        Ok(match inner.as_rule() {
            Rule::kw_reports => People::Reports,
            Rule::kw_team => People::Team,
            Rule::kw_manager => People::Manager,
            Rule::kw_managers => People::Managers,
            Rule::kw_between => People::Between,
            Rule::kw_everyone => People::Everyone,
            Rule::same => People::Same(self.columns(inner)?),
            Rule::level => {
                let level = self.whole_in(inner)?.first().copied().unwrap_or(1);
                People::Levels(level, Some(level))
            }
            Rule::levels => {
                let levels = self.whole_in(inner)?;
                People::Levels(levels.first().copied().unwrap_or(1), levels.get(1).copied())
            }
            _ => {
                let person = self.primary(inner)?;
                if matches!(&person.kind, ExprKind::Payee { path } if path.is_empty()) { People::Own } else { People::Person(person) }
            }
        })
    }

    /// The whole numbers of a rule.
    fn whole_in(&mut self, pair: Pair<'_, Rule>) -> Parsed<Vec<u32>> {
        let numbers: Vec<Pair<'_, Rule>> = pair.into_inner().filter(|part| part.as_rule() == Rule::number).collect();
        numbers.iter().map(|number| self.whole(number)).collect()
    }

    pub(crate) fn whole(&mut self, pair: &Pair<'_, Rule>) -> Parsed<u32> {
        let span = self.span(pair);
        let value = self.number(pair)?;
        let whole = value.to_i64().and_then(|value| u32::try_from(value).ok());
        whole.ok_or_else(|| self.refuse(Diagnostic::error("whole-number", span).arg("found", value.to_string())))
    }

    fn window(&mut self, pair: Pair<'_, Rule>) -> Parsed<Window> {
        let inner = pair.into_inner().next().ok_or_else(|| self.odd())?;
        Ok(match inner.as_rule() {
            Rule::window_period => Window::Period,
            Rule::window_prior => Window::Prior(self.count(inner)?),
            Rule::window_last => Window::Last(self.count(inner)?),
            Rule::window_last_year => Window::LastYear,
            Rule::window_to_date_in => Window::ToDateIn(match inner.as_str() {
                "MTD" => Grain::Month,
                "QTD" => Grain::Quarter,
                "HTD" => Grain::Half,
                _ => Grain::Year,
            }),
            Rule::window_earlier => Window::Earlier(window_grain(inner)),
            Rule::window_to_date => Window::ToDate,
            Rule::window_full => Window::Full(window_grain(inner).unwrap_or(Grain::Year)),
            _ => {
                let mut bounds = inner.into_inner().map(|expr| self.expr(expr));
                let from = bounds.next().transpose()?;
                let to = bounds.next().transpose()?;
                drop(bounds);
                Window::Between(Box::new(from.ok_or_else(|| self.odd())?), to.map(Box::new))
            }
        })
    }

    /// The count of PRIOR n or LAST n, at least 1.
    fn count(&mut self, pair: Pair<'_, Rule>) -> Parsed<u32> {
        let span = self.span(&pair);
        let count = self.whole_in(pair)?.first().copied().unwrap_or(1);
        if count == 0 {
            return Err(self.refuse(Diagnostic::error("count-from-one", span)));
        }
        Ok(count)
    }

    /// A literal of a cell, param or example.
    pub(crate) fn literal(&mut self, pair: Pair<'_, Rule>) -> Parsed<Expr> {
        let span = self.span(&pair);
        let (mut negative, mut percent, mut kind) = (false, false, None);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::minus => negative = true,
                Rule::percent => percent = true,
                _ => kind = Some(self.primary(inner)?.kind),
            }
        }
        let kind = match kind.ok_or_else(|| self.odd())? {
            ExprKind::Number(value) if percent => ExprKind::Percent(self.hundredth(value, span)?),
            // A percent or a sign of what is no number is kept, so that it can be refused.
            kind if percent => ExprKind::Hundredth(Box::new(Expr { kind, span })),
            kind => kind,
        };
        let kind = match kind {
            ExprKind::Number(value) if negative => ExprKind::Number(value.neg()),
            ExprKind::Percent(value) if negative => ExprKind::Percent(value.neg()),
            ExprKind::Money(value, unit) if negative => ExprKind::Money(value.neg(), unit),
            kind if negative => ExprKind::Negate(Box::new(Expr { kind, span })),
            kind => kind,
        };
        Ok(Expr { kind, span })
    }
}

fn window_grain(pair: Pair<'_, Rule>) -> Option<Grain> {
    let grain = pair.into_inner().find(|part| part.as_rule() == Rule::window_grain)?;
    grain_of_word(&grain.as_str().to_lowercase())
}

/// The grain of `day`, `week`, `month`, `quarter`, `half`, `year` or `calendar`.
pub(crate) fn grain_of_word(word: &str) -> Option<Grain> {
    Some(match word {
        "day" => Grain::Day,
        "week" => Grain::Week,
        "month" => Grain::Month,
        "quarter" => Grain::Quarter,
        "half" => Grain::Half,
        "year" => Grain::Year,
        "calendar" => Grain::Custom,
        _ => return None,
    })
}

fn is_clause_word(rule: Rule) -> bool {
    matches!(rule, Rule::kw_of | Rule::kw_on | Rule::kw_where | Rule::kw_for | Rule::kw_over | Rule::kw_by | Rule::kw_order)
        || matches!(rule, Rule::kw_unit | Rule::kw_remainder | Rule::kw_else | Rule::kw_per)
}

pub(crate) fn is_comparison(operator: Operator) -> bool {
    matches!(
        operator,
        Operator::Equal | Operator::NotEqual | Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual
    )
}

pub(crate) fn operator_of(pair: &Pair<'_, Rule>) -> Operator {
    match pair.as_str() {
        "or" => Operator::Or,
        "and" => Operator::And,
        "=" => Operator::Equal,
        "<>" => Operator::NotEqual,
        "<" => Operator::Less,
        "<=" => Operator::LessOrEqual,
        ">" => Operator::Greater,
        ">=" => Operator::GreaterOrEqual,
        "&" => Operator::Concat,
        "+" => Operator::Add,
        "-" => Operator::Subtract,
        "*" => Operator::Multiply,
        "/" => Operator::Divide,
        _ => Operator::Power,
    }
}
