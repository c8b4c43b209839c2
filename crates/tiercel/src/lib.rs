//! The one crate that users of the library see.
