//! Ids into the arenas of a [`Plan`](crate::Plan).

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl $name {
            /// The id as an index into its arena.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// An expression of [`Plan::exprs`](crate::Plan::exprs).
    ExprId(u32);
    /// An aggregate of [`Plan::aggregates`](crate::Plan::aggregates).
    AggregateId(u32);
    /// A table of [`Plan::tables`](crate::Plan::tables); payees are one of them, see [`Plan::payees`](crate::Plan::payees).
    TableId(u32);
    /// A line of [`Plan::lines`](crate::Plan::lines).
    LineId(u32);
    /// A param of [`Plan::params`](crate::Plan::params).
    ParamId(u32);
    /// Tiers of [`Plan::tiers`](crate::Plan::tiers).
    TiersId(u32);
    /// A matrix of [`Plan::matrices`](crate::Plan::matrices).
    MatrixId(u32);
    /// A decision table of [`Plan::rates`](crate::Plan::rates).
    RatesId(u32);
    /// One plan of the run, of [`Plan::units`](crate::Plan::units).
    UnitNo(u16);
    /// A value bound by LET or by an argument of a `define` that is used more than once.
    SlotId(u16);
    /// A source of a `from` clause: 0 is the table after `from`, 1.. those after `join`, in order.
    SourceId(u16);
}

/// A column of a table, by its place in [`Table::columns`](crate::Table::columns).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnRef {
    /// The table.
    pub table: TableId,
    /// The column's index in its table.
    pub column: u16,
}
