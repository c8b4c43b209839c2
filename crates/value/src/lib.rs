//! Exact values: decimals, dates, periods, currencies, rounding and texts. Knows no language.

mod currency;
mod date;
mod decimal;
mod map;
mod nearest;
pub mod order;
mod period;
mod power;
mod product;
mod rounding;
mod sum;
mod text;

pub use currency::{UnitId, UnitTable};
pub use date::Date;
pub use decimal::{Decimal, NumError, NumberError, Rounded};
pub use map::{Map, Set};
pub use period::{Calendar, CustomPeriod, Grain, Period};
pub use product::{times, times_wide};
pub use rounding::{Rounding, ceiling, floor, mround, round_to_places, round_to_unit};
pub use sum::ExactSum;
pub use text::nfc;
