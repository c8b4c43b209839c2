//! The typed plan: arenas and ids, no text and no parser.
