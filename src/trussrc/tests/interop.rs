//! Generated texts, read by us and by the Python on this machine, if there is one.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;

use super::answer::difference;
use super::grammar::{any_text, file};
use super::skip::skip;

const FILES: usize = 10_000;

#[test]
fn ten_thousand_generated_files_read_as_python_reads_them() {
    let mut runner = TestRunner::deterministic();
    let mut texts: Vec<String> = Vec::with_capacity(FILES);
    while texts.len() < FILES {
        let valid = file().new_tree(&mut runner).expect("a file").current().text();
        let any = any_text().new_tree(&mut runner).expect("a text").current();
        texts.extend([valid, any]);
    }
    let Some(answers) = python_reads(&texts) else {
        skip("there is no python3 here whose configparser could be asked");
        return;
    };
    assert_eq!(answers.len(), texts.len());
    for (text, answer) in texts.iter().zip(&answers) {
        if let Some(difference) = difference(text, answer) {
            panic!("{difference}\n{text:?}");
        }
    }
    let errors = answers.iter().filter(|answer| answer.get("error").is_some()).count();
    assert!((FILES / 20..FILES * 3 / 4).contains(&errors), "{errors} of {FILES} texts are errors: a lopsided sample");
}

/// What one Python process reads from all of `texts`; `None` without a Python.
fn python_reads(texts: &[String]) -> Option<Vec<Value>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/trussrc_cases.py");
    let mut python = Command::new("python3")
        .arg(script)
        .arg("read")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .ok()?;
    let mut stdin = python.stdin.take().expect("a pipe");
    serde_json::to_writer(&mut stdin, texts).expect("Python reads all of it");
    stdin.flush().expect("a pipe");
    drop(stdin);
    let output = python.wait_with_output().expect("Python ends");
    assert!(output.status.success(), "the script failed");
    Some(serde_json::from_slice(&output.stdout).expect("JSON"))
}
