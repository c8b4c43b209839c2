//! The JSON shapes of command line, HTTP and WASM.
