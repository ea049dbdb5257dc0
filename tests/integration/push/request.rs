//! What `truss push` takes and asks for: names, regions, and options that scripts for Python's truss have.

use serde_json::json;

use crate::support::Pushes;

const PREPARE: &str = "/v1/prepare_model_upload";

#[test]
fn every_name_of_255_characters_is_taken_whatever_characters_it_has() {
    let long = "n".repeat(255);
    let odd = ["llama-3.1-8b", ".", "a/b c", "größe", "日本語のモデル", "नमूना", "👩‍💻", "tab\tand\nline", &long];
    for name in odd {
        let pushes = Pushes::start(|_| None);
        pushes.config("model_name: usual\n");
        pushes.push(&["-q", "--model-name", name]).any_stdout().run();
        assert_eq!(pushes.bodies(PREPARE).pop().expect("a check")["name"], json!(name));
        pushes.config(&format!("model_name: {}\n", json!(name)));
        pushes.push(&["-q"]).any_stdout().run();
        assert_eq!(pushes.bodies(PREPARE).pop().expect("a check")["name"], json!(name));
    }
    let pushes = Pushes::start(|_| None);
    for (name, problem) in [(&*"ü".repeat(256), "must not be longer than 255 characters"), (" ", "must not be empty")]
    {
        let ran = pushes.push(&["--model-name", name]).code(5).any_stderr().run();
        assert!(ran.stderr.contains(problem), "{}", ran.stderr);
    }
}

#[test]
fn a_region_is_asked_for() {
    let pushes = Pushes::start(|_| None);
    pushes.push(&["-q", "--region", "us"]).any_stdout().run();
    assert_eq!(pushes.bodies(PREPARE).pop().expect("a check")["deployment"]["region"], json!("us"));
    pushes.push(&["-q"]).any_stdout().run();
    assert_eq!(pushes.bodies(PREPARE).pop().expect("a check")["deployment"].get("region"), None);
}

#[test]
fn a_model_of_basetens_llm_server_is_called_at_its_own_address() {
    let pushes = Pushes::start(|_| None);
    let predict_url = || pushes.push(&["-q", "--jq", ".predict_url"]).any_stdout().run().stdout;
    let base = format!("{}/models/m1/deployment/d1", pushes.server.url());
    pushes.config("model_name: m\nbis_llm: {version: '1'}\n");
    assert_eq!(predict_url(), format!("{base}/sync/v1/chat/completions\n"));
    for none in ["", "bis_llm: null\n"] {
        pushes.config(&format!("model_name: m\n{none}"));
        assert_eq!(predict_url(), format!("{base}/predict\n"));
    }
}

#[test]
fn the_last_one_of_wait_and_no_wait_counts() {
    let pushes = Pushes::start(|_| None);
    let waits = |options: &[&str]| {
        pushes.push(&[&["-q", "--jq", ".status"], options].concat()).any_stdout().run().stdout == "ACTIVE\n"
    };
    assert!(waits(&["--wait"]) && waits(&["--no-wait", "--wait"]));
    assert!(!waits(&["--no-wait"]) && !waits(&["--wait", "--no-wait"]) && !waits(&[]));
    pushes
        .push(&["-q", "--timeout-seconds", "5"])
        .any_stdout()
        .stderr("warning: `--timeout-seconds` has no effect without `--wait`\n")
        .run();
}

#[test]
fn what_only_pythons_truss_can_do_is_refused_with_the_reason() {
    let pushes = Pushes::start(|_| None);
    let ran = pushes.push(&["--promote", "--preserve-previous-production-deployment"]).code(2).any_stderr().run();
    assert!(ran.stderr.starts_with(
        "error: `--preserve-previous-production-deployment` is not possible with Baseten's REST API\n  hint: "
    ));
    assert!(ran.stderr.contains("promotion settings"), "{}", ran.stderr);
    assert_eq!(pushes.server.requests().len(), 0);
}

#[test]
fn options_that_make_no_sense_are_wrong_usage() {
    let pushes = Pushes::start(|_| None);
    for (options, words) in [
        (&["--labels", "[1]"][..], "give a JSON object"),
        (&["--labels", "{"], "not valid JSON"),
        (&["--promote", "--environment", "e"], "cannot be used with"),
        (&["--deploy-timeout-minutes", "9"], "10..=1440"),
        (&["--deployment-name", "a b"], "use letters, numbers"),
        (&["--deployment-name", &"a".repeat(256)], "use 255 characters at most"),
        (&["--offline"], "--dry-run"),
    ] {
        let ran = pushes.push(options).code(2).any_stderr().run();
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
    }
}

#[test]
fn a_truss_whose_patterns_leave_out_the_config_is_packed_as_they_say() {
    let pushes = Pushes::start(|_| None);
    std::fs::write(pushes.home.path().join("truss/.truss_ignore"), "config.yaml\n").expect("an ignore file");
    let ran = pushes
        .push(&["--dry-run", "--offline", "-q", "--jq", ".files[].path"])
        .any_stdout()
        .stderr("warning: the ignore patterns leave out `config.yaml`\n")
        .run();
    assert_eq!(ran.stdout, ".truss_ignore\n");
}

#[test]
fn a_link_that_leads_nowhere_where_it_is_unpacked_is_packed_with_a_warning() {
    let pushes = Pushes::start(|_| None);
    let folder = pushes.home.path().join("truss");
    std::os::unix::fs::symlink("../truss/config.yaml", folder.join("out")).expect("a link");
    let ran = pushes
        .push(&["--dry-run", "--offline", "-q", "--jq", ".files[].path"])
        .any_stdout()
        .stderr(
            "warning: `out` links to `../truss/config.yaml`, which is outside the Truss: the remote may refuse the archive\n",
        )
        .run();
    assert_eq!(ran.stdout, "config.yaml\nout\n");
}

#[test]
fn a_dry_run_shows_the_config_that_is_sent() {
    let pushes = Pushes::start(|_| None);
    std::fs::create_dir(pushes.home.path().join("shared")).expect("a folder");
    pushes.config("model_name: m\nexternal_package_dirs: [../shared]\n");
    for options in [&["--dry-run"][..], &["--dry-run", "--no-cache"]] {
        let shown = pushes.push(&[&["-q", "-o", "json"], options].concat()).any_stdout().run().json();
        assert_eq!(shown["config"], pushes.bodies(PREPARE).pop().expect("a check")["deployment"]["config"]);
        assert_eq!(shown["config"]["external_package_dirs"], json!([]));
    }
}

#[test]
fn environment_variables_that_are_dates_or_no_numbers_are_sent_as_python_prints_them() {
    let pushes = Pushes::start(|_| None);
    pushes.config(
        "model_name: m\nenvironment_variables:\n  A: 2024-01-01 12:00:00\n  B: 2024-01-01\n  C: 2024-01-01T12:00:00Z\n  \
         D: 2024-01-01T12:00:00.5+05:30\n  E: -.inf\n  F: .nan\n  G: 1.5\n  H: yes\n",
    );
    pushes.push(&["-q"]).any_stdout().run();
    assert_eq!(
        pushes.bodies(PREPARE).pop().expect("a check")["deployment"]["config"]["environment_variables"],
        json!({
            "A": "2024-01-01 12:00:00", "B": "2024-01-01", "C": "2024-01-01 12:00:00+00:00",
            "D": "2024-01-01 12:00:00.500000+05:30", "E": "-inf", "F": "nan", "G": 1.5, "H": true,
        })
    );
}
