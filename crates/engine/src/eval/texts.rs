//! Values as text.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::engine::Engine;
use crate::place::NOBODY;
use crate::vector::Scalar;
use tiercel_plan::{ColumnRef, TableId, TableKind, Type};
use tiercel_value::{Date, Period};

impl Engine<'_> {
    /// The canonical text of a value: what `&` joins and keys are made of. Nothing for blanks and errors.
    pub(crate) fn text(&self, ty: Type, value: Scalar) -> String {
        match (ty, value) {
            (_, Scalar::Blank | Scalar::Error(_)) => String::new(),
            (_, Scalar::Number(number, _)) => number.to_string(),
            (_, Scalar::Bool(value)) => value.to_string(),
            (Type::Text, Scalar::Word(id)) => self.texts.borrow().get(id).to_owned(),
            (Type::Date, Scalar::Word(day)) => Date(day.cast_signed()).to_string(),
            (Type::Period(grain), Scalar::Word(ordinal)) => self.time.calendar.name(Period { grain, ordinal: ordinal.cast_signed() }),
            (Type::Payee, Scalar::Word(payee)) => self.payee_key(payee),
            (Type::Ref(table), Scalar::Word(row)) => self.row_key(table, row),
            (Type::Number | Type::Percent | Type::Money(_) | Type::Bool, Scalar::Word(word)) => word.to_string(),
        }
    }

    /// The key of a payee.
    pub(crate) fn payee_key(&self, payee: u32) -> String {
        self.tables.payees.keys.get(payee as usize).map_or_else(String::new, |key| self.tables.texts.get(*key).to_owned())
    }

    /// The canonical key of a row: key columns joined by `|`; `#` and its number in the file without a key; for a derived
    /// row the number of its clause and its sources' keys.
    pub(crate) fn row_key(&self, table: TableId, row: u32) -> String {
        if row == NOBODY {
            return String::new();
        }
        let declared = self.plan.table(table);
        match &declared.kind {
            TableKind::Input => self.tables.row_key_in(self.plan, table, row, &self.time.calendar),
            TableKind::Derived(_) => self.derived_key(table, row),
        }
    }

    fn key_text(&self, table: TableId, columns: &[u16], row: u32) -> String {
        let mut text = String::new();
        for (index, column) in columns.iter().enumerate() {
            if index > 0 {
                text.push('|');
            }
            let value = self.view(ColumnRef { table, column: *column }).map_or(Scalar::Blank, |view| view.get(row as usize));
            match (self.plan.table(table).columns[usize::from(*column)].ty, value) {
                (Type::Ref(target), Scalar::Word(row)) => self.key_part(target, row, &mut text),
                (ty, value) => escape(&self.text(ty, value), true, &mut text),
            }
        }
        text
    }

    /// The key of a row as part of another key.
    fn key_part(&self, table: TableId, row: u32, out: &mut String) {
        let key = self.row_key(table, row);
        let declared = self.plan.table(table);
        let single = match (&declared.kind, declared.key.as_slice()) {
            (TableKind::Input, [only]) => !matches!(declared.columns[usize::from(*only)].ty, Type::Ref(_)),
            (TableKind::Input | TableKind::Derived(_), _) => false,
        };
        // A key of one part is not escaped for what joins parts.
        out.push_str(&if single { key.replace('|', "\\|") } else { key });
    }

    fn derived_key(&self, table: TableId, row: u32) -> String {
        let Some((clause, rows, inside)) = self.derived[table.index()].as_ref().and_then(|derived| derived.at(row)) else {
            return String::new();
        };
        let mut text = (clause + 1).to_string();
        if rows.groups.is_some() {
            let TableKind::Derived(clauses) = &self.plan.table(table).kind else { return text };
            if let Some(tiercel_plan::Grouping::By(keys)) = clauses.get(clause).map(|clause| &clause.grouping) {
                let columns: Vec<u16> = keys.iter().map(|(column, _)| *column).collect();
                text.push('|');
                text.push_str(&self.key_text(table, &columns, row));
            }
            return text;
        }
        for (source, lane) in rows.tuples.tables.iter().zip(&rows.tuples.rows) {
            text.push('|');
            self.key_part(*source, lane.get(inside), &mut text);
        }
        if let (Some(ordinal), TableKind::Derived(clauses)) = (rows.tuples.each.get(inside as usize), &self.plan.table(table).kind)
            && let Some(tiercel_plan::Grouping::Each { grain, .. }) = clauses.get(clause).map(|clause| &clause.grouping)
        {
            text.push('|');
            text.push_str(&self.time.calendar.name(Period { grain: *grain, ordinal: ordinal.cast_signed() }));
        }
        text
    }
}

/// Escapes what would end a field or (in a part of a compound key) the part.
pub(crate) fn escape(text: &str, part: bool, out: &mut String) {
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '|' if part => out.push_str("\\|"),
            other => out.push(other),
        }
    }
}
