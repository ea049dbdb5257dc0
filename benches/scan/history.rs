//! A history of 20,000 commits, beside git that writes all of it to `wc`.

use std::io::BufWriter;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::figures::{measure, show};
use crate::{RUNS, Random};

const COMMITS: usize = 20_000;
const FILES: usize = 2_000;
const BYTES: usize = 12_000;

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
pub(crate) fn bench(truss: &Path, folder: &Path) {
    let repository = folder.join("history");
    let path = repository.to_string_lossy().into_owned();
    assert!(Command::new("git").args(["init", "-q", "--bare", &path]).status().expect("git").success());
    let mut import = Command::new("git");
    let mut import = import.args(["-C", &path, "fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().expect("git");
    write_commits(&mut BufWriter::new(import.stdin.take().expect("a pipe"))).expect("a history");
    assert!(import.wait().expect("git").success());
    let bash = Path::new("bash");
    let git = format!("git -C {path} cat-file --batch-all-objects --batch | wc -c");
    let bytes = Command::new("bash").args(["-c", &git]).output().expect("bash").stdout;
    println!("{COMMITS} commits, {} bytes of objects", String::from_utf8_lossy(&bytes).trim());
    let scan = |key: &str| {
        let line = format!("HOME={path} {key} {} keys scan -q --history {path} || test $? = 8", truss.display());
        measure(bash, &["-c", &line], RUNS)
    };
    show("truss keys scan --history", &scan(""));
    // The oldest commit has it: all are named.
    show(
        "… that finds a key",
        &scan("API_KEY=bench123.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345 BASETEN_REMOTE_URL=http://127.0.0.1:9"),
    );
    show("git cat-file | wc -c", &measure(bash, &["-c", &git], RUNS));
    let git = format!("git -C {path} cat-file --batch-all-objects --batch --unordered --buffer | wc -c");
    show("… --unordered --buffer", &measure(bash, &["-c", &git], RUNS));
}

/// The format of `git fast-import`.
fn write_commits(out: &mut impl std::io::Write) -> std::io::Result<()> {
    let mut random = Random(88_172_645_463_325_252);
    for number in 0..COMMITS {
        let (mark, time) = (number + 1, 1_600_000_000 + number);
        writeln!(out, "commit refs/heads/main\nmark :{mark}\ncommitter a <a@example.com> {time} +0000\ndata 1\nx")?;
        if number > 0 {
            writeln!(out, "from :{number}")?;
        }
        for _ in 0..3 {
            let file = random.below(FILES);
            let mut text = random.text(BYTES);
            if number == COMMITS / 2 {
                text.extend_from_slice(b"\nbench123.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345\n");
            }
            writeln!(out, "M 644 inline {:02}/{file}.py\ndata {}", file % 50, text.len())?;
            out.write_all(&text)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()
}
