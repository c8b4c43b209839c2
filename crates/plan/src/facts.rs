//! What is known of each node: what it reads, how far, and which partition it needs.

use crate::Uses;
use crate::schedule::Node;

/// What analysis records of a node.
#[derive(Clone, Debug)]
pub struct NodeFacts {
    /// The node.
    pub node: Node,
    /// A name that an unrelated edit does not move: declaration name, or table and column.
    pub id: String,
    /// Whether an operation in it may give an inexact number.
    pub inexact: bool,
    /// What it reads; each pair of node and reaches once.
    pub reads: Vec<Read>,
    /// What it needs as a whole, reads of reads included.
    pub partition: Partition,
    /// Parts of the place that it uses.
    pub uses: Uses,
}

/// One thing that a node reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The line, calculated column or derived table; none for an input table's rows.
    pub node: Option<Node>,
    /// The table, for rows.
    pub table: Option<crate::ids::TableId>,
    /// How far in payees.
    pub people: PeopleReach,
    /// How far in periods.
    pub periods: PeriodReach,
    /// Whether oneself is among the payees.
    pub self_included: bool,
    /// Which function reads others' figures, if one does: SUM and COUNT may be sealed.
    pub sealable: bool,
}

/// How far in payees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeopleReach {
    /// Nobody's: reference data.
    Nobody,
    /// Own.
    Own,
    /// Down the tree.
    Down,
    /// Up the tree.
    Up,
    /// People with equal columns.
    Same,
    /// A person by reference, or rows found through a key.
    Reference,
    /// Everyone.
    Everyone,
}

/// How far in periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeriodReach {
    /// No time.
    Timeless,
    /// This period.
    This,
    /// So many back.
    Back(u32),
    /// Back to the start of something, this period included.
    ToStart,
    /// Only periods before this one.
    Earlier,
    /// Fixed periods.
    Fixed,
    /// A whole month, quarter, half or year, or all.
    Full,
}

/// What a node needs as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Partition {
    /// One payee's rows.
    OwnRows,
    /// One payee's rows and cells.
    OwnCells,
    /// Other payees.
    Others,
}
