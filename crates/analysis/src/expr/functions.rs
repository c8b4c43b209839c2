//! Calls: which function a name is, and those that work on values.

use super::Lower;
use crate::cx::Val;
use crate::diagnostics as say;
use crate::names::Declared;
use crate::units::Ty;
use tiercel_plan::{AggregateFunction, ExprKind, Function, Operator, Span, Type, Value};
use tiercel_syntax::ast::{Call, Clauses, Expr, ExprKind as Ast};
use tiercel_value::Grain;

/// What an argument of a function of values must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arg {
    /// A number, percent or money; the result has its unit.
    Unit,
    /// The same unit as the first.
    Same,
    /// A number.
    Number,
    Text,
    Date,
    Period,
    Any,
}

/// What a function of values gives.
#[derive(Clone, Copy)]
enum Gives {
    First,
    Type(Type),
    PlanPeriod,
}

/// A function of values: its arguments (those after `needed` may be left out), its result, and how it is written.
struct Signature {
    function: Function,
    args: &'static [Arg],
    needed: usize,
    gives: Gives,
    shape: &'static str,
}

const fn of(function: Function, args: &'static [Arg], needed: usize, gives: Gives, shape: &'static str) -> Signature {
    Signature { function, args, needed, gives, shape }
}

/// The functions of values with fixed arguments.
fn signature(name: &str) -> Option<Signature> {
    use Arg::{Any, Date, Number, Period, Same, Text, Unit};
    let number = Gives::Type(Type::Number);
    let text = Gives::Type(Type::Text);
    let date = Gives::Type(Type::Date);
    Some(match name {
        "ABS" => of(Function::Abs, &[Unit], 1, Gives::First, "ABS(x)"),
        "SIGN" => of(Function::Sign, &[Unit], 1, number, "SIGN(x)"),
        "INT" => of(Function::Int, &[Unit], 1, Gives::First, "INT(x)"),
        "MOD" => of(Function::Mod, &[Unit, Same], 2, Gives::First, "MOD(x, divisor)"),
        "ROUND" => of(Function::Round, &[Unit, Number], 2, Gives::First, "ROUND(x, places)"),
        "ROUNDUP" => of(Function::RoundUp, &[Unit, Number], 2, Gives::First, "ROUNDUP(x, places)"),
        "ROUNDDOWN" => of(Function::RoundDown, &[Unit, Number], 2, Gives::First, "ROUNDDOWN(x, places)"),
        "ROUNDEVEN" => of(Function::RoundEven, &[Unit, Number], 2, Gives::First, "ROUNDEVEN(x, places)"),
        "MROUND" => of(Function::MRound, &[Unit, Same], 2, Gives::First, "MROUND(x, unit)"),
        "CEILING" => of(Function::Ceiling, &[Unit, Same], 2, Gives::First, "CEILING(x, unit)"),
        "FLOOR" => of(Function::Floor, &[Unit, Same], 2, Gives::First, "FLOOR(x, unit)"),
        "DATE" => of(Function::Date, &[Number, Number, Number], 3, date, "DATE(year, month, day)"),
        "YEAR" => of(Function::Year, &[Date], 1, number, "YEAR(date)"),
        "MONTH" => of(Function::Month, &[Date], 1, number, "MONTH(date)"),
        "DAY" => of(Function::Day, &[Date], 1, number, "DAY(date)"),
        "WEEKDAY" => of(Function::Weekday, &[Date, Number], 1, number, "WEEKDAY(date, kind)"),
        "EDATE" => of(Function::EDate, &[Date, Number], 2, date, "EDATE(date, months)"),
        "EOMONTH" => of(Function::EoMonth, &[Date, Number], 2, date, "EOMONTH(date, months)"),
        "DAYS" => of(Function::Days, &[Date, Date], 2, number, "DAYS(end, start)"),
        "NETWORKDAYS" => of(Function::NetworkDays, &[Date, Date], 2, number, "NETWORKDAYS(start, end)"),
        "DATEDIF" => of(Function::DateDif, &[Date, Date, Text], 3, number, "DATEDIF(start, end, \"M\")"),
        "LEFT" => of(Function::Left, &[Text, Number], 1, text, "LEFT(text, count)"),
        "RIGHT" => of(Function::Right, &[Text, Number], 1, text, "RIGHT(text, count)"),
        "MID" => of(Function::Mid, &[Text, Number, Number], 3, text, "MID(text, start, count)"),
        "LEN" => of(Function::Len, &[Text], 1, number, "LEN(text)"),
        "UPPER" => of(Function::Upper, &[Text], 1, text, "UPPER(text)"),
        "LOWER" => of(Function::Lower, &[Text], 1, text, "LOWER(text)"),
        "TRIM" => of(Function::Trim, &[Text], 1, text, "TRIM(text)"),
        "SUBSTITUTE" => of(Function::Substitute, &[Text, Text, Text, Number], 3, text, "SUBSTITUTE(text, old, new)"),
        "TEXT" => of(Function::Text, &[Any, Text], 2, text, "TEXT(x, \"0.00\")"),
        "CONTAINS" => of(Function::Contains, &[Text, Text], 2, Gives::Type(Type::Bool), "CONTAINS(text, part)"),
        "STARTSWITH" => of(Function::StartsWith, &[Text, Text], 2, Gives::Type(Type::Bool), "STARTSWITH(text, part)"),
        "START" => of(Function::Start, &[Period], 1, date, "START(period)"),
        "END" => of(Function::End, &[Period], 1, date, "END(period)"),
        "PERIOD" => of(Function::PeriodOf, &[Date], 1, Gives::PlanPeriod, "PERIOD(date)"),
        "NUMBER" => of(Function::Number, &[Period], 1, number, "NUMBER(period)"),
        _ => return None,
    })
}

/// The formats of TEXT.
const FORMATS: [&str; 15] =
    ["0", "0.0", "0.00", "0.000", "0.0000", "#,##0", "#,##0.00", "0%", "0.0%", "0.00%", "yyyy-mm-dd", "yyyy-mm", "yyyy", "mm", "dd"];

const OTHERS: [&str; 40] = [
    "IF",
    "IFS",
    "SWITCH",
    "LET",
    "MIN",
    "MAX",
    "SUM",
    "AVERAGE",
    "COUNT",
    "MEDIAN",
    "CONCAT",
    "IFBLANK",
    "ISBLANK",
    "IFNA",
    "DIVIDE",
    "MONEY",
    "CONVERT",
    "LOOKUP",
    "MONTH_OF",
    "QUARTER_OF",
    "YEAR_OF",
    "AND",
    "OR",
    "NOT",
    "TIER",
    "MARGINAL",
    "INTERPOLATE",
    "SLICE",
    "REACHED",
    "PRIOR",
    "RUNNING",
    "RANK",
    "ALLOCATE",
    "PRORATED",
    "EVEN",
    "MY",
    "COUNTUNIQUE",
    "LARGE",
    "SMALL",
    "PERCENTILE",
];
const MORE: [&str; 5] = ["FIRST", "LAST", "ONE", "ANY", "EVERY"];

/// Whether a name is that of a built-in function, read in any case.
pub(crate) fn is_builtin(name: &str) -> bool {
    let upper = name.to_uppercase();
    signature(&upper).is_some() || OTHERS.contains(&upper.as_str()) || MORE.contains(&upper.as_str())
}

/// All built-in functions.
pub(crate) fn builtins() -> impl Iterator<Item = &'static str> {
    const VALUES: [&str; 36] = [
        "ABS",
        "SIGN",
        "INT",
        "MOD",
        "ROUND",
        "ROUNDUP",
        "ROUNDDOWN",
        "ROUNDEVEN",
        "MROUND",
        "CEILING",
        "FLOOR",
        "DATE",
        "YEAR",
        "MONTH",
        "DAY",
        "WEEKDAY",
        "EDATE",
        "EOMONTH",
        "DAYS",
        "NETWORKDAYS",
        "DATEDIF",
        "LEFT",
        "RIGHT",
        "MID",
        "LEN",
        "UPPER",
        "LOWER",
        "TRIM",
        "SUBSTITUTE",
        "TEXT",
        "CONTAINS",
        "STARTSWITH",
        "START",
        "END",
        "PERIOD",
        "NUMBER",
    ];
    VALUES.into_iter().chain(OTHERS).chain(MORE)
}

/// The aggregate of a name; MIN and the like of several values are functions.
pub(super) fn aggregate_of(name: &str, call: &Call) -> Option<AggregateFunction> {
    let single = call.args.len() <= 1;
    Some(match name {
        "SUM" if single => AggregateFunction::Sum,
        "COUNT" if single => AggregateFunction::Count,
        "AVERAGE" if single => AggregateFunction::Average,
        "MIN" if single => AggregateFunction::Min,
        "MAX" if single => AggregateFunction::Max,
        "MEDIAN" if single => AggregateFunction::Median,
        "COUNTUNIQUE" => AggregateFunction::CountUnique,
        "LARGE" => AggregateFunction::Large,
        "SMALL" => AggregateFunction::Small,
        "PERCENTILE" => AggregateFunction::Percentile,
        "FIRST" => AggregateFunction::First,
        "LAST" => AggregateFunction::Last,
        "ONE" => AggregateFunction::One,
        "ANY" => AggregateFunction::Any,
        "EVERY" => AggregateFunction::Every,
        _ => return None,
    })
}

/// Whether a call ranges over something itself, so that the names in it are its own affair.
pub(super) fn is_aggregate(name: &str, call: &Call) -> bool {
    aggregate_of(name, call).is_some() || matches!(name, "RANK" | "ALLOCATE" | "PRORATED" | "EVEN" | "RUNNING")
}

impl Lower<'_, '_> {
    /// A call.
    pub(super) fn call(&mut self, call: &Call, span: Span) -> Option<Val> {
        let name = call.name.text.to_uppercase();
        if let Some(function) = aggregate_of(&name, call) {
            self.no_path(call, span);
            return self.aggregate(function, call, span);
        }
        match name.as_str() {
            "PRIOR" => self.prior(call, span),
            "RUNNING" => self.running(call, span),
            "RANK" => self.rank(call, span),
            "ALLOCATE" => self.allocate(call, span),
            "PRORATED" | "EVEN" => self.prorated(call, span),
            "LOOKUP" => self.lookup(call, span),
            "TIER" | "MARGINAL" | "INTERPOLATE" | "SLICE" | "REACHED" => self.tier(&name, call, span),
            _ => {
                if is_builtin(&name) {
                    self.no_path(call, span);
                    self.no_clauses(call);
                    return self.value_call(&name, call, span);
                }
                self.declared_call(call, span)
            }
        }
    }

    /// A decision table, a define, or a name that is none.
    fn declared_call(&mut self, call: &Call, span: Span) -> Option<Val> {
        match self.cx.find(self.scope, &call.name.text) {
            Some((Declared::Rates(rates), _)) => self.rates(rates, call, span),
            Some((Declared::Define(define), _)) => self.define_call(define, call, span),
            Some((Declared::Table(_) | Declared::Line(_) | Declared::Param(_) | Declared::Tiers(_) | Declared::Matrix(_), _)) => {
                self.refuse(say::not_a_function(&call.name))
            }
            None => {
                let diagnostic =
                    crate::suggestions::foreign_function(self.cx, self.scope, call, span).unwrap_or_else(|| self.unknown_function(call));
                self.refuse(diagnostic)
            }
        }
    }

    fn unknown_function(&self, call: &Call) -> tiercel_syntax::Diagnostic {
        let declared = self.cx.scopes.get(self.scope.0 as usize).into_iter().flat_map(|scope| scope.entries());
        let callable = declared
            .filter(|(_, declared, _)| matches!(declared, Declared::Rates(_) | Declared::Define(_)))
            .map(|(name, ..)| name.to_owned());
        let names: Vec<String> = builtins().map(str::to_owned).chain(callable).collect();
        let few = self.cx.diagnostics.len() < crate::suggestions::MANY;
        let near = if few { crate::suggestions::nearest(&call.name.text, names.iter().map(String::as_str)) } else { None };
        say::function_unknown(&call.name, near)
    }

    /// `Name(…)[Column]` is for decision tables.
    pub(super) fn no_path(&mut self, call: &Call, span: Span) {
        if !call.path.is_empty() {
            self.cx.say(say::path_after_call(span));
        }
    }

    /// A function of values takes no clause.
    pub(super) fn no_clauses(&mut self, call: &Call) {
        self.only_clauses(call, &[]);
    }

    /// Says which clauses a function does not take.
    pub(super) fn only_clauses(&mut self, call: &Call, allowed: &[&str]) {
        for (word, span) in clauses_of(&call.clauses) {
            if !allowed.contains(&word) {
                self.cx.say(say::clause_not_taken(span, &call.name.text.to_uppercase(), word));
            }
        }
    }

    fn args(&mut self, call: &Call) -> Vec<Option<Val>> {
        call.args.iter().map(|arg| self.expr(arg)).collect()
    }

    /// Exactly so many arguments.
    fn exactly<const N: usize>(&mut self, call: &Call, span: Span, shape: &str) -> Option<[Val; N]> {
        let vals = self.args(call);
        if vals.len() != N {
            return self.refuse(say::argument_count(span, &call.name.text.to_uppercase(), shape));
        }
        vals.into_iter().collect::<Option<Vec<Val>>>()?.try_into().ok()
    }

    fn value_call(&mut self, name: &str, call: &Call, span: Span) -> Option<Val> {
        if let Some(signature) = signature(name) {
            return self.by_signature(&signature, name, call, span);
        }
        match name {
            "IF" => self.if_call(call, span),
            "IFS" => self.ifs(call, span),
            "SWITCH" => self.switch(call, span),
            "LET" => self.let_call(call, span),
            "AND" | "OR" => self.and_or(name, call, span),
            "NOT" => {
                let [x] = self.exactly(call, span, "NOT(condition)")?;
                let x = self.truth(x)?;
                Some(self.cx.push(ExprKind::Not(x.id), Ty::Known(Type::Bool), false, span))
            }
            "MIN" | "MAX" | "SUM" | "AVERAGE" | "COUNT" | "MEDIAN" => self.of_values(name, call, span),
            "CONCAT" => {
                let vals = self.args(call).into_iter().collect::<Option<Vec<Val>>>()?;
                if vals.is_empty() {
                    return self.refuse(say::argument_count(span, name, "CONCAT(text, text)"));
                }
                let ids = vals.iter().map(|val| val.id).collect();
                Some(self.cx.push(ExprKind::Call(Function::Concat, ids), Ty::Known(Type::Text), false, span))
            }
            "IFBLANK" => {
                let [x, y] = self.exactly(call, span, "IFBLANK(x, otherwise)")?;
                let ty = self.one_type(&[x, y], span)?;
                let val = self.cx.push(ExprKind::IfBlank(x.id, y.id), ty, x.blank && y.blank, span);
                Some(Val { constant: x.constant && y.constant, ..val })
            }
            "ISBLANK" => {
                let [x] = self.exactly(call, span, "ISBLANK(x)")?;
                Some(self.is_blank(x, false, span))
            }
            "IFNA" => {
                let [x, y] = self.exactly(call, span, "IFNA(x, otherwise)")?;
                let ty = self.one_type(&[x, y], span)?;
                let val = self.cx.push(ExprKind::IfNa(x.id, y.id), ty, x.blank || y.blank, span);
                Some(Val { constant: x.constant && y.constant, ..val })
            }
            "DIVIDE" => self.divide(call, span),
            "MONEY" => self.money_call(call, span),
            "CONVERT" => self.convert(call, span),
            "MONTH_OF" => self.containing(call, Grain::Month, span),
            "QUARTER_OF" => self.containing(call, Grain::Quarter, span),
            "YEAR_OF" => self.containing(call, Grain::Year, span),
            "MY" => self.my(call, span),
            _ => self.refuse(say::function_unknown(&call.name, None)),
        }
    }

    fn by_signature(&mut self, signature: &Signature, name: &str, call: &Call, span: Span) -> Option<Val> {
        let vals = self.args(call);
        if vals.len() < signature.needed || vals.len() > signature.args.len() {
            return self.refuse(say::argument_count(span, name, signature.shape));
        }
        let mut sound = true;
        let mut ids = Vec::new();
        let mut first: Option<Val> = None;
        for (arg, val) in signature.args.iter().zip(&vals) {
            let Some(val) = val else {
                sound = false;
                continue;
            };
            let checked = match arg {
                Arg::Unit => self.numeric(*val),
                Arg::Same => match (self.numeric(*val), first) {
                    (Some(val), Some(first)) => self.one_type(&[first, val], span).map(|_| val),
                    (val, _) => val,
                },
                Arg::Number => self.plain(*val),
                Arg::Text => self.of_type(*val, Type::Text),
                Arg::Date => self.a_date(*val, name),
                Arg::Period => self.a_period(*val),
                Arg::Any => self.present(*val),
            };
            match checked {
                Some(val) => {
                    first = first.or(Some(val));
                    ids.push(val.id);
                }
                None => sound = false,
            }
        }
        let first = first.filter(|_| sound)?;
        if signature.function == Function::Text {
            self.format(&call.args)?;
        }
        let (ty, constant) = match signature.gives {
            Gives::First => (self.cx.ty(first), first.constant),
            Gives::Type(ty) => (Ty::Known(ty), false),
            Gives::PlanPeriod => (Ty::Known(Type::Period(self.cx.plan.time.grain)), false),
        };
        let val = self.cx.push(ExprKind::Call(signature.function, ids), ty, false, span);
        Some(Val { constant, ..val })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    fn format(&mut self, args: &[Expr]) -> Option<()> {
        let format = args.get(1)?;
        match &format.kind {
            Ast::Text(text) if FORMATS.contains(&text.as_str()) => Some(()),
            _ => self.refuse(say::format_unknown(format.span, &FORMATS.join("  "))),
        }
    }

    fn a_date(&mut self, val: Val, name: &str) -> Option<Val> {
        if let Ty::Known(Type::Period(_)) = self.cx.ty(val) {
            let span = self.cx.expr(val).span;
            let text = self.cx.text(span);
            return self.refuse(say::date_of_a_period(span, name, &text));
        }
        self.of_type(val, Type::Date)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    fn a_period(&mut self, val: Val) -> Option<Val> {
        let val = self.present(val)?;
        let span = self.cx.expr(val).span;
        match self.cx.ty(val) {
            Ty::Known(Type::Period(_)) => Some(val),
            Ty::Known(Type::Date) => {
                let text = self.cx.text(span);
                self.refuse(say::period_of_a_date(span, &text))
            }
            Ty::Open(_) => match &self.cx.expr(val).kind {
                ExprKind::Const(Value::Number(number)) => match crate::params::year(*number) {
                    Some(year) => {
                        self.cx.retype(val, Type::Period(Grain::Year), Some(Value::Period(year)));
                        Some(Val { ty: Ty::Known(Type::Period(Grain::Year)), ..val })
                    }
                    None => self.refuse(say::type_wanted(span, "period", "number")),
                },
                _ => self.refuse(say::type_wanted(span, "period", "number")),
            },
            ty @ (Ty::Known(_) | Ty::Blank) => self.wrong_type(val, "period", ty),
        }
    }

    /// `MONTH_OF(date or period)` and the like.
    fn containing(&mut self, call: &Call, grain: Grain, span: Span) -> Option<Val> {
        let [x] = self.exactly(call, span, &format!("{}(date)", call.name.text.to_uppercase()))?;
        let x = self.present(x)?;
        let ty = Ty::Known(Type::Period(grain));
        match self.cx.ty(x) {
            Ty::Known(Type::Date) => Some(self.cx.push(ExprKind::Call(Function::PeriodOf, vec![x.id]), ty, false, span)),
            Ty::Known(Type::Period(own)) if own <= grain => Some(self.cx.push(ExprKind::Containing(x.id, grain), ty, false, span)),
            found @ (Ty::Known(_) | Ty::Open(_) | Ty::Blank) => self.wrong_type(x, "date", found),
        }
    }

    fn if_call(&mut self, call: &Call, span: Span) -> Option<Val> {
        let [condition, then, otherwise] = call.args.as_slice() else {
            if let [_, _] = call.args.as_slice() {
                let text = self.cx.text(span);
                return self.refuse(say::if_without_else(span, &text));
            }
            return self.refuse(say::argument_count(span, "IF", "IF(condition, then, otherwise)"));
        };
        let test = self.expr(condition).and_then(|val| self.truth(val));
        let before = self.facts.len();
        self.assume(condition, true);
        let then = self.expr(then);
        self.facts.truncate(before);
        self.assume(condition, false);
        let otherwise = self.expr(otherwise);
        self.facts.truncate(before);
        let (test, then, otherwise) = (test?, then?, otherwise?);
        self.choice(test, then, otherwise, span)
    }

    fn choice(&mut self, test: Val, then: Val, otherwise: Val, span: Span) -> Option<Val> {
        let ty = self.one_type(&[then, otherwise], span)?;
        let kind = ExprKind::If { condition: test.id, then: then.id, otherwise: otherwise.id };
        let val = self.cx.push(kind, ty, then.blank || otherwise.blank, span);
        Some(Val { constant: then.constant && otherwise.constant, ..val })
    }

    fn ifs(&mut self, call: &Call, span: Span) -> Option<Val> {
        if call.args.is_empty() || !call.args.len().is_multiple_of(2) {
            return self.refuse(say::argument_count(span, "IFS", "IFS(condition, value, …, true, otherwise)"));
        }
        let before = self.facts.len();
        let mut branches = Vec::new();
        let mut sound = true;
        for pair in call.args.chunks(2) {
            let [condition, value] = pair else { continue };
            let test = self.expr(condition).and_then(|val| self.truth(val));
            let known = self.facts.len();
            self.assume(condition, true);
            let val = self.expr(value);
            self.facts.truncate(known);
            self.assume(condition, false);
            let always = matches!(condition.kind, Ast::Bool(true));
            match (test, val) {
                (Some(test), Some(val)) => branches.push((test, val, always)),
                (None, _) | (_, None) => sound = false,
            }
        }
        self.facts.truncate(before);
        if !sound {
            return None;
        }
        let vals: Vec<Val> = branches.iter().map(|(_, val, _)| *val).collect();
        let ty = self.one_type(&vals, span)?;
        let constant = vals.iter().all(|val| val.constant);
        let blank = vals.iter().any(|val| val.blank);
        let mut rest: Option<Val> = None;
        for (test, val, always) in branches.into_iter().rev() {
            rest = Some(if always {
                val
            } else {
                let otherwise = match rest {
                    Some(rest) => rest,
                    None => self.cx.push(ExprKind::NotAvailable, ty, false, span),
                };
                self.cx.push(ExprKind::If { condition: test.id, then: val.id, otherwise: otherwise.id }, ty, blank, span)
            });
        }
        rest.map(|val| Val { constant, literal: false, ..val })
    }

    fn switch(&mut self, call: &Call, span: Span) -> Option<Val> {
        let vals = self.args(call);
        if vals.len() < 3 {
            return self.refuse(say::argument_count(span, "SWITCH", "SWITCH(x, value, result, …, otherwise)"));
        }
        let vals = vals.into_iter().collect::<Option<Vec<Val>>>()?;
        let (subject, rest) = vals.split_first()?;
        let (pairs, default) = if rest.len() % 2 == 0 { (rest, None) } else { (rest.get(..rest.len() - 1)?, rest.last().copied()) };
        let mut subject = *subject;
        let mut cases = Vec::new();
        let mut results: Vec<Val> = default.into_iter().collect();
        for pair in pairs.chunks(2) {
            let [case, result] = pair else { continue };
            let (left, right) = self.comparable(subject, *case, span)?;
            subject = left;
            cases.push((right.id, result.id));
            results.push(*result);
        }
        let ty = self.one_type(&results, span)?;
        let blank = results.iter().any(|val| val.blank);
        let constant = results.iter().all(|val| val.constant);
        let kind = ExprKind::Switch { subject: subject.id, cases, default: default.map(|val| val.id) };
        let val = self.cx.push(kind, ty, blank, span);
        Some(Val { constant, ..val })
    }

    /// `AND(…)` and `OR(…)` are the operators.
    fn and_or(&mut self, name: &str, call: &Call, span: Span) -> Option<Val> {
        let operator = if name == "AND" { Operator::And } else { Operator::Or };
        let before = self.facts.len();
        let mut whole: Option<Val> = None;
        let mut sound = true;
        for arg in &call.args {
            let val = self.expr(arg).and_then(|val| self.truth(val));
            self.assume(arg, operator == Operator::And);
            whole = match (whole, val) {
                (_, None) => {
                    sound = false;
                    None
                }
                (None, Some(val)) => Some(val),
                (Some(left), Some(val)) => {
                    Some(self.cx.push(ExprKind::Binary(operator, left.id, val.id), Ty::Known(Type::Bool), false, span))
                }
            };
        }
        self.facts.truncate(before);
        if call.args.is_empty() {
            return self.refuse(say::argument_count(span, name, &format!("{name}(condition, condition)")));
        }
        whole.filter(|_| sound)
    }

    /// MIN, MAX and the like of several values.
    fn of_values(&mut self, name: &str, call: &Call, span: Span) -> Option<Val> {
        let vals = self.args(call).into_iter().collect::<Option<Vec<Val>>>()?;
        let function = match name {
            "MIN" => Function::Min,
            "MAX" => Function::Max,
            "SUM" => Function::Sum,
            "AVERAGE" => Function::Average,
            "COUNT" => Function::Count,
            _ => Function::Median,
        };
        let ids = vals.iter().map(|val| val.id).collect();
        if function == Function::Count {
            return Some(self.cx.push(ExprKind::Call(function, ids), Ty::Known(Type::Number), false, span));
        }
        let ty = self.one_type(&vals, span)?;
        for val in &vals {
            let orders = matches!(function, Function::Min | Function::Max);
            if orders {
                self.ordered(*val)?;
            } else if !self.cx.units.is_numeric(ty) && val.ty != Ty::Blank {
                let ty = self.cx.ty(*val);
                return self.wrong_type(*val, "number", ty);
            }
        }
        let constant = vals.iter().all(|val| val.constant);
        let blank = vals.iter().all(|val| val.blank);
        let val = self.cx.push(ExprKind::Call(function, ids), ty, blank, span);
        Some(Val { constant, ..val })
    }

    fn divide(&mut self, call: &Call, span: Span) -> Option<Val> {
        let [a, b, when_zero] = self.exactly(call, span, "DIVIDE(a, b, when zero)")?;
        let (a, b) = (self.numeric(a), self.numeric(b));
        let (a, b) = (a?, b?);
        let number = |lower: &mut Self, val: Val| {
            if val.literal { lower.plain(val).map(|_| Ty::Known(Type::Number)) } else { Some(lower.cx.ty(val)) }
        };
        let ty_a = self.cx.ty(a);
        let ty_b = number(self, b)?;
        let Ok(ty) = self.cx.units.chain(vec![(ty_a, 1), (ty_b, -1)], a.constant && b.constant, span) else {
            let money = match self.cx.ty(b) {
                Ty::Known(ty) => self.cx.words(ty),
                Ty::Open(_) | Ty::Blank => String::new(),
            };
            return self.refuse(say::divided_by_money(span, &money));
        };
        // The quotient stands for its unit; what replaces it takes that.
        let quotient = Val { ty, ..a };
        let fitted = self.fit(when_zero, ty, quotient, span)?;
        let ty = if ty == Ty::Known(Type::Percent) { fitted } else { ty };
        let kind = ExprKind::Divide { numerator: a.id, denominator: b.id, when_zero: when_zero.id };
        let val = self.cx.push(kind, ty, when_zero.blank, span);
        Some(Val { constant: a.constant && b.constant && when_zero.constant, ..val })
    }

    /// A literal whole number, at least 1.
    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    pub(super) fn count(&mut self, expr: &Expr) -> Option<u32> {
        let number = match &expr.kind {
            Ast::Number(number) => number.to_i64().and_then(|number| u32::try_from(number).ok()).filter(|number| *number >= 1),
            _ => None,
        };
        match number {
            Some(number) => Some(number),
            None => self.refuse(say::count_literal(expr.span)),
        }
    }
}

/// The clauses that stand in a call, with their places.
pub(super) fn clauses_of(clauses: &Clauses) -> Vec<(&'static str, Span)> {
    let mut all = Vec::new();
    let mut add = |word: &'static str, span: Option<Span>| all.extend(span.map(|span| (word, span)));
    add("of", clauses.of.as_ref().map(|expr| expr.span));
    add("on", clauses.on.as_ref().map(|expr| expr.span));
    add("where", clauses.condition.as_ref().map(|expr| expr.span));
    add("for", clauses.people.as_ref().map(|(_, span)| *span));
    add("over", clauses.window.as_ref().map(|(_, span)| *span));
    add("by", clauses.by.first().map(|expr| expr.span));
    add("order", clauses.order.as_ref().map(|expr| expr.span));
    add("unit", clauses.unit.as_ref().map(|expr| expr.span));
    add("remainder", clauses.remainder.as_ref().map(|name| name.span));
    add("else", clauses.otherwise.as_ref().map(|expr| expr.span));
    add("per", clauses.per.as_ref().map(|name| name.span));
    all
}
