//! A checked plan and typed tables become results and explanations. Pure and columnar.
