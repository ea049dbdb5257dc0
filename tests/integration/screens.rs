//! The screens at terminals of 60, 80 and 120 columns: nothing wraps, and what matters stays.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use crate::support::{Home, Knows, Remote, Terminal};

fn days_ago(days: i64) -> String {
    (Timestamp::now() - SignedDuration::from_hours(days * 24)).to_string()
}

fn key(prefix: &str, name: &str, kind: &str, made: i64, used: Option<i64>) -> Value {
    json!({"prefix": prefix, "name": name, "type": kind, "team_name": null, "model_ids": null,
        "environment_names": null, "created_at": days_ago(made), "last_used_at": used.map(days_ago)})
}

/// A remote as a small company has it. Everything in it is old enough to be shown the same for days.
fn remote() -> Remote {
    let mut web = key("bbbb2222", "web", "WORKSPACE_INVOKE", 400, Some(100));
    web["team_name"] = json!("machine-learning");
    web["environment_names"] = json!(["production", "staging"]);
    web["model_ids"] = json!(["m1"]);
    let mut exporter = key("cccc3333", "exporter", "WORKSPACE_EXPORT_METRICS", 70, None);
    exporter["team_name"] = json!("machine-learning");
    Remote::healthy(Knows::Everything)
        .with(key("inuse123", "laptop", "PERSONAL", 40, Some(3)))
        .with(web)
        .with(exporter)
        .with(key("dddd4444", "nightly-evaluation", "PERSONAL", 95, Some(94)))
        .with(key("eeee5555", "nightly-evaluation-rotated-1", "PERSONAL", 65, Some(20)))
}

/// What a person sees at each width, which nothing wraps.
fn screens(home: &Home, arguments: &[&str]) -> String {
    let shown = [60, 80, 120].map(|columns| {
        let run = home.truss(arguments).env("TERM", "xterm").env("NO_COLOR", "1");
        let (code, shown) = Terminal::of_width(&run.command(), columns).finish();
        assert_eq!(code, 0, "{shown}");
        let widest = shown.lines().map(|line| line.width()).max();
        assert!(widest <= Some(columns), "{columns}: {shown}");
        assert!(!shown.contains("\n\n\n"), "{shown}");
        format!("-- {columns}\n{shown}")
    });
    shown.concat()
}

#[test]
fn keys_list() {
    insta::assert_snapshot!(screens(&remote().home(), &["keys", "list"]), @r"
    -- 60
    PREFIX    NAME           CREATED        LAST USED     IN USE
    inuse123  laptop         40 days ago    3 days ago    yes
    bbbb2222  web            13 months ago  3 months ago  -
    cccc3333  exporter       2 months ago   none known    -
    dddd4444  nightly-eval…  3 months ago   3 months ago  -
    eeee5555  nightly-eval…  2 months ago   20 days ago   -
    -- 80
    PREFIX    NAME               TYPE            CREATED        LAST USED     IN USE
    inuse123  laptop             personal        40 days ago    3 days ago    yes
    bbbb2222  web                inference-only  13 months ago  3 months ago  -
    cccc3333  exporter           metrics-only    2 months ago   none known    -
    dddd4444  nightly-evaluati…  personal        3 months ago   3 months ago  -
    eeee5555  nightly-evaluati…  personal        2 months ago   20 days ago   -
    -- 120
    PREFIX    NAME                             TYPE            TEAM      SCOPE           CREATED        LAST USED     IN USE
    inuse123  laptop                           personal        -         -               40 days ago    3 days ago    yes
    bbbb2222  web                              inference-only  machine…  production, +2  13 months ago  3 months ago  -
    cccc3333  exporter                         metrics-only    machine…  -               2 months ago   none known    -
    dddd4444  nightly-evaluation (replaced b…  personal        -         -               3 months ago   3 months ago  -
    eeee5555  nightly-evaluation-rotated-1     personal        -         -               2 months ago   20 days ago   -
    ");
}

#[test]
fn keys_rotations_list() {
    insta::assert_snapshot!(screens(&remote().home(), &["keys", "rotations", "list"]), @r"
    -- 60
    OLD       NAME           OLD LAST USED  NEW       STATE
    dddd4444  nightly-eval…  3 months ago   eeee5555  both valid
    -- 80
    OLD       NAME      OLD LAST USED  NEW       NEW NAME  NEW LAST USED  STATE
    dddd4444  nightly…  3 months ago   eeee5555  nightly…  20 days ago    both valid
    -- 120
    OLD       NAME                OLD LAST USED  NEW       NEW NAME                      NEW LAST USED  STATE
    dddd4444  nightly-evaluation  3 months ago   eeee5555  nightly-evaluation-rotated-1  20 days ago    both valid
    ");
}

#[test]
fn keys_audit() {
    insta::assert_snapshot!(screens(&remote().home(), &["keys", "audit"]), @r"
    -- 60
    unused-key: the inference-only key `bbbb2222` (`web`) was
      last used 3 months ago; revoke keys that nobody uses:
      `truss keys revoke bbbb2222`
    old-key: the inference-only key `bbbb2222` (`web`) was made
      13 months ago; replace keys from time to time:
      `truss keys rotate bbbb2222`
    unused-key: the personal key `dddd4444`
      (`nightly-evaluation`) was last used 3 months ago; revoke
      keys that nobody uses: `truss keys revoke dddd4444`
    -- 80
    unused-key: the inference-only key `bbbb2222` (`web`) was last used 3 months
      ago; revoke keys that nobody uses: `truss keys revoke bbbb2222`
    old-key: the inference-only key `bbbb2222` (`web`) was made 13 months ago;
      replace keys from time to time: `truss keys rotate bbbb2222`
    unused-key: the personal key `dddd4444` (`nightly-evaluation`) was last used 3
      months ago; revoke keys that nobody uses: `truss keys revoke dddd4444`
    -- 120
    unused-key: the inference-only key `bbbb2222` (`web`) was last used 3 months ago; revoke keys that nobody uses:
      `truss keys revoke bbbb2222`
    old-key: the inference-only key `bbbb2222` (`web`) was made 13 months ago; replace keys from time to time:
      `truss keys rotate bbbb2222`
    unused-key: the personal key `dddd4444` (`nightly-evaluation`) was last used 3 months ago; revoke keys that nobody uses:
      `truss keys revoke dddd4444`
    ");
}

#[test]
fn auth_status() {
    let key = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    let home = Home::new().with_trussrc(&format!("[baseten]\napi_key = {key}\nteam = ml\n[staging]\n"));
    insta::assert_snapshot!(screens(&home, &["auth", "status"]), @r"
    -- 60
    remote   baseten
    url      https://app.baseten.co
    api      https://api.baseten.co
    key      abcd1234 from [baseten] of the trussrc
    team     ml
    trussrc  ~/.trussrc (mode 0600)

    SOURCE                      KEY       STATE
    BASETEN_TRUSS_AUTH_API_KEY            unset
    BASETEN_API_KEY                       unset
    API_KEY                               unset
    [baseten] of the trussrc    abcd1234  used
    [staging] of the trussrc              ignored because no `-…
    -- 80
    remote   baseten
    url      https://app.baseten.co
    api      https://api.baseten.co
    key      abcd1234 from [baseten] of the trussrc
    team     ml
    trussrc  ~/.trussrc (mode 0600)

    SOURCE                      KEY       STATE
    BASETEN_TRUSS_AUTH_API_KEY            unset
    BASETEN_API_KEY                       unset
    API_KEY                               unset
    [baseten] of the trussrc    abcd1234  used
    [staging] of the trussrc              ignored because no `--remote` names it
    -- 120
    remote   baseten
    url      https://app.baseten.co
    api      https://api.baseten.co
    key      abcd1234 from [baseten] of the trussrc
    team     ml
    trussrc  ~/.trussrc (mode 0600)

    SOURCE                      KEY       STATE
    BASETEN_TRUSS_AUTH_API_KEY            unset
    BASETEN_API_KEY                       unset
    API_KEY                               unset
    [baseten] of the trussrc    abcd1234  used
    [staging] of the trussrc              ignored because no `--remote` names it
    ");
}
