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
    /// Nodes that reach themselves.
    Loop {
        /// What a round is.
        order: LoopOrder,
        /// The nodes, in the order inside one round.
        parts: Vec<LoopPart>,
    },
}

/// In which rounds a strongly connected part is stepped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopOrder {
    /// All rows in one round: columns that read PRIOR or RUNNING of themselves.
    Rows,
    /// Period by period: its cells, and the rows whose first day lies in it.
    Periods,
}

/// Nodes that are stepped together inside a round; they read each other in it, earlier parts, and earlier rounds.
#[derive(Clone, Debug)]
pub struct LoopPart {
    /// How.
    pub order: PartOrder,
    /// In the order in which they are evaluated.
    pub nodes: Vec<Node>,
}

/// How the nodes of a part of a loop reach each other inside a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartOrder {
    /// Not at all: it is one node, evaluated for all payees or rows of the round.
    Once,
    /// Through the tree, from the leaves up (a manager reads reports).
    Up,
    /// Through the tree, from the root down.
    Down,
    /// Through rows before: columns of one table, row by row in the order payee, `by`, time, key.
    Rows,
}
