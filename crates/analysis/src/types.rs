//! Types as written, and types in the plan's words.

use crate::cx::{Cx, ScopeId};
use crate::diagnostics as say;
use crate::suggestions::nearest;
use tiercel_plan::{MoneyUnit, Plan, TableId, Type};
use tiercel_syntax::ast;
use tiercel_value::{Grain, Period};

/// The words of types that are no names of the plan.
pub(crate) const WORDS: [&str; 13] =
    ["number", "percent", "money", "text", "bool", "date", "week", "month", "quarter", "half", "year", "period", "payee"];

impl Cx<'_> {
    /// The type of what is written; for `money in [C]` the column is looked up in `table`.
    pub(crate) fn type_of(&mut self, ty: &ast::Type, scope: ScopeId, table: Option<TableId>) -> Option<Type> {
        match &ty.kind {
            ast::TypeKind::Word(word) => self.type_word(word, scope),
            ast::TypeKind::Ref(name) => match self.table_named(scope, &name.text) {
                Some(target) if target == self.plan.payees && name.text == "payees" => Some(Type::Payee),
                Some(target) => Some(Type::Ref(target)),
                None => {
                    let diagnostic = say::table_unknown(self, scope, name);
                    self.refuse(diagnostic)
                }
            },
            ast::TypeKind::MoneyIn(column) => {
                let known = table.and_then(|table| self.column_named(table, &column.text));
                match known {
                    Some(known) => Some(Type::Money(MoneyUnit::In(known))),
                    None => self.refuse(say::money_in_unknown(column)),
                }
            }
        }
    }

    fn type_word(&mut self, word: &ast::Name, scope: ScopeId) -> Option<Type> {
        if let Some(unit) = self.plan.currencies.find(&word.text) {
            return Some(Type::Money(MoneyUnit::Fixed(unit)));
        }
        Some(match word.text.as_str() {
            "number" => Type::Number,
            "percent" => Type::Percent,
            "text" => Type::Text,
            "bool" => Type::Bool,
            "date" => Type::Date,
            "payee" => Type::Payee,
            "money" => Type::Money(MoneyUnit::Fixed(self.currency_of(scope)?)),
            "period" => Type::Period(self.plan.time.grain),
            "week" => Type::Period(Grain::Week),
            "month" => Type::Period(Grain::Month),
            "quarter" => Type::Period(Grain::Quarter),
            "half" => Type::Period(Grain::Half),
            "year" => Type::Period(Grain::Year),
            other => {
                let near = nearest(other, WORDS.into_iter());
                return self.refuse(say::type_unknown(word, near));
            }
        })
    }
}

/// A period as written, counted by the plan's fiscal year: only months count on from where the year begins.
pub(crate) fn fiscal(period: Period, year_from: u8) -> Period {
    let shift = if year_from <= 1 { 0 } else { 13 - i32::from(year_from) };
    match period.grain {
        Grain::Month => Period { ordinal: period.ordinal.saturating_add(shift), ..period },
        Grain::Day | Grain::Week | Grain::Custom | Grain::Quarter | Grain::Half | Grain::Year => period,
    }
}

/// A grain in the plan's words.
pub(crate) fn grain_word(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Custom => "period",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Half => "half",
        Grain::Year => "year",
    }
}

/// A type in the plan's words.
pub(crate) fn words(plan: &Plan, ty: Type) -> String {
    match ty {
        Type::Number => "number".into(),
        Type::Percent => "percent".into(),
        Type::Money(MoneyUnit::Fixed(unit)) => plan.currencies.code(unit).into(),
        Type::Money(MoneyUnit::In(column)) => {
            let table = plan.table(column.table);
            let name = table.columns.get(usize::from(column.column)).map_or("", |column| column.name.as_str());
            format!("money in [{name}]")
        }
        Type::Text => "text".into(),
        Type::Bool => "bool".into(),
        Type::Date => "date".into(),
        Type::Period(grain) => grain_word(grain).into(),
        Type::Payee => "payee".into(),
        Type::Ref(table) => format!("-> {}", plan.table(table).name),
    }
}
