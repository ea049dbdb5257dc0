//! The committed cases: texts, and what Python was seen to read in each.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::answer::difference;

#[test]
fn every_committed_case_reads_as_python_reads_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/trussrc/cases.json");
    let cases: Vec<Value> = serde_json::from_slice(&fs::read(path).expect("the cases are committed")).expect("JSON");
    assert!(cases.len() > 400, "only {} cases", cases.len());
    let differences: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let text = case["text"].as_str().expect("a text");
            difference(text, &case["python"]).map(|difference| format!("{}: {difference}", case["name"]))
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
