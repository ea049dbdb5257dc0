//! Options that every command takes, as they were typed.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::humanize::time::parse_duration;
use crate::output::{ColorChoice, Format};

/// Options that every command takes
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalOptions {
    /// Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) remote: Option<String>,
    /// Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) trussrc: Option<PathBuf>,
    /// Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]
    #[arg(long, global = true)]
    pub(crate) non_interactive: bool,
    /// How to write the answer
    #[arg(short, long, global = true, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) output: Format,
    /// Filter the JSON answer with this jq program; implies `--output json`
    #[arg(long, global = true, value_name = "EXPR")]
    pub(crate) jq: Option<String>,
    /// Print nothing but the answer, warnings and errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Show requests and timings on stderr; secrets are never shown
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub(crate) color: ColorChoice,
    /// How long one request may take, such as `90s` or `2m` [default: 60s]
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration)]
    pub(crate) request_timeout: Option<Duration>,
}

impl GlobalOptions {
    pub(crate) fn request_timeout(&self) -> Duration {
        self.request_timeout.unwrap_or(Duration::from_secs(60))
    }
}

/// Reads a limit as a user types it, such as `90s`, `20m` or `500ms`: a bare number could be anything.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not a duration such as `90s`, `20m` or `1h 30m`");
    let duration = parse_duration(text).ok().and_then(|duration| Duration::try_from(duration).ok());
    duration.filter(|duration| !duration.is_zero()).ok_or_else(wrong)
}
