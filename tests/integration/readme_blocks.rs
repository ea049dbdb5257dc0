//! The README from its first block to its last, in order, in one home that is empty at the start, on the remote `local`.
//!
//! `readme_keys` looks at what the blocks on keys have done; here each line has only to end as it should.

use crate::readme::{readme, shell_blocks};
use crate::readme_keys::Shell;
use crate::support::Terminal;

/// What a reader has done by the time that a line comes.
const BEFORE: [(&str, &[&str]); 8] = [
    ("truss push", &["cp -rL ../hello/. .", "cp -rL ../hello my-model"]),
    ("truss keys create laptop", &["truss local team add ml", "truss push my-model --team ml --model-name llama -q"]),
    (
        "truss keys create web --type inference-only --environment",
        &["truss push my-model --model-name llama -q --team ml"],
    ),
    (
        "truss keys rotate ci --all-environments --to 'command:gh",
        &["truss keys create nightly -q", "truss keys create metrics --type metrics-only --team ml -q"],
    ),
    (
        "truss keys rotate laptop --revoke-now",
        &["truss keys create laptop -q", "truss keys rotations finish ci --yes -q", "rm .env"],
    ),
    ("truss -q keys rotate $(cat keys.txt)", &["printf 'ci\\nweb\\n' > keys.txt"]),
    (
        "truss logs --model llama --environment",
        &["truss push my-model --team ml --model-name llama --environment staging --wait -q"],
    ),
    ("truss push --non-interactive", &["rm web.key .env"]),
];

/// Lines that ask a person; the answer is yes.
const ASKING: [&str; 2] = ["truss keys revoke laptop", "truss keys rotations finish ci"];

/// Lines that end otherwise than with 0, and why.
const CODES: [(&str, i32, &str); 3] = [
    (
        "truss keys create web --type inference-only --environment production --model llama",
        2,
        "by now there are two teams",
    ),
    ("truss keys rename ci ci-2026", 5, "Baseten's API cannot do it"),
    ("truss local team add ml", 5, "it is there by now"),
];

/// Lines that are not run here, by their start, and why.
const LEFT_OUT: [(&str, &str); 12] = [
    ("cargo ", "`.ci/run` runs the first two, and the third builds for minutes"),
    ("truss login", "it asks for a key of Baseten; tests/integration/login.rs"),
    ("truss configure", "it opens an editor; tests/integration/configure.rs"),
    ("truss logout --remote staging", "the home has no such remote; tests/integration/logout.rs"),
    ("truss exec", "it takes the place of the process that the remote `local` is in; tests/integration/exec.rs"),
    ("truss --remote staging", "the home has no such remote"),
    ("truss chains", "Python's truss does it"),
    ("truss predict", "tests/integration/predict.rs"),
    ("truss logs --model llama --tail", "it follows a log until it is stopped; tests/integration/logs.rs"),
    ("truss local serve", "it serves until it is stopped; tests/integration/local_serve.rs"),
    (
        "truss keys audit --fail-on-findings",
        "what it finds is not the README's business; tests/integration/keys_audit.rs",
    ),
    ("truss keys scan", "it finds the keys that the lines before have put here; tests/integration/keys_scan.rs"),
];

/// Runs a line at a terminal, where a person says yes.
fn answer(shell: &Shell, line: &str) -> (i32, String) {
    let mut terminal = Terminal::start(&shell.command(&format!("cd work && {line}")));
    terminal.wait_for("[y/N] ");
    terminal.type_line("y");
    terminal.finish()
}

fn told((code, stdout, stderr): (i32, String, String)) -> (i32, String) {
    (code, stdout + &stderr)
}

#[test]
fn every_block_runs_as_it_stands_in_order_in_an_empty_home() {
    let readme = readme();
    let shell = Shell::new();
    let run = |line: &str| shell.run(&format!("cd work && {line}"));
    assert_eq!(shell.run("mkdir work").0, 0);
    let mut prepared = Vec::new();
    let mut ran = 0;
    for line in shell_blocks(&readme).concat() {
        if LEFT_OUT.iter().any(|(start, _)| line.starts_with(start)) {
            continue;
        }
        let before = BEFORE.iter().find(|(start, _)| line.starts_with(start) && !prepared.contains(start));
        if let Some((start, lines)) = before {
            prepared.push(*start);
            for line in *lines {
                let (code, stdout, stderr) = run(line);
                assert_eq!(code, 0, "{line}\n{stdout}{stderr}");
            }
        }
        let expected = CODES.iter().find(|(known, ..)| *known == line).map_or(0, |(_, code, _)| *code);
        let (code, told) = if ASKING.contains(&line) { answer(&shell, line) } else { told(run(line)) };
        assert_eq!(code, expected, "{line}\n{told}");
        ran += 1;
    }
    assert!(ran > 45, "{ran} lines were run");
}
