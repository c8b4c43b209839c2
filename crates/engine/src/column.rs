//! Whole columns: what the engine made, and what came in as data, read alike.

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::copied::Copied;
use crate::datum::Failure;
use crate::place::Lane;
use crate::vector::{ABSENT, BLANK, Builder, ERROR, INEXACT, Kind, Lanes, PRESENT, Scalar, Vector, narrow};
use std::ops::Range;
use std::rc::Rc;
use tiercel_data::{ColumnData, Mantissas, Numbers, Values};
use tiercel_value::Map;

/// A column that the engine makes, in order or at random.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    store: Store,
    status: Option<Vec<u8>>,
    failures: Map<u32, Failure>,
}

/// The values of a column, without blanks and errors.
#[derive(Clone, Debug)]
enum Store {
    /// Narrow numbers that come in order: mantissas at one scale.
    Ordered(Mantissas, u8),
    Lanes(Lanes),
}

impl Store {
    fn len(&self) -> usize {
        match self {
            Store::Ordered(mantissas, _) => mantissas.len(),
            Store::Lanes(lanes) => lanes.len(),
        }
    }

    fn get(&self, index: usize, inexact: bool) -> Scalar {
        match self {
            Store::Ordered(mantissas, scale) => Scalar::Number(narrow(mantissas.get(index), *scale), inexact),
            Store::Lanes(lanes) => lanes.get(index, inexact),
        }
    }

    fn append(&mut self, more: &Lanes) {
        match (&mut *self, more) {
            (Store::Ordered(mantissas, scale), Lanes::Narrow(more, theirs)) if *scale == *theirs || mantissas.is_empty() => {
                *scale = *theirs;
                mantissas.extend(more);
            }
            (Store::Ordered(..) | Store::Lanes(_), _) => self.change(|lanes| lanes.append(more)),
        }
    }

    /// Changes values at random.
    fn change<T>(&mut self, change: impl FnOnce(&mut Lanes) -> T) -> T {
        let mut lanes = match std::mem::replace(self, Store::Lanes(Lanes::empty(Kind::Bool))) {
            Store::Ordered(mantissas, scale) => Lanes::Narrow(mantissas.into_long(), scale),
            Store::Lanes(lanes) => lanes,
        };
        let changed = change(&mut lanes);
        *self = Store::Lanes(lanes);
        changed
    }

    /// The values as they stand.
    fn run(&self, range: Range<usize>) -> Lanes {
        match self {
            Store::Ordered(mantissas, scale) => Lanes::Narrow(mantissas.run(range), *scale),
            Store::Lanes(lanes) => lanes.run(range),
        }
    }

    /// The values at indexes.
    fn gather(&self, indexes: &[u32]) -> Lanes {
        match self {
            Store::Ordered(mantissas, scale) => Lanes::Narrow(mantissas.gather(indexes), *scale),
            Store::Lanes(lanes) => lanes.gather(indexes),
        }
    }
}

impl Column {
    pub(crate) fn new(kind: Kind, capacity: usize) -> Column {
        let store = if kind == Kind::Number {
            let mut mantissas = Mantissas::default();
            mantissas.reserve(capacity);
            Store::Ordered(mantissas, 0)
        } else {
            let mut lanes = Lanes::empty(kind);
            lanes.reserve(capacity);
            Store::Lanes(lanes)
        };
        Column { store, status: None, failures: Map::new() }
    }

    /// A column of so many absent values.
    pub(crate) fn absent(kind: Kind, len: usize) -> Column {
        let lanes = match kind {
            Kind::Number => Lanes::Narrow(vec![0; len], 0),
            Kind::Bool => Lanes::Bools(vec![false; len]),
            Kind::Word => Lanes::Words(vec![0; len]),
        };
        Column { store: Store::Lanes(lanes), status: Some(vec![ABSENT; len]), failures: Map::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.store.len()
    }

    pub(crate) fn append(&mut self, vector: Vector) {
        let vector = vector.spread();
        let before = self.store.len();
        if vector.status.is_some() && self.status.is_none() {
            let mut status = Vec::with_capacity(before + vector.len);
            status.resize(before, PRESENT);
            self.status = Some(status);
        }
        if let Some(status) = &mut self.status {
            match &vector.status {
                Some(more) => status.extend_from_slice(more),
                None => status.resize(before + vector.len, PRESENT),
            }
        }
        let offset = u32::try_from(before).unwrap_or(u32::MAX);
        self.failures.extend(vector.failures.iter().map(|(index, failure)| (offset + index, *failure)));
        self.store.append(&vector.lanes);
    }

    pub(crate) fn set(&mut self, index: usize, value: Scalar) {
        let status = match value {
            Scalar::Blank => BLANK,
            Scalar::Error(failure) => {
                self.failures.insert(u32::try_from(index).unwrap_or(u32::MAX), failure);
                ERROR
            }
            Scalar::Number(_, true) => INEXACT,
            Scalar::Number(_, false) | Scalar::Bool(_) | Scalar::Word(_) => PRESENT,
        };
        if status != PRESENT && self.status.is_none() {
            self.status = Some(vec![PRESENT; self.store.len()]);
        }
        if let Some(lane) = &mut self.status {
            lane[index] = status;
        }
        self.store.change(|lanes| lanes.set(index, value));
    }

    /// The mantissas and their scale, if the numbers are narrow and were put in at random.
    pub(crate) fn narrow(&self) -> Option<(&[i64], u8)> {
        match &self.store {
            Store::Lanes(Lanes::Narrow(mantissas, scale)) => Some((mantissas, *scale)),
            Store::Ordered(..) | Store::Lanes(Lanes::Wide(_) | Lanes::Bools(_) | Lanes::Words(_)) => None,
        }
    }

    /// A narrow number that is there and exact.
    pub(crate) fn plain(&self, index: usize) -> Option<(i64, u8)> {
        let (mantissas, scale) = self.narrow()?;
        (self.status(index) == PRESENT).then(|| (mantissas[index], scale))
    }

    /// Whether some value is an error, or was one before another came in its place.
    pub(crate) fn fails(&self) -> bool {
        !self.failures.is_empty()
    }

    /// Puts the values of a vector at indexes.
    pub(crate) fn put(&mut self, indexes: &[usize], vector: &Vector) {
        let same_places = vector.failures.is_empty() && vector.lanes.len() == indexes.len();
        if same_places && self.store.change(|lanes| lanes.put(indexes, &vector.lanes)) {
            if vector.status.is_some() && self.status.is_none() {
                self.status = Some(vec![PRESENT; self.store.len()]);
            }
            if let Some(lane) = &mut self.status {
                match &vector.status {
                    // What is still to be made is blank where it is read.
                    Some(status) => {
                        let status = status.iter().map(|status| if *status == ABSENT { BLANK } else { *status });
                        indexes.iter().zip(status).for_each(|(index, status)| lane[*index] = status);
                    }
                    None => indexes.iter().for_each(|index| lane[*index] = PRESENT),
                }
            }
            return;
        }
        for (position, index) in indexes.iter().enumerate() {
            self.set(*index, vector.get(position));
        }
    }

    #[inline]
    pub(crate) fn status(&self, index: usize) -> u8 {
        self.status.as_ref().map_or(PRESENT, |status| status[index])
    }

    /// The value; nothing if it is absent.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<Scalar> {
        let status = self.status(index);
        match status & !INEXACT {
            PRESENT => Some(self.store.get(index, status & INEXACT != 0)),
            BLANK => Some(Scalar::Blank),
            ERROR => {
                Some(self.failures.get(&u32::try_from(index).unwrap_or(u32::MAX)).map_or(Scalar::Blank, |failure| Scalar::Error(*failure)))
            }
            _ => None,
        }
    }
}

/// A column that is no input.
#[derive(Debug)]
pub(crate) enum Made<'a> {
    Column(Rc<Column>),
    Copied(Copied<'a>),
}

impl Made<'_> {
    pub(crate) fn view(&self) -> View<'_> {
        match self {
            Made::Column(column) => View::Made(column),
            Made::Copied(copied) => View::Copied(copied),
        }
    }
}

/// A column to read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum View<'a> {
    Input(&'a ColumnData),
    Made(&'a Column),
    Copied(&'a Copied<'a>),
}

impl View<'_> {
    /// The value of a row; absent ones are blank.
    pub(crate) fn get(self, row: usize) -> Scalar {
        match self {
            View::Made(column) => column.get(row).unwrap_or(Scalar::Blank),
            View::Copied(copied) => copied.get(row),
            View::Input(data) => {
                if data.blanks.as_ref().is_some_and(|blanks| blanks[row]) {
                    return Scalar::Blank;
                }
                match &data.values {
                    Values::Number(Numbers::Narrow { mantissas, scale }) => Scalar::Number(narrow(mantissas.get(row), *scale), false),
                    Values::Number(Numbers::Wide(values)) => Scalar::Number(values[row], false),
                    Values::Text(values) => Scalar::Word(values[row].0),
                    Values::Bool(values) => Scalar::Bool(values[row]),
                    Values::Date(values) | Values::Period(values) => Scalar::signed(values[row]),
                    Values::Payee(values) | Values::Row(values) => Scalar::Word(values[row]),
                }
            }
        }
    }

    /// The values of rows.
    pub(crate) fn gather(self, rows: &Lane, len: usize) -> Vector {
        match rows {
            Lane::Same(row) => {
                let mut builder = Builder::new(self.kind(), 1);
                builder.push(self.get(*row as usize));
                Vector { len, ..builder.finish() }
            }
            Lane::From(first) => self.run(*first as usize, len),
            Lane::Each(rows) => self.gather_each(rows),
        }
    }

    /// The values of rows as they stand.
    fn run(self, first: usize, len: usize) -> Vector {
        let rows = first..first + len;
        match self {
            View::Copied(copied) => copied.run(rows),
            View::Made(column) if column.failures.is_empty() => Vector {
                len,
                lanes: column.store.run(rows.clone()),
                status: column.status.as_ref().and_then(|status| marked(status[rows].iter().copied())),
                failures: Vec::new(),
            },
            View::Made(_) => {
                let mut builder = Builder::new(self.kind(), len);
                rows.for_each(|row| builder.push(self.get(row)));
                builder.finish()
            }
            View::Input(data) => {
                let lanes = match &data.values {
                    Values::Number(Numbers::Narrow { mantissas, scale }) => Lanes::Narrow(mantissas.run(rows.clone()), *scale),
                    Values::Number(Numbers::Wide(values)) => Lanes::Wide(values[rows.clone()].to_vec()),
                    Values::Text(values) => Lanes::Words(values[rows.clone()].iter().map(|id| id.0).collect()),
                    Values::Bool(values) => Lanes::Bools(values[rows.clone()].to_vec()),
                    Values::Date(values) | Values::Period(values) => {
                        Lanes::Words(values[rows.clone()].iter().map(|value| value.cast_unsigned()).collect())
                    }
                    Values::Payee(values) | Values::Row(values) => Lanes::Words(values[rows.clone()].to_vec()),
                };
                let blank = |blank: &bool| if *blank { BLANK } else { PRESENT };
                let status = data.blanks.as_ref().and_then(|blanks| marked(blanks[rows].iter().map(blank)));
                Vector { len, lanes, status, failures: Vec::new() }
            }
        }
    }

    pub(crate) fn kind(self) -> Kind {
        match self {
            View::Copied(copied) => copied.kind(),
            View::Made(column) => match column.store {
                Store::Ordered(..) | Store::Lanes(Lanes::Narrow(..) | Lanes::Wide(_)) => Kind::Number,
                Store::Lanes(Lanes::Bools(_)) => Kind::Bool,
                Store::Lanes(Lanes::Words(_)) => Kind::Word,
            },
            View::Input(data) => match data.values {
                Values::Number(_) => Kind::Number,
                Values::Bool(_) => Kind::Bool,
                Values::Text(_) | Values::Date(_) | Values::Period(_) | Values::Payee(_) | Values::Row(_) => Kind::Word,
            },
        }
    }

    pub(crate) fn gather_each(self, rows: &[u32]) -> Vector {
        match self {
            View::Copied(copied) => copied.gather(rows),
            View::Made(column) => {
                if let Some(status) = &column.status {
                    if !column.failures.is_empty() || column.store.len() == 1 {
                        let mut builder = Builder::new(self.kind(), rows.len());
                        rows.iter().for_each(|row| builder.push(self.get(*row as usize)));
                        return builder.finish();
                    }
                    let status = marked(rows.iter().map(|row| status[*row as usize]));
                    return Vector { len: rows.len(), lanes: column.store.gather(rows), status, failures: Vec::new() };
                }
                Vector { len: rows.len(), lanes: column.store.gather(rows), status: None, failures: Vec::new() }
            }
            View::Input(data) => {
                let lanes = match &data.values {
                    Values::Number(Numbers::Narrow { mantissas, scale }) => Lanes::Narrow(mantissas.gather(rows), *scale),
                    Values::Number(Numbers::Wide(values)) => Lanes::Wide(rows.iter().map(|row| values[*row as usize]).collect()),
                    Values::Text(values) => Lanes::Words(rows.iter().map(|row| values[*row as usize].0).collect()),
                    Values::Bool(values) => Lanes::Bools(rows.iter().map(|row| values[*row as usize]).collect()),
                    Values::Date(values) | Values::Period(values) => {
                        Lanes::Words(rows.iter().map(|row| values[*row as usize].cast_unsigned()).collect())
                    }
                    Values::Payee(values) | Values::Row(values) => Lanes::Words(rows.iter().map(|row| values[*row as usize]).collect()),
                };
                let status = data
                    .blanks
                    .as_ref()
                    .and_then(|blanks| marked(rows.iter().map(|row| if blanks[*row as usize] { BLANK } else { PRESENT })));
                Vector { len: rows.len(), lanes, status, failures: Vec::new() }
            }
        }
    }
}

/// The status of values, if some is anything else than present: a block without is plain, whatever its column has elsewhere.
fn marked(status: impl Iterator<Item = u8> + Clone) -> Option<Vec<u8>> {
    status.clone().any(|status| status != PRESENT).then(|| status.collect())
}
