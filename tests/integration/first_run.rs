//! The first run: what a person without a key sees at a terminal.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::json;

use crate::support::{Home, Reply, Server, Terminal, Truss};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
const PROMPT: &str = "🤫 Quietly paste your API_KEY: ";
/// The prompt as it stands when the line below it is there, too.
const ASKED: &str = "\u{1b}[A🤫 Quietly paste your API_KEY: ";
const WRONG: &str = "warning: that key is wrong or revoked: the remote refuses it\n";

/// Knows [`KEY`] and no other.
fn server() -> Server {
    Server::start(|request| match request.authorization.as_deref() {
        Some(authorization) if authorization == format!("Bearer {KEY}") && request.path == "/v1/api_keys" => {
            Reply::json(200, json!({"keys": [{"prefix": "abcd1234", "type": "PERSONAL"}]}))
        }
        Some(authorization) if authorization == format!("Bearer {KEY}") => {
            Reply::json(200, json!({"user_id": "u1", "email": "jane@example.com"}))
        }
        _ => Reply::json(401, json!({"code": "UNAUTHORIZED", "message": "unknown key"})),
    })
}

/// What `whoami` answers for the remote `baseten` with a key from there.
fn who(server: &Server, source: &str) -> String {
    let remote = if source.contains(' ') { format!("baseten ({})", server.url()) } else { server.url() };
    format!("jane@example.com\nremote  {remote}\nkey     abcd1234, personal, from {source}\n")
}

fn at_terminal(run: Truss, server: &Server) -> Terminal {
    Terminal::start(&run.env("BASETEN_REMOTE_URL", server.url()).env("NO_COLOR", "1").command())
}

/// What was shown, without the line below each prompt that names the other way.
fn without_the_other_way(shown: &str) -> String {
    let other_way = format!("\n   or stop here and run `truss login --browser`\r\u{1b}[A{PROMPT}");
    assert!(shown.contains(&other_way), "{shown:?}");
    shown.replace(&other_way, "").replace("\r\u{1b}[2K", "")
}

#[test]
fn the_key_is_asked_for_unseen_tried_saved_and_used() {
    let (home, server) = (Home::new(), server());
    let mut terminal = at_terminal(home.truss(["whoami"]), &server);
    terminal.wait_for(ASKED);
    terminal.type_unseen(KEY);
    let (code, shown) = terminal.finish();
    assert_eq!(
        without_the_other_way(&shown),
        "💻 Let's add a Baseten remote!\n\
         🤫 Quietly paste your API_KEY: \n\
         💾 Remote config `baseten` saved to `~/.trussrc`.\n\
         👤 Signed in as jane@example.com.\n"
            .to_owned()
            + &who(&server, "[baseten] of the trussrc")
    );
    assert_eq!(code, 0);
    assert_eq!(fs::metadata(home.trussrc()).expect("a trussrc").permissions().mode() & 0o777, 0o600);
    let saved = format!("[baseten]\nremote_provider = baseten\napi_key = {KEY}\nremote_url = {}\n", server.url());
    assert_eq!(fs::read_to_string(home.trussrc()).expect("a trussrc"), saved);
}

#[test]
fn a_wrong_key_is_told_and_asked_for_again() {
    let (home, server) = (Home::new(), server());
    let mut terminal = at_terminal(home.truss(["login"]), &server);
    for key in ["efgh5678.wrong", "not a key", KEY] {
        terminal.wait_for(ASKED);
        terminal.type_unseen(key);
        // The next prompt comes with the terminal showing nothing still, or again: either is seen through.
        terminal.wait_for("\r\n");
    }
    let (code, shown) = terminal.finish();
    assert_eq!(
        without_the_other_way(&shown),
        format!(
            "💻 Let's add a Baseten remote!\n{PROMPT}\n{WRONG}{PROMPT}\n\
             warning: the API key has a character at position 4 that cannot stand in a header\n{PROMPT}\n\
             💾 Remote config `baseten` saved to `~/.trussrc`.\n👤 Signed in as jane@example.com.\n"
        )
    );
    assert_eq!(code, 0);
}

#[test]
fn the_first_refusal_says_where_keys_are_made() {
    let page = "make a key at https://app.baseten.co/settings/api_keys\n";
    let home = Home::new();
    let mut terminal = Terminal::start(&home.truss(["whoami"]).env("NO_COLOR", "1").command());
    for key in ["not a key", &format!("\"{KEY}\""), "neither this"] {
        terminal.wait_for(ASKED);
        terminal.type_unseen(key);
        terminal.wait_for("\r\n");
    }
    let (code, shown) = terminal.finish();
    assert_eq!(
        without_the_other_way(&shown),
        format!(
            "💻 Let's add a Baseten remote!\n{PROMPT}\n\
             warning: the API key has a character at position 4 that cannot stand in a header; {page}{PROMPT}\n\
             warning: the API key is in quotes: leave them out\n{PROMPT}\n\
             warning: the API key has a character at position 8 that cannot stand in a header\n\
             error: no key was saved: none of them was accepted\n  hint: {page}"
        )
    );
    assert_eq!(code, 3);
}

#[test]
fn three_wrong_keys_are_enough_and_nothing_is_saved() {
    let (home, server) = (Home::new(), server());
    let mut terminal = at_terminal(home.truss(["keys", "list"]), &server);
    for number in 0..3 {
        terminal.wait_for(ASKED);
        terminal.type_unseen(&format!("wrong{number}.SECRET"));
        terminal.wait_for("\r\n");
    }
    let (code, shown) = terminal.finish();
    assert_eq!(code, 3);
    assert_eq!(shown.matches(WRONG).count(), 3, "{shown}");
    assert!(shown.contains("error: no key was saved: none of them was accepted\n"), "{shown}");
    assert!(!shown.contains("SECRET"), "{shown}");
    assert!(!home.trussrc().exists());
}

#[test]
fn the_prompts_do_not_go_to_stdout() {
    let (home, server) = (Home::new(), server());
    let run = home.truss(["whoami"]);
    let mut into_a_file = std::process::Command::new("sh");
    into_a_file.args(["-c", "exec \"$@\" > answer", "sh"]).arg(run.command().get_program()).arg("whoami");
    into_a_file.env_clear().env("HOME", home.path()).env("PATH", "/usr/bin:/bin").current_dir(home.path());
    into_a_file.env("BASETEN_REMOTE_URL", server.url());
    let mut terminal = Terminal::start(&into_a_file);
    terminal.wait_for(ASKED);
    terminal.type_unseen(KEY);
    let (code, _) = terminal.finish();
    assert_eq!(code, 0);
    assert_eq!(
        fs::read_to_string(home.path().join("answer")).expect("an answer"),
        who(&server, "[baseten] of the trussrc")
    );
}

#[test]
fn whoever_does_not_want_to_be_asked_is_not() {
    let (home, server) = (Home::new(), server());
    let (code, shown) = at_terminal(home.truss(["whoami", "--non-interactive"]), &server).finish();
    assert_eq!(code, 3);
    assert!(shown.starts_with("error: no API key found\n"), "{shown}");
}

#[test]
fn several_remotes_are_a_question() {
    let server = server();
    let section = |name: &str, key: &str| server.trussrc(key).replace("[baseten]", &format!("[{name}]"));
    let home = Home::new().with_trussrc(&(section("work", "efgh5678.wrong") + &section("home", KEY)));
    let mut terminal = at_terminal(home.truss(["whoami"]), &server);
    terminal.wait_for("  1. work\r\n  2. home\r\nWhich remote? ");
    terminal.type_line("2");
    let (code, shown) = terminal.finish();
    assert!(shown.contains("Which remote? 2\njane@example.com\nremote  home ("), "{shown}");
    assert_eq!(code, 0);
}

#[test]
fn a_variable_that_hides_the_trussrc_is_told_at_a_terminal_only() {
    let server = server();
    let home = Home::new().with_trussrc(&server.trussrc("efgh5678.wrong"));
    let hidden = "warning: the key in `API_KEY` is used instead of that of the remote `baseten`\n";
    let (code, shown) = at_terminal(home.truss(["whoami"]).env("API_KEY", KEY), &server).finish();
    let who = who(&server, "API_KEY");
    assert_eq!((code, shown), (0, format!("{hidden}{who}")));
    home.truss(["whoami"]).env("API_KEY", KEY).env("BASETEN_REMOTE_URL", server.url()).stdout(who).run();
}

#[test]
fn a_text_that_does_not_parse_can_be_edited_again() {
    let (home, server) = (Home::new().with_trussrc("[a]\nx = 1\n"), server());
    let editor = home.path().join("editor");
    fs::write(&editor, "if grep -q broken \"$1\"; then sed -i s/broken/y=2/ \"$1\"; else echo broken >> \"$1\"; fi\n")
        .expect("an editor");
    let run = home.truss(["configure"]).env("EDITOR", format!("sh {}", editor.display()));
    let mut terminal = at_terminal(run, &server);
    terminal.wait_for("Edit it again? [y/N] ");
    assert_eq!(fs::read_to_string(home.trussrc()).expect("a trussrc"), "[a]\nx = 1\n");
    terminal.type_line("y");
    let (code, shown) = terminal.finish();
    assert_eq!(code, 0, "{shown}");
    assert_eq!(fs::read_to_string(home.trussrc()).expect("a trussrc"), "[a]\nx = 1\ny=2\n");
}

/// What a terminal shows of a login in a shell that `stop` ends at its prompt.
fn stopped_at_the_prompt(stop: impl FnOnce(&mut Terminal)) -> String {
    let (home, server) = (Home::new(), server());
    let inner = home.truss(["login"]).env("BASETEN_REMOTE_URL", server.url()).env("NO_COLOR", "1").command();
    // A shell stays around it, as it does for people.
    let mut shell = Command::new("sh");
    shell.arg("-c").arg("trap : INT; \"$@\"; echo \"code $?\"; stty -a | grep -ow -e -echo -e echo");
    shell.arg("sh").arg(inner.get_program()).args(inner.get_args()).current_dir(home.path());
    shell.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut terminal = Terminal::start(&shell);
    terminal.wait_for(ASKED);
    terminal.wait_until_unseen();
    stop(&mut terminal);
    terminal.finish().1
}

#[test]
fn an_interrupted_prompt_leaves_a_terminal_that_shows_what_is_typed() {
    let shown = stopped_at_the_prompt(Terminal::interrupt);
    assert!(shown.ends_with("error: interrupted\ncode 130\necho\n"), "{shown}");
    let shown = stopped_at_the_prompt(Terminal::terminate_child);
    // The shell says so, too, when a command dies of it.
    assert!(shown.ends_with("error: terminated\nTerminated\ncode 143\necho\n"), "{shown}");
}
