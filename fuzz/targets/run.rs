//! A plan and its files, as `conformance::robust::folded` writes them: examples, loading, a run, explanations of three cells.
#![no_main]

use conformance::robust::{compute, sound, unfolded};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (text, files) = unfolded(bytes);
    let mut next = bytes.len();
    if let Some(plan) = sound(&text) {
        compute(&plan, &files, &tiercel::LoadOptions::default(), &mut |count| {
            next = next.wrapping_mul(7).wrapping_add(3);
            next % count
        });
    }
});
