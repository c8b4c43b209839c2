//! Random plans and data: plans that check, rows that load. A seed gives the same case on every machine.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_enum_match_arm,
    reason = "a generator for tests, which stops where it is wrong"
)]

mod declarations;
mod expressions;
mod plan;
mod rows;
mod stream;
mod world;

pub use plan::{Case, case};
pub use rows::File;
pub use stream::Stream;
pub use world::Line;
