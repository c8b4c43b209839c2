//! The places of a block, part by part (see [`tiercel_plan::expr`] for what the parts mean).

#![expect(clippy::indexing_slicing, reason = "lanes are as long as their block, and ids are made for the arenas they index")]

use crate::vector::Vector;
use std::rc::Rc;
use tiercel_plan::{SlotId, TableId};
use tiercel_value::Grain;

/// How many places are evaluated at once.
pub(crate) const BLOCK: usize = 2048;
/// No payee, no row.
pub(crate) const NOBODY: u32 = u32::MAX;
/// No period.
pub(crate) const NO_PERIOD: i32 = i32::MIN;

/// One part of the places: the same for all, or one each. Days and ordinals are held as their bits.
#[derive(Clone, Debug)]
pub(crate) enum Lane {
    Same(u32),
    /// This one, the next, and so on: rows as they stand.
    From(u32),
    Each(Rc<Vec<u32>>),
}

impl Lane {
    pub(crate) fn each(values: Vec<u32>) -> Lane {
        Lane::Each(Rc::new(values))
    }

    pub(crate) fn signed(values: impl IntoIterator<Item = i32>) -> Lane {
        Lane::Each(Rc::new(values.into_iter().map(i32::cast_unsigned).collect()))
    }

    #[inline]
    pub(crate) fn get(&self, index: usize) -> u32 {
        match self {
            Lane::Same(value) => *value,
            Lane::From(first) => first.wrapping_add(u32::try_from(index).unwrap_or(0)),
            Lane::Each(values) => values[index],
        }
    }

    #[inline]
    pub(crate) fn int(&self, index: usize) -> i32 {
        self.get(index).cast_signed()
    }

    pub(crate) fn gather(&self, indexes: &[u32]) -> Lane {
        match self {
            Lane::Same(value) => Lane::Same(*value),
            Lane::From(first) => Lane::each(indexes.iter().map(|index| first.wrapping_add(*index)).collect()),
            Lane::Each(values) => Lane::Each(Rc::new(indexes.iter().map(|index| values[*index as usize]).collect())),
        }
    }
}

/// Payee, period and day.
#[derive(Clone, Debug)]
pub(crate) struct CellPart {
    pub(crate) payee: Lane,
    pub(crate) period: Lane,
    pub(crate) grain: Grain,
    pub(crate) day: Lane,
}

impl CellPart {
    fn gather(&self, indexes: &[u32]) -> CellPart {
        CellPart {
            payee: self.payee.gather(indexes),
            period: self.period.gather(indexes),
            grain: self.grain,
            day: self.day.gather(indexes),
        }
    }
}

/// The rows of a `from` clause.
#[derive(Clone, Debug)]
pub(crate) struct SourcePart {
    /// The tables.
    pub(crate) tables: Rc<Vec<TableId>>,
    /// A row of each, [`NOBODY`] where it has no partner.
    pub(crate) rows: Vec<Lane>,
    /// The period of `each`.
    pub(crate) each: Lane,
}

/// The places of a block.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub(crate) len: usize,
    /// The row where the formula stands.
    pub(crate) row: Option<(TableId, Lane)>,
    /// The row ranged over.
    pub(crate) ranged: Option<(TableId, Lane)>,
    /// The source rows.
    pub(crate) sources: Option<SourcePart>,
    /// The group of a `group by` block: an index into the groups of the clause being derived.
    pub(crate) group: Option<Lane>,
    /// The cell.
    pub(crate) cell: CellPart,
    /// The cell of the whole formula.
    pub(crate) my: CellPart,
    /// The slots bound so far.
    pub(crate) slots: Vec<(SlotId, Rc<Vector>)>,
    /// Whether the places are cells of a line, each once.
    pub(crate) distinct: bool,
    /// The plan whose formula is evaluated.
    pub(crate) unit: u16,
}

impl Places {
    /// Some of the places.
    pub(crate) fn gather(&self, indexes: &[u32]) -> Places {
        let of = |part: &Option<(TableId, Lane)>| part.as_ref().map(|(table, lane)| (*table, lane.gather(indexes)));
        Places {
            len: indexes.len(),
            row: of(&self.row),
            ranged: of(&self.ranged),
            sources: self.sources.as_ref().map(|sources| SourcePart {
                tables: Rc::clone(&sources.tables),
                rows: sources.rows.iter().map(|lane| lane.gather(indexes)).collect(),
                each: sources.each.gather(indexes),
            }),
            group: self.group.as_ref().map(|lane| lane.gather(indexes)),
            cell: self.cell.gather(indexes),
            my: self.my.gather(indexes),
            slots: self.slots.iter().map(|(slot, vector)| (*slot, Rc::new(vector.gather(indexes)))).collect(),
            distinct: self.distinct,
            unit: self.unit,
        }
    }

    /// Places at nothing at all, for constants of the run.
    pub(crate) fn nowhere(grain: Grain) -> Places {
        let cell = CellPart {
            payee: Lane::Same(NOBODY),
            period: Lane::Same(NO_PERIOD.cast_unsigned()),
            grain,
            day: Lane::Same(i32::MAX.cast_unsigned()),
        };
        Places {
            len: 1,
            row: None,
            ranged: None,
            sources: None,
            group: None,
            my: cell.clone(),
            cell,
            slots: Vec::new(),
            distinct: false,
            unit: 0,
        }
    }

    /// Places at rows ranged over, and nothing else.
    pub(crate) fn ranging(table: TableId, rows: Lane, len: usize, grain: Grain) -> Places {
        Places { len, ranged: Some((table, rows)), ..Places::nowhere(grain) }
    }
}
