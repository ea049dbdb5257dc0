//! What the global options say about output.

use crate::hint::Repeated;

/// How the answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: tables and sentences.
    #[default]
    Text,
    /// For programs: one JSON document.
    Json,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What the global options say about output.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// Text or JSON.
    pub(crate) format: Format,
    /// A jq program that the JSON answer goes through.
    pub(crate) jq: Option<String>,
    /// Whether notes are left out.
    pub(crate) quiet: bool,
    /// Whether requests and timings are shown.
    pub(crate) verbose: bool,
    /// When to use colour.
    pub(crate) color: ColorChoice,
    /// What commands in hints repeat.
    pub(crate) repeated: Repeated,
}
