//! What a model gets: JSON that is typed, a file, or stdin.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use bytes::Bytes;
use clap::Args;
use serde::de::IgnoredAny;

use crate::error::{Failure, Kind};

/// Baseten's page on inference errors: what is larger is refused with 413 before it reaches the model.
const LARGEST_INPUT: u64 = 100 << 20;

/// What it gets
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Input {
    /// The input, as JSON
    #[arg(short, long, value_name = "JSON", value_parser = json)]
    data: Option<String>,
    /// Send this file as the input, as it is
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Send stdin as the input, as it is
    #[arg(value_name = "-", value_parser = ["-"])]
    stdin: Option<String>,
}

/// Python's truss refuses data that is no JSON, too: it is a slip of quoting, as a rule. Files go as they are, as in
/// Baseten's command line: a model with a server of its own reads what it likes.
fn json(text: &str) -> Result<String, String> {
    let checked = serde_json::from_str::<IgnoredAny>(text);
    checked.map(|_| text.to_owned()).map_err(|error| format!("this is not JSON: {error}"))
}

impl Input {
    pub(crate) fn read(&self) -> anyhow::Result<Bytes> {
        if let Some(data) = &self.data {
            return Ok(Bytes::copy_from_slice(data.as_bytes()));
        }
        let (name, read) = match self.file.as_ref().filter(|file| file.as_os_str() != "-") {
            Some(file) => (file.display().to_string(), File::open(file).and_then(read)),
            None => ("-".to_owned(), read(io::stdin().lock())),
        };
        let body = read.map_err(|error| Failure::unreadable(&name, error))?;
        if body.len() as u64 > LARGEST_INPUT {
            return Err(Failure::new(
                Kind::Invalid,
                format!("`{name}` is larger than 100 MiB, the most that a call may have"),
            )
            .with_hint("put it where the model can download it, and send its URL")
            .into());
        }
        Ok(body.into())
    }
}

fn read(source: impl Read) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    source.take(LARGEST_INPUT + 1).read_to_end(&mut body)?;
    Ok(body)
}
