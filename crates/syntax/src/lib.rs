//! Text of a plan to its tree: source files, spans, diagnostics as data, the pest grammar, the formatter.
