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

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is.
    #[default]
    Auto,
    Always,
    Never,
}

/// What the global options say about output.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) format: Format,
    /// A jq program that the JSON answer goes through.
    pub(crate) jq: Option<String>,
    pub(crate) quiet: bool,
    /// Whether requests and timings are shown.
    pub(crate) verbose: bool,
    pub(crate) color: ColorChoice,
    /// What commands in hints repeat.
    pub(crate) repeated: Repeated,
}
