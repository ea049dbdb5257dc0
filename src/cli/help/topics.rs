//! What `truss help environment`, `help trussrc` and `help exit-codes` say.

use crate::cli::help::{entries, heading, wrap};
use crate::error::Kind;

pub(crate) type Entry = (&'static str, &'static str);

/// The whole page of a hidden command that is a topic.
pub(crate) fn text(name: &str) -> Option<String> {
    match name {
        "environment" => Some(environment()),
        "exit-codes" => Some(exit_codes()),
        "trussrc" => Some(trussrc()),
        _ => None,
    }
}

/// Every variable that the program reads; a test compares the list with the source.
pub const ENVIRONMENT: &[Entry] = &[
    (
        "BASETEN_TRUSS_AUTH_API_KEY, BASETEN_API_KEY, API_KEY",
        "The API key; the first that is set counts. API_KEY counts only when it looks like a Baseten key.",
    ),
    (
        "BASETEN_TRUSS_AUTH_REMOTE_URL, BASETEN_REMOTE_URL",
        "Where a key from the environment belongs: the app or the API [default: https://app.baseten.co]",
    ),
    ("TRUSS_REMOTE", "The remote to use, as `--remote`"),
    ("USER_TRUSSRC_PATH", "The trussrc [default: ~/.trussrc]"),
    ("TRUSS_NON_INTERACTIVE, CI", "Never ask, as `--non-interactive`; `0`, `false` and `no` count as unset"),
    (
        "BASETEN_MANAGEMENT_API_URL_OVERRIDE, BASETEN_INFERENCE_BASE_URL_OVERRIDE",
        "The addresses of the management API and of the models",
    ),
    ("TRUSS_LOCAL_DIR", "The state of the remote `local` [default: truss/local in the user's data folder]"),
    (
        "TRUSS_LOCAL_STRICT",
        "Leave out of the remote `local` what Baseten's API does not have; `0`, `false` and `no` count as unset",
    ),
    (
        "TRUSS_HANDED_OVER",
        "Set for Python's truss: the programs that a command of its own was handed to, and not again",
    ),
    (
        "XDG_STATE_HOME, XDG_DATA_HOME, XDG_CACHE_HOME, HOME",
        "Where the user's folders are, as the XDG base directories have it",
    ),
    ("HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY", "The proxy, and the hosts that are reached without it"),
    ("SSL_CERT_FILE, REQUESTS_CA_BUNDLE", "A file of certificate authorities, besides Mozilla's and the system's"),
    ("BASETEN_TRUSS_AUTH_KEYRING_DISABLED", "Leave the system's keyring alone: `1`, `true` or `yes`"),
    (
        "DBUS_SESSION_BUS_ADDRESS, PYTHON_KEYRING_BACKEND, XDG_CONFIG_HOME",
        "Where the keyring and the settings of Python's truss are, and whether that uses another keyring",
    ),
    ("BROWSER, DISPLAY, WAYLAND_DISPLAY", "The browser of `truss login --browser`, and whether there is one"),
    ("VISUAL, EDITOR", "The editor of `truss configure`"),
    ("NO_COLOR, CLICOLOR_FORCE, TERM", "Colour: never, always, and never on a `dumb` terminal"),
    ("GITHUB_ACTIONS", "When `true`, new secrets are masked in the job's log"),
];

/// The files that the program reads and writes.
pub const FILES: &[Entry] = &[
    ("~/.trussrc", "The remotes and their keys, shared with Python's truss; see `truss help trussrc`"),
    ("~/.local/state/truss/rotations", "Rotations that are not finished, without secrets of keys that were delivered"),
    ("~/.local/share/truss/local", "The state of the remote `local`"),
    ("~/.cache/truss/completions", "Names that completion has offered in the last minute, without secrets"),
    ("~/.config/truss/settings.toml", "Settings of Python's truss: whether a push adds the git commit"),
    ("config.yaml, .truss_ignore", "In a Truss: its config, and what is not packed"),
];

/// What the trussrc is, paragraph by paragraph.
pub const TRUSSRC: &[&str] = &[
    "`~/.trussrc`, or the file that `--trussrc` or USER_TRUSSRC_PATH names, holds the remotes and their keys. Python's \
     truss reads and writes the same file.",
    "A section is a remote; `--remote NAME` uses it. `remote_url` is the app's address [default: \
     https://app.baseten.co]. `team` is the team of `truss push` and `truss keys create`. `include_git_info = true` in \
     any section adds the commit to every push, unless Python's truss has settings of its own: then they decide.",
    "A key that holds a `%` is written `%%`. There are no quotes and no escapes. Only the lines that must change are \
     changed: comments, order and unknown sections stay. The file is replaced whole or not at all, with mode 0600.",
    "`truss login --browser` writes `auth_type = oauth` and keeps the tokens in the system's keyring, as Python's truss \
     does; where there is no keyring, they are in the section. A key may be in the keyring, too: `auth_type = api_key`.",
    "`truss login` writes a section, `truss logout` removes it, `truss configure` opens the file in an editor and \
     checks it before it is saved. `truss auth status` shows which key is used, and why.",
];

const TRUSSRC_EXAMPLE: &str = "
  [baseten]
  remote_provider = baseten
  api_key = YOUR_API_KEY
  remote_url = https://app.baseten.co";

pub(crate) fn environment() -> String {
    entries("Environment", ENVIRONMENT) + "\n\n  An empty variable counts as unset."
}

pub(crate) fn trussrc() -> String {
    let paragraphs: Vec<String> = TRUSSRC.iter().map(|paragraph| wrap(paragraph, 0)).collect();
    format!("{}\n\n{}{TRUSSRC_EXAMPLE}", paragraphs.join("\n\n"), heading("Example"))
}

pub(crate) fn exit_codes() -> String {
    let line = |code: u8, meaning: &str| format!("\n{code:>5}  {}", wrap(meaning, 7).trim_start());
    let lines = Kind::ALL.map(|kind| line(kind.exit_code(), kind.meaning()));
    heading("Exit status") + &line(0, "done") + &lines.concat()
}
