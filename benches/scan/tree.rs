//! 80,000 files, 1.2 GB, in a git repository, beside ripgrep with the same pattern.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::figures::{measure, show, succeeds};
use crate::{PATTERN, RUNS, Random};

const FILES: usize = 80_000;
const FOLDERS: usize = 800;
/// On average; a quarter of the files are this small, a few large ones make up for it.
const BYTES: usize = 15_000;

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
pub(crate) fn bench(truss: &Path, folder: &Path) {
    let tree = folder.join("tree");
    let mut random = Random(88_172_645_463_325_252);
    let text = random.text(1 << 20);
    for number in 0..FILES {
        let folder = tree.join(format!("{:03}/{}", number % FOLDERS, number % 7));
        fs::create_dir_all(&folder).expect("a folder");
        // Most files are small, and one in a hundred is half of all bytes.
        let length = if number % 100 == 0 { random.below(100 * BYTES) } else { random.below(BYTES) };
        let from = random.below(text.len() / 2);
        let content = text[from..].iter().copied().cycle().take(length).collect::<Vec<u8>>();
        fs::write(folder.join(format!("{number}.py")), content).expect("a file");
    }
    let git = |arguments: &[&str]| Command::new("git").arg("-C").arg(&tree).args(arguments).status().expect("git");
    assert!(git(&["init", "-q"]).success());
    let bytes = Command::new("du").args(["-sb", "--exclude=.git"]).arg(&tree).output().expect("du").stdout;
    println!("{FILES} files, {} bytes", String::from_utf8_lossy(&bytes).split('\t').next().unwrap_or_default());
    let path = tree.to_string_lossy();
    let scan = |more: &[&str]| measure(truss, &[&["keys", "scan", "-q", &path], more].concat(), RUNS);
    show("truss keys scan", &scan(&[]));
    show("truss keys scan --no-ignore", &scan(&["--no-ignore"]));
    // ripgrep ends with 1 when it finds nothing.
    let bash = Path::new("bash");
    for (name, more) in [("rg", ""), ("rg --hidden --text", "--hidden --text")] {
        let line = format!("rg --no-config {more} '{PATTERN}' {path} > /dev/null; test $? -le 1");
        if succeeds(bash, &["-c", "type rg"]) {
            show(name, &measure(bash, &["-c", &line], RUNS));
        } else {
            println!("{name} is not installed (`apt-get install ripgrep`): no comparison");
        }
    }
}
