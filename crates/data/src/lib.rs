//! Bytes to typed columns with row and column positions.
