//! Columns under construction: values are pushed row by row, numbers stay narrow as long as they fit.

use crate::cell::Cell;
use crate::columns::{ColumnData, Numbers, TextId, TextPool, Values};
use tiercel_plan::Type;
use tiercel_value::Decimal;

/// One column being read. Keys of other tables are held as texts until all tables are read.
#[derive(Debug)]
pub(crate) struct ColumnBuilder {
    values: Pending,
    blanks: Vec<bool>,
    any_blank: bool,
}

#[derive(Debug)]
enum Pending {
    Narrow { mantissas: Vec<i64>, scale: u8 },
    Wide(Vec<Decimal>),
    Text(Vec<TextId>),
    Bool(Vec<bool>),
    Date(Vec<i32>),
    Period(Vec<i32>),
}

impl ColumnBuilder {
    /// An empty column of a type.
    pub(crate) fn new(ty: Type) -> ColumnBuilder {
        let values = match ty {
            Type::Number | Type::Percent | Type::Money(_) => Pending::Narrow { mantissas: Vec::new(), scale: 0 },
            Type::Text | Type::Payee | Type::Ref(_) => Pending::Text(Vec::new()),
            Type::Bool => Pending::Bool(Vec::new()),
            Type::Date => Pending::Date(Vec::new()),
            Type::Period(_) => Pending::Period(Vec::new()),
        };
        ColumnBuilder { values, blanks: Vec::new(), any_blank: false }
    }

    /// Adds a cell; one of another kind (which reading by the column's type never gives) counts as blank.
    pub(crate) fn push(&mut self, cell: Cell, texts: &mut TextPool) {
        let blank = match (&mut self.values, cell) {
            (Pending::Narrow { .. } | Pending::Wide(_), Cell::Number(value)) => {
                self.push_number(value);
                false
            }
            (Pending::Text(values), Cell::Text(text)) => {
                values.push(texts.intern(&text));
                false
            }
            (Pending::Bool(values), Cell::Bool(value)) => {
                values.push(value);
                false
            }
            (Pending::Date(values), Cell::Date(value)) | (Pending::Period(values), Cell::Period(value)) => {
                values.push(value);
                false
            }
            (_, _) => {
                self.push_nothing();
                true
            }
        };
        self.blanks.push(blank);
        self.any_blank |= blank;
    }

    fn push_nothing(&mut self) {
        match &mut self.values {
            Pending::Narrow { mantissas, .. } => mantissas.push(0),
            Pending::Wide(values) => values.push(Decimal::ZERO),
            Pending::Text(values) => values.push(TextId(0)),
            Pending::Bool(values) => values.push(false),
            Pending::Date(values) | Pending::Period(values) => values.push(0),
        }
    }

    fn push_number(&mut self, value: Decimal) {
        if let Pending::Narrow { mantissas, scale } = &mut self.values {
            let fits = if value.scale() > u32::from(*scale) { widen_scale(mantissas, scale, value.scale()) } else { Some(()) };
            if let (Some(()), Some(mantissa)) = (fits, at_scale(value, u32::from(*scale))) {
                mantissas.push(mantissa);
                return;
            }
            let kept = u32::from(*scale);
            let wide = mantissas.iter().map(|mantissa| Decimal::from_parts(i128::from(*mantissa), kept).unwrap_or(Decimal::ZERO)).collect();
            self.values = Pending::Wide(wide);
        }
        if let Pending::Wide(values) = &mut self.values {
            values.push(value);
        }
    }

    /// The texts of a text or key column.
    pub(crate) fn texts(&self) -> Option<&[TextId]> {
        if let Pending::Text(values) = &self.values { Some(values) } else { None }
    }

    /// The rows so far that are blank.
    pub(crate) fn blanks(&self) -> &[bool] {
        &self.blanks
    }

    /// The column so far.
    pub(crate) fn peek(&self) -> ColumnData {
        let values = match &self.values {
            Pending::Narrow { mantissas, scale } => Values::Number(Numbers::Narrow { mantissas: mantissas.clone(), scale: *scale }),
            Pending::Wide(values) => Values::Number(Numbers::Wide(values.clone())),
            Pending::Text(values) => Values::Text(values.clone()),
            Pending::Bool(values) => Values::Bool(values.clone()),
            Pending::Date(values) => Values::Date(values.clone()),
            Pending::Period(values) => Values::Period(values.clone()),
        };
        ColumnData { values, blanks: self.any_blank.then(|| self.blanks.clone()) }
    }

    /// The finished column.
    pub(crate) fn finish(self) -> ColumnData {
        let values = match self.values {
            Pending::Narrow { mantissas, scale } => Values::Number(Numbers::Narrow { mantissas, scale }),
            Pending::Wide(values) => Values::Number(Numbers::Wide(values)),
            Pending::Text(values) => Values::Text(values),
            Pending::Bool(values) => Values::Bool(values),
            Pending::Date(values) => Values::Date(values),
            Pending::Period(values) => Values::Period(values),
        };
        ColumnData { values, blanks: self.any_blank.then_some(self.blanks) }
    }
}

fn at_scale(value: Decimal, scale: u32) -> Option<i64> {
    let factor = 10i128.checked_pow(scale.checked_sub(value.scale())?)?;
    i64::try_from(value.mantissa().checked_mul(factor)?).ok()
}

/// Rescales all mantissas; leaves them as they were where one does not fit.
fn widen_scale(mantissas: &mut [i64], scale: &mut u8, to: u32) -> Option<()> {
    let factor = 10i64.checked_pow(to.checked_sub(u32::from(*scale))?)?;
    if mantissas.iter().any(|mantissa| mantissa.checked_mul(factor).is_none()) {
        return None;
    }
    mantissas.iter_mut().for_each(|mantissa| *mantissa = mantissa.saturating_mul(factor));
    *scale = u8::try_from(to).ok()?;
    Some(())
}
