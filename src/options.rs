//! Options that every command takes, as they were typed.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::output::{ColorChoice, Format};

/// Options that every command takes
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalOptions {
    /// Use this remote of the trussrc; `local` is the embedded API
    #[arg(long, global = true, value_name = "NAME")]
    pub remote: Option<String>,
    /// Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]
    #[arg(long, global = true, value_name = "PATH")]
    pub trussrc: Option<PathBuf>,
    /// Never ask, even on a terminal
    #[arg(long, global = true)]
    pub non_interactive: bool,
    /// How to write the answer
    #[arg(short, long, global = true, value_name = "FORMAT", value_enum, default_value_t)]
    pub output: Format,
    /// Put the JSON answer through this jq program; implies `--output json`
    #[arg(long, global = true, value_name = "EXPR")]
    pub jq: Option<String>,
    /// Say nothing but the answer, warnings and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Tell requests and timings on stderr; secrets are never shown
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub color: ColorChoice,
    /// How long one request may take
    #[arg(long, global = true, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub timeout: Duration,
}

/// Reads a number of seconds, whole or not.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "give a number of seconds above 0, such as 30 or 0.5".to_owned();
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    let duration = Duration::try_from_secs_f64(seconds).map_err(|_| wrong())?;
    if duration.is_zero() { Err(wrong()) } else { Ok(duration) }
}
