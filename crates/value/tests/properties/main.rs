//! Every operation of the value crate against a plain reference: numbers against exact fractions of big integers, dates
//! and periods against counting day by day. What the operations should give is written down in `exact.rs`, straight from
//! language.md, section 3, with no regard to speed.

#![expect(clippy::unwrap_used, reason = "a check that meets no value has failed")]

mod arithmetic;
mod dates;
mod exact;
mod periods;
mod rounding;
mod sums;
mod text;
mod units;
