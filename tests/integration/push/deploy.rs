//! `truss push`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::Home;

const HELLO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trusses/hello");
const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// Writes a file below `folder`, with the folders it needs.
fn write(folder: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(path, bytes).expect("a file");
}

/// A Truss `truss` in the home.
fn truss(home: &Home, config: &str) -> PathBuf {
    let folder = home.path().join("truss");
    write(&folder, "config.yaml", config);
    write(&folder, "model/model.py", "class Model: pass\n");
    folder
}

/// A member of an archive: its mode, its link's target or its bytes.
type Member = (u32, Option<PathBuf>, Vec<u8>);

/// The only archive that the home's embedded API holds, by path.
fn archive(home: &Home) -> BTreeMap<PathBuf, Member> {
    let folder = home.path().join(".local/share/truss/local/archives");
    let mut uploads = fs::read_dir(&folder).expect("archives").map(|entry| entry.expect("an entry").path());
    let upload = uploads.next().expect("an archive");
    assert!(uploads.next().is_none(), "there is one archive");
    let mut parts: Vec<PathBuf> =
        fs::read_dir(upload).expect("parts").map(|entry| entry.expect("an entry").path()).collect();
    parts.sort();
    let bytes: Vec<u8> = parts.iter().flat_map(|part| fs::read(part).expect("a part")).collect();
    let mut members = BTreeMap::new();
    for entry in tar::Archive::new(bytes.as_slice()).entries().expect("a tar") {
        let mut entry = entry.expect("a member");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("its bytes");
        let path = entry.path().expect("a path").into_owned();
        let link = entry.link_name().expect("a link name").map(std::borrow::Cow::into_owned);
        members.insert(path, (entry.header().mode().expect("a mode"), link, content));
    }
    members
}

fn paths(files: &Value) -> Vec<&str> {
    files.as_array().expect("files").iter().map(|file| file["path"].as_str().expect("a path")).collect()
}

#[test]
fn hello_is_pushed_in_an_empty_home_and_told_as_json() {
    let home = Home::new();
    let ran =
        home.truss(["push", HELLO, "--remote", "local", "--non-interactive", "-o", "json", "-q"]).any_stdout().run();
    let result = ran.json();
    let fields: Vec<&String> = result.as_object().expect("an object").keys().collect();
    let expected = [
        "model_id",
        "model_name",
        "deployment_id",
        "model_version_id",
        "environment",
        "status",
        "is_draft",
        "predict_url",
        "logs_url",
        "files",
        "total_bytes",
        "uploaded_bytes",
    ];
    assert_eq!(fields, expected);
    assert_eq!(result["model_name"], "hello");
    assert_eq!(result["model_version_id"], result["deployment_id"]);
    assert_eq!((&result["is_draft"], &result["files"]), (&json!(false), &json!(2)));
    // Nothing answers there once the command has ended.
    assert_eq!((&result["predict_url"], &result["logs_url"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_second_push_is_another_deployment_of_the_same_model_and_environments_are_kept() {
    let home = Home::new();
    let push = |more: &[&str]| {
        let arguments = ["push", HELLO, "--remote", "local", "-o", "json", "-q"].iter().chain(more);
        home.truss(arguments).any_stdout().run().json()
    };
    let first = push(&[]);
    let second = push(&["--promote", "--wait", "--labels", "{\"a\": 1}", "--deployment-name", "v.2"]);
    assert_eq!(first["model_id"], second["model_id"]);
    assert_ne!(first["deployment_id"], second["deployment_id"]);
    assert_eq!((&second["environment"], &second["status"]), (&json!("production"), &json!("ACTIVE")));
}

#[test]
fn a_real_truss_arrives_as_it_is() {
    let home = Home::new();
    let config = "model_name: real\n# shared code\nexternal_package_dirs:\n- ../shared\nresources: {cpu: '1'}\n";
    let folder = truss(&home, config);
    write(&folder, ".truss_ignore", "*.ipynb\n/data/raw/\n");
    write(&folder, "notes.ipynb", "{}");
    write(&folder, "data/raw/x", "x");
    write(&folder, "model/__pycache__/model.pyc", "x");
    write(&folder, "scripts/start.sh", "#!/bin/sh\n");
    fs::set_permissions(folder.join("scripts/start.sh"), fs::Permissions::from_mode(0o755)).expect("a mode");
    symlink("model/model.py", folder.join("link.py")).expect("a link");
    let weights: Vec<u8> = (0..100_u32 << 20).map(|index| (index.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    write(&folder, "data/weights.bin", &weights);
    write(home.path(), "shared/tools/a.py", "A = 1\n");
    let arguments = ["push", "truss", "--remote", "local", "--non-interactive"];
    let told = home.truss(arguments).any_stdout().any_stderr().run().stderr;
    assert!(told.contains("7 files, ") && told.contains("largest: data/weights.bin (100.0 MiB)"), "{told}");
    let archive = archive(&home);
    let names: Vec<&str> = archive.keys().map(|path| path.to_str().expect("UTF-8")).collect();
    let expected = [
        ".truss_ignore",
        "config.yaml",
        "data/weights.bin",
        "link.py",
        "model/model.py",
        "packages/tools/a.py",
        "scripts/start.sh",
    ];
    assert_eq!(names, expected);
    let member = |path: &str| &archive[Path::new(path)];
    assert!(member("data/weights.bin").2 == weights, "the weights arrived");
    assert_eq!(member("scripts/start.sh").0 & 0o777, 0o755);
    // Python's truss copies a Truss with external packages first, and a copied link is a file.
    assert_eq!(member("link.py").2, b"class Model: pass\n");
    let packed = String::from_utf8(member("config.yaml").2.clone()).expect("UTF-8");
    let rewritten = config.replace("external_package_dirs:\n- ../shared", "external_package_dirs: []");
    assert_eq!(packed, rewritten);
}

#[test]
fn links_and_odd_names_travel() {
    let home = Home::new();
    let folder = truss(&home, "model_name: odd\n");
    symlink("model/model.py", folder.join("link.py")).expect("a link");
    symlink("nowhere", folder.join("broken")).expect("a link");
    fs::hard_link(folder.join("model/model.py"), folder.join("model/z.py")).expect("a hard link");
    let long = format!("{}/{}", "d".repeat(150), "f".repeat(200));
    for name in ["with space", "new\nline", "ü.txt", &long] {
        write(&folder, name, name);
    }
    let ran = home.truss(["push", "truss", "--remote", "local", "-q"]).any_stdout().any_stderr().run();
    assert_eq!(ran.stderr, "warning: `broken` is a broken link and is left out\n");
    let archive = archive(&home);
    assert_eq!(archive.len(), 8);
    assert_eq!(archive[Path::new("link.py")].1.as_deref(), Some(Path::new("model/model.py")));
    assert_eq!(archive[Path::new("model/z.py")].1.as_deref(), Some(Path::new("model/model.py")));
    for name in ["with space", "new\nline", "ü.txt", &long] {
        assert_eq!(archive[Path::new(name)].2, name.as_bytes());
    }
}

#[test]
fn a_dry_run_shows_what_would_be_pushed_and_uploads_nothing() {
    let home = Home::new();
    let config = "model_name: dry\nresources:\n  use_gpu: no\nruntime: {predict_concurrency: 010}\nsecrets: {hf: ~}\n";
    let folder = truss(&home, config);
    write(&folder, "B", "12345");
    let dry_run = |more: &[&str]| {
        let arguments = ["push", "truss", "--remote", "local", "--dry-run", "-o", "json"].iter().chain(more);
        home.truss(arguments).any_stdout().run().json()
    };
    let expected = json!({
        "model_name": "dry",
        "config": {"model_name": "dry", "resources": {"use_gpu": false}, "runtime": {"predict_concurrency": 8}, "secrets": {"hf": null}},
        "files": [
            {"path": "B", "size": 5},
            {"path": "config.yaml", "size": config.len()},
            {"path": "model/model.py", "size": 18},
        ],
        "total_bytes": 23 + config.len(),
    });
    assert_eq!(dry_run(&[]), expected);
    assert_eq!(dry_run(&["--offline"]), expected);
    let models = home.path().join(".local/share/truss/local/archives");
    assert_eq!(fs::read_dir(models).expect("archives").count(), 0);
}

#[test]
fn offline_asks_nobody() {
    let home = Home::new();
    truss(&home, "model_name: dry\n");
    let arguments = ["push", "truss", "--remote", "local", "--dry-run", "--offline", "-q", "-o", "json"];
    let ran = home.truss(arguments).any_stdout().run();
    assert_eq!(paths(&ran.json()["files"]), ["config.yaml", "model/model.py"]);
    assert!(!home.path().join(".local").exists(), "the embedded API was not even set up");
}

#[test]
fn another_config_is_packed_as_config_yaml() {
    let home = Home::new();
    let folder = truss(&home, "model_name: usual\n");
    write(&folder, "config.other.yaml", "model_name: other\n");
    let ran = home
        .truss(["push", "truss", "--config", "truss/config.other.yaml", "--remote", "local", "-o", "json", "-q"])
        .any_stdout()
        .run();
    assert_eq!(ran.json()["model_name"], "other");
    let archive = archive(&home);
    assert_eq!(archive[Path::new("config.yaml")].2, b"model_name: other\n");
    assert!(archive.contains_key(Path::new("config.other.yaml")));
}

#[test]
fn a_secret_stops_the_push_before_anything_is_sent() {
    let home = Home::new().with_trussrc("[other]\napi_key = a-key.of-another-shape\n");
    let folder = truss(&home, "model_name: leaky\n");
    write(&folder, "src/settings.py", format!("# settings\nKEY = \"{KEY}\"\n"));
    home.truss(["push", "truss", "--remote", "local"])
        .code(8)
        .stderr(
            "error: `src/settings.py` line 2 contains what looks like a Baseten API key\n  \
             hint: remove it, or list the file in .truss_ignore: whoever sees a key can use it; \
             `--allow-secrets` packs it anyway\n",
        )
        .run();
    assert!(!home.path().join(".local").exists(), "nothing was sent");
    write(&folder, "src/settings.py", "KEY = 'a-key.of-another-shape'\n");
    let ran = home.truss(["push", "truss", "--remote", "local"]).code(8).any_stderr().run();
    assert!(ran.stderr.contains("`src/settings.py` line 1 contains the API key `a-key`"), "{}", ran.stderr);
    home.truss(["push", "truss", "--remote", "local", "--allow-secrets", "-q"]).any_stdout().any_stderr().run();
    let mut large = vec![b'\n'; 3 << 20];
    large.extend_from_slice(KEY.as_bytes());
    write(&folder, "src/settings.py", "");
    write(&folder, "large.txt", large);
    let ran = home.truss(["push", "truss", "--remote", "local", "-q"]).code(8).any_stderr().run();
    assert!(ran.stderr.contains("`large.txt` line 3145729 contains"), "{}", ran.stderr);
}

#[test]
fn what_is_wrong_with_a_truss_is_said_with_its_place() {
    let home = Home::new();
    let folder = truss(&home, "model_name: x\n");
    let refused = |config: Option<&str>, code: i32, error: &str| {
        match config {
            Some(config) => write(&folder, "config.yaml", config),
            None => fs::remove_file(folder.join("config.yaml")).expect("the config"),
        }
        let ran = home.truss(["push", "truss", "--remote", "local"]).code(code).any_stderr().run();
        let first = ran.stderr.lines().next().unwrap_or_default();
        assert_eq!(first, format!("error: {error}"));
    };
    refused(
        Some("a: [1, 2\nb: 3\n"),
        5,
        "`truss/config.yaml` line 2, column 2: did not find expected ',' or ']' while parsing a flow sequence",
    );
    refused(Some("a:\tb\n"), 5, "`truss/config.yaml` line 1, column 3: a tab is not allowed here: use spaces");
    refused(Some("model_name: ' '\n"), 5, "truss/config.yaml:1: model_name: must not be empty");
    refused(Some("description: x\n"), 5, "`truss/config.yaml` has no `model_name`");
    refused(Some("- a\n"), 5, "truss/config.yaml:1: expected fields and values, found a list");
    refused(None, 4, "there is no `truss/config.yaml`");
    home.truss(["push", "nowhere", "--remote", "local"])
        .code(4)
        .stderr(
            "error: there is no folder `nowhere`\n  hint: pass the folder of the Truss: `truss --remote local push DIR`\n",
        )
        .run();
}

#[test]
fn a_team_is_needed_when_there_are_several() {
    let home = Home::new();
    home.truss(["local", "team", "add", "ml"]).any_stdout().any_stderr().run();
    let ran = home.truss(["push", HELLO, "--remote", "local", "--non-interactive"]).code(2).any_stderr().run();
    assert!(ran.stderr.contains("name one with `--team`: "), "{}", ran.stderr);
    home.truss(["push", HELLO, "--remote", "local", "--team", "ml", "-q"]).any_stdout().run();
    // Now the model says which team it belongs to.
    home.truss(["push", HELLO, "--remote", "local", "-q"]).any_stdout().run();
    let ran = home.truss(["push", HELLO, "--remote", "local", "--team", "nobody"]).code(4).any_stderr().run();
    assert!(ran.stderr.contains("there is no team `nobody`"), "{}", ran.stderr);
}
