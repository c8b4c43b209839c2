//! Names, types, units and circles: a tree becomes a checked plan and its diagnostics.
