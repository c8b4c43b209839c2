//! The `tiercel` command line.

fn main() {}
