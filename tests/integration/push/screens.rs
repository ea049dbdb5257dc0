//! What `truss push` shows at terminals of 60, 80 and 120 columns.

use serde_json::json;

use crate::support::{Pushes, Reply, Request, Terminal, Truss, deployment, is, screen};

const WIDTHS: [usize; 3] = [60, 80, 120];

/// A remote whose deployment is in this status.
fn in_status(status: &'static str) -> Pushes {
    let pushes = Pushes::start(move |request: &Request| {
        is(request, "/v1/models/m1/deployments/d1").then(|| Reply::json(200, deployment(status)))
    });
    pushes.config("model_name: llama\nresources: {cpu: '1'}\n");
    std::fs::write(pushes.home.path().join("truss/weights.bin"), vec![0; 3 << 20]).expect("a file");
    pushes
}

fn start(run: &Truss, columns: usize) -> Terminal {
    Terminal::of_width(&run.command(), columns)
}

/// What stays on the screen, with the server where it always is.
fn stays(pushes: &Pushes, shown: &str, columns: usize) -> String {
    screen(&shown.replace(&pushes.server.url(), "http://127.0.0.1:54321"), columns)
}

/// The screen without what moves: the spinner, and the seconds.
fn at_rest(screen: &str) -> String {
    let is_spinner = |character: char| ('\u{2800}'..='\u{28ff}').contains(&character);
    let (before, rest) = screen.split_once("00:00:").expect("the time");
    format!("{before}00:00:0N{}", &rest[2..]).replace(is_spinner, "*")
}

fn at_a_terminal(run: Truss) -> Truss {
    run.env("TERM", "xterm").env("NO_COLOR", "1")
}

#[test]
fn what_was_pushed() {
    for columns in WIDTHS {
        let pushes = in_status("ACTIVE");
        let run = at_a_terminal(pushes.push(&["--promote"]));
        let (code, shown) = start(&run, columns).finish();
        assert_eq!(code, 0, "{shown}");
        insta::assert_snapshot!(format!("push_{columns}"), stays(&pushes, &shown, columns));
    }
}

#[test]
fn what_would_be_pushed() {
    for columns in WIDTHS {
        let pushes = in_status("ACTIVE");
        let run = at_a_terminal(pushes.push(&["--dry-run"]));
        let (code, shown) = start(&run, columns).finish();
        assert_eq!(code, 0, "{shown}");
        insta::assert_snapshot!(format!("dry_run_{columns}"), stays(&pushes, &shown, columns));
    }
}

#[test]
fn a_wait_and_its_interruption() {
    for columns in WIDTHS {
        let pushes = in_status("DEPLOYING");
        let run = at_a_terminal(pushes.push(&["--wait"]));
        let mut terminal = start(&run, columns);
        terminal.wait_for("DEPLOYING");
        insta::assert_snapshot!(format!("wait_{columns}"), at_rest(&stays(&pushes, terminal.shown(), columns)));
        terminal.interrupt();
        let (code, shown) = terminal.finish();
        assert_eq!(code, 130, "{shown}");
        insta::assert_snapshot!(format!("interrupted_{columns}"), stays(&pushes, &shown, columns));
    }
}

#[test]
fn a_failed_deployment() {
    for columns in WIDTHS {
        let pushes = Pushes::start(|request| match request {
            request if is(request, "/v1/models/m1/deployments/d1") => {
                Some(Reply::json(200, deployment("BUILD_FAILED")))
            }
            request if request.path.contains("/logs") => {
                let message =
                    "ERROR: Could not find a version that satisfies the requirement torch==99 (from versions: 2.0.0)";
                let line = json!({"timestamp": "1795000000000000000", "message": message, "replica": "ab1cd"});
                Some(Reply::json(200, json!({"logs": [line]})))
            }
            _ => None,
        });
        let (code, shown) = start(&at_a_terminal(pushes.push(&["--wait"])), columns).finish();
        assert_eq!(code, 9, "{shown}");
        insta::assert_snapshot!(format!("failed_{columns}"), stays(&pushes, &shown, columns));
    }
}
