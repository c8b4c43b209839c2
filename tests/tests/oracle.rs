//! The oracle gives the engine's bytes for every case of the corpus and every example of the reference and the specs.

#[test]
fn engine_and_oracle_agree_on_corpus_reference_and_specs() {
    let outcomes = conformance::agreement::everything(&[]).unwrap();
    assert!(!outcomes.is_empty());
    let differ: Vec<String> =
        outcomes.iter().filter_map(|(name, outcome)| outcome.as_ref().err().map(|error| format!("{name}:\n{error:#}"))).collect();
    println!("{} agree", outcomes.len() - differ.len());
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
