//! Ordinary packages of PyPI, npm and crates.io: nothing in them is a key of Baseten's.

use std::path::Path;
use std::process::Command;

/// Code, minified JavaScript, notebooks, data and lock files; their newest versions.
const PYPI: [&str; 14] = [
    "ansible",
    "bokeh",
    "botocore",
    "django",
    "google-api-python-client",
    "jupyterlab",
    "kubernetes",
    "notebook",
    "panel",
    "plotly",
    "scikit-learn",
    "streamlit",
    "sympy",
    "transformers",
];
const NPM: [&str; 8] =
    ["typescript", "next", "@babel/standalone", "monaco-editor", "three", "mermaid", "pdfjs-dist", "date-fns"];

const DOWNLOAD: &str = r#"
set -eu
mkdir -p "$1/pypi" "$1/npm" "$1/crates"
python3 -m pip download -q --no-deps --disable-pip-version-check -d "$1/wheels" $2 || echo 'no packages of PyPI: python3 -m pip is missing'
for wheel in "$1"/wheels/*.whl; do python3 -m zipfile -e "$wheel" "$1/pypi"; done
for archive in "$1"/wheels/*.tar.gz; do test ! -e "$archive" || tar -xzf "$archive" -C "$1/pypi"; done
rm -rf "$1/wheels"
if type npm > /dev/null 2>&1; then
  for name in $3; do (cd "$1/npm" && tar -xzf "$(npm pack --silent "$name")" --one-top-level && rm -f ./*.tgz); done
else echo 'no packages of npm: npm is missing'; fi
cargo vendor --quiet --locked "$1/crates" > /dev/null
"#;

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
pub(crate) fn bench(truss: &Path, folder: &Path) {
    let packages = folder.join("packages");
    let (pypi, npm) = (PYPI.join(" "), NPM.join(" "));
    let mut bash = Command::new("bash");
    let status = bash.args(["-c", DOWNLOAD, "bash"]).arg(&packages).args([&pypi, &npm]).status().expect("bash");
    assert!(status.success(), "the packages are downloaded");
    for registry in ["pypi", "npm", "crates"] {
        let mut scan = Command::new(truss);
        scan.args(["keys", "scan", "--no-ignore"]).arg(packages.join(registry)).env_clear().env("HOME", folder);
        let output = scan.output().expect("truss");
        println!("{registry}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    }
}
