//! `--help` and `truss help TOPIC`: what they show, and that it is true.

use std::fs;
use std::path::Path;

use truss::internals::cli::Cli;
use truss::internals::cli::help::{ENVIRONMENT, EXAMPLES};

use crate::readme::words;
#[cfg(feature = "local")]
use crate::readme_keys::Shell;
use crate::support::Home;

fn help(arguments: &[&str]) -> String {
    Home::new().truss(arguments).any_stdout().run().stdout
}

/// Each command that is shown, without the program's name.
fn commands() -> Vec<String> {
    fn below(command: &clap::Command, path: &str, paths: &mut Vec<String>) {
        for command in command.get_subcommands().filter(|command| !command.is_hide_set()) {
            let path = format!("{path} {}", command.get_name());
            below(command, &path, paths);
            paths.push(path.trim_start().to_owned());
        }
    }
    let mut paths = Vec::new();
    below(&truss::internals::cli::help::command(), "", &mut paths);
    paths
}

#[test]
fn the_program_shows_its_commands_options_variables_files_examples_and_exit_codes() {
    insta::assert_snapshot!(help(&["--help"]));
    insta::assert_snapshot!(help(&["-h"]));
}

#[test]
fn each_topic_is_its_text_alone() {
    for topic in ["environment", "trussrc", "exit-codes", "options"] {
        let shown = help(&["help", topic]);
        assert_eq!(shown, help(&[topic]), "{topic}");
        assert!(help(&["-h"]).contains(topic), "{topic} is listed");
        insta::assert_snapshot!(topic, shown);
    }
}

#[test]
fn a_subcommand_shows_its_own_options_and_where_the_global_ones_are() {
    let commands = commands();
    assert!(commands.len() > 25, "{commands:?}");
    for command in &commands {
        for flag in ["-h", "--help"] {
            let shown = help(&command.split(' ').chain([flag]).collect::<Vec<_>>());
            let last = "Global options such as `--remote`, `--output` and `--quiet`: see `truss help options`";
            assert_eq!(shown.lines().last(), Some(last), "{command} {flag}");
            assert!(!shown.contains("--request-timeout <"), "{command} {flag}: {shown}");
        }
    }
}

#[test]
fn a_global_option_is_taken_wherever_it_stands() {
    for arguments in [
        ["--output", "json", "keys", "rotations", "list"],
        ["keys", "--output", "json", "rotations", "list"],
        ["keys", "rotations", "list", "--output", "json"],
    ] {
        let run = Home::new().truss(arguments).code(3).any_stderr().run();
        assert!(run.stderr.starts_with("{\"error\":"), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn every_example_is_a_command_that_the_program_knows() {
    for (command, examples) in EXAMPLES {
        for (line, _) in *examples {
            assert!(line.len() <= 76, "`{line}` wraps on a terminal of 80 columns");
            let line = line.trim_start_matches("KEY=$(").trim_start_matches("export BASETEN_API_KEY=$(");
            let line = line.trim_start_matches("EDITOR=vim ").trim_end_matches(')');
            let line = line.trim_start_matches("echo 'source <(").split(['>', '<', ')']).next().unwrap_or_default();
            let read = Cli::read(&words(line).into_iter().map(Into::into).collect::<Vec<_>>());
            assert!(read.is_ok(), "{line}: {}", read.expect_err("checked"));
            assert!(line.starts_with(format!("truss {command}").trim_end()), "`{line}` is an example of `{command}`");
        }
    }
}

#[test]
fn every_variable_that_the_source_names_is_listed() {
    let listed: Vec<&str> = ENVIRONMENT.iter().flat_map(|(names, _)| names.split(", ")).collect();
    let mut named = Vec::new();
    read_variables(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut named);
    for name in &named {
        assert!(listed.contains(&name.as_str()), "{name} is in the source, not in the help");
    }
    // The proxies are read by reqwest.
    for name in listed.iter().filter(|name| !name.ends_with("_PROXY")) {
        assert!(named.iter().any(|named| named == name) || ["HOME", "TERM", "CI"].contains(name), "{name} is not read");
    }
}

/// The words in quotes that look like a variable, but for those that are handed to commands and to the tests.
fn read_variables(folder: &Path, named: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.file_stem().is_some_and(|name| name == "tests") {
            continue;
        }
        if entry.is_dir() {
            read_variables(&entry, named);
        } else if entry.extension().is_some_and(|extension| extension == "rs") && !entry.ends_with("cli/help/topics.rs")
        {
            let text = fs::read_to_string(&entry).expect("source");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            named.extend(code.split('"').filter(|word| is_variable(word)).map(str::to_owned));
        }
    }
}

fn is_variable(word: &str) -> bool {
    let starts = [
        "BASETEN_",
        "TRUSS_",
        "XDG_",
        "USER_TRUSSRC",
        "CLICOLOR",
        "NO_COLOR",
        "SSL_CERT",
        "REQUESTS_",
        "GITHUB_",
        "DBUS_",
        "PYTHON_",
    ];
    let whole = ["API_KEY", "VISUAL", "EDITOR", "BROWSER", "DISPLAY", "WAYLAND_DISPLAY"];
    let is_upper = word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    is_upper
        && (starts.iter().any(|start| word.starts_with(start)) || whole.contains(&word))
        && !word.starts_with("TRUSS_KEY_")
        // A part of config.yaml.
        && word != "BASETEN_TRAINING"
}

/// Examples that need a person, a server that stays, or a place that a test does not have.
#[cfg(feature = "local")]
const NOT_RUN: [&str; 14] = [
    "truss predict --model llama",
    "truss auth login",
    "truss auth logout",
    "truss logs --model llama --environment",
    "truss logs --model llama --tail",
    "truss exec",
    "truss login",
    "truss logout",
    "truss push my-model --environment production --wait",
    "EDITOR=vim truss configure",
    "truss local serve",
    "truss keys rotations abandon job",
    "truss completions powershell",
    "truss local reset",
];

/// Runs the examples one after another, in a folder with two Trusses, against the remote `local`.
#[test]
#[cfg(feature = "local")]
fn every_example_does_what_it_says() {
    let shell = Shell::new();
    let run = |line: &str| {
        let (code, stdout, stderr) = shell.run(&format!("cd work && {line}"));
        assert_eq!(code, 0, "{line}\n{stdout}{stderr}");
    };
    let prepare = "mkdir work ~/.config/fish/completions ~/.config/elvish -p && cp -r hello/. work";
    assert_eq!(shell.run(prepare).0, 0);
    let mut count = 0;
    for (line, _) in EXAMPLES.iter().flat_map(|(_, examples)| *examples) {
        if NOT_RUN.iter().any(|start| line.starts_with(start)) {
            continue;
        }
        match *line {
            "truss keys revoke old-laptop" | "truss keys rotations finish web" => run(&format!("{line} --yes")),
            "truss keys rotate laptop --revoke-now" => {
                run("truss keys create laptop");
                run("truss keys rotate laptop --revoke-now --yes");
            }
            // Until now there was one team, which need not be named.
            "KEY=$(truss keys create job --type full-access --team ml)" => {
                run("truss local team add ml");
                run(line);
            }
            // What was pushed is active after some seconds.
            line if line.starts_with("truss predict") => {
                run(&format!("for n in $(seq 200); do ({line}) && exit 0; sleep 0.1; done; exit 1"));
            }
            // In this folder are keys that examples made.
            line if line.starts_with("truss keys scan") => run(&format!("mkdir -p s; cd s; git init -q; {line}")),
            line if line.starts_with("truss keys rename") => run(&format!("TRUSS_LOCAL_STRICT=0 {line}")),
            "truss local team add ml" => run("truss local team add vision"),
            line => run(line),
        }
        count += 1;
    }
    assert!(count > 25, "{count} examples were run");
}

#[test]
fn a_value_that_looks_like_an_option_is_explained_as_one_of_an_option() {
    for (arguments, tip) in [
        (&["push", "--model-name", "-x y"][..], "to pass '-x' as the value of '--model-name', use '--model-name=-x y'"),
        (&["push", "--remote", "-x"], "to pass '-x' as the value of '--remote', use '--remote=-x'"),
        (&["keys", "show", "-x"], "to pass '-x' as a value, use '-- -x'"),
    ] {
        let run = Home::new().truss(arguments).code(2).any_stderr().run();
        let tips: Vec<&str> = run.stderr.lines().filter_map(|line| line.trim().strip_prefix("tip: ")).collect();
        assert_eq!(tips, [tip]);
        let run = Home::new().truss(arguments.iter().chain(&["-o", "json"])).code(2).any_stderr().run();
        assert!(run.stderr.contains(tip), "{}", run.stderr);
    }
}
