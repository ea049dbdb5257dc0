//! `truss keys scan` beside other programs that read the same bytes: ripgrep over a folder, git and `wc` over a history;
//! and over ordinary packages, in which it should find nothing.
//!
//! `cargo bench --bench scan [-- files | history | packages]`. ripgrep is Debian's: `apt-get install ripgrep`. Packages are
//! downloaded with `pip`, `npm` and `cargo`, of which those that are there are used.

#[path = "../figures/mod.rs"]
mod figures;
mod history;
mod packages;
mod tree;

use std::path::Path;

/// What has the shape of Baseten's keys. Without word boundaries, which ripgrep is three times as slow with.
pub(crate) const PATTERN: &str = r"[0-9A-Za-z]{8}\.[0-9A-Za-z]{32}";
pub(crate) const RUNS: usize = 5;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    // No trussrc, no key: nothing is known and nobody is asked.
    let truss = Path::new(env!("CARGO_BIN_EXE_truss"));
    for (name, bench) in
        [("files", tree::bench as fn(&Path, &Path)), ("history", history::bench), ("packages", packages::bench)]
    {
        if is_wanted(name) {
            bench(truss, folder.path());
        }
    }
}

/// Numbers that look random and are the same in each run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap_or(0)
    }

    /// Text as programs have it: words, numbers, dots.
    pub(crate) fn text(&mut self, bytes: usize) -> Vec<u8> {
        const WORDS: [&str; 12] = [
            "self.model.forward(",
            "import numpy as np\n",
            "    return ",
            "config[\"name\"]",
            " = ",
            "0.125, ",
            "\n",
            "def load_weights(path: str):\n",
            "https://example.com/a/b.html ",
            "8f14e45fceea167a5a36dedd4bea2543",
            "# what it does\n",
            "x.y ",
        ];
        let mut text = Vec::with_capacity(bytes + 64);
        while text.len() < bytes {
            text.extend_from_slice(WORDS[self.below(WORDS.len())].as_bytes());
        }
        text.truncate(bytes);
        text
    }
}
