//! The order of evaluation (implementation-notes.md, section 3).

use crate::ids::{ColumnRef, LineId, TableId};

/// Something that is evaluated as a whole column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// The rows of a derived table, with the columns of its blocks.
    Derive(TableId),
    /// A calculated column.
    Column(ColumnRef),
    /// A line.
    Line(LineId),
}

/// One step; a step reads only what earlier steps made, itself where it is a loop, and inputs.
#[derive(Clone, Debug)]
pub enum Step {
    /// A node whose every row or cell can be evaluated at once.
    Node(Node),
    /// Nodes that reach themselves, in their order inside one round.
    Loop {
        /// The nodes.
        nodes: Vec<Node>,
        /// What a round is.
        order: LoopOrder,
    },
}

/// In which order a strongly connected part is stepped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopOrder {
    /// Period by period, all payees at once (with columns: the period's rows).
    Periods,
    /// Within each period through the tree, from the leaves up (a manager reads reports).
    PeriodsUp,
    /// Within each period through the tree, from the root down.
    PeriodsDown,
    /// Columns that read PRIOR or RUNNING of themselves: row by row in the order payee, `by`, time, key.
    Rows,
    /// Period by period, in each row by row.
    PeriodsRows,
}
