//! Every published example comes out to the digits that its source prints.

use conformance::corpus::{cases, run_case};

#[test]
fn published_examples_come_out_to_the_cent() {
    let mut failures = Vec::new();
    let cases = cases().unwrap();
    assert!(!cases.is_empty());
    let mut figures = 0;
    for case in &cases {
        match run_case(case) {
            Ok(outcome) => {
                figures += outcome.agree;
                for mismatch in outcome.mismatches {
                    failures.push(format!(
                        "{}: row {} {}: expected {}, got {}",
                        case.display(),
                        mismatch.row,
                        mismatch.what,
                        mismatch.expected,
                        mismatch.got
                    ));
                }
            }
            Err(error) => failures.push(format!("{}: {error:#}", case.display())),
        }
    }
    println!("{} cases, {figures} figures agree", cases.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
