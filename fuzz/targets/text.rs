//! Any text is parsed, checked, formatted, and looked at as an editor does, with the cursor where its last bytes say.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let offset = bytes.iter().rev().take(4).fold(0, |sum: usize, byte| sum * 31 + usize::from(*byte)) % (bytes.len() + 1);
    conformance::robust::look_at(String::from_utf8_lossy(bytes).into_owned(), offset);
});
