//! KEY arguments: as they were typed, or from stdin, where whole keys belong.

use std::io::{self, Read as _};

use zeroize::Zeroizing;

use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::keys::lookup::{is_whole_key, prefix};

/// The argument that stands for stdin.
pub(crate) const STDIN: &str = "-";
/// Shorter texts are no tokens, but prefixes and names.
const SHORTEST_TOKEN: usize = 20;
/// More than any list of keys has, in bytes.
const LONGEST_INPUT: u64 = 16 << 20;

/// The keys that `typed` means: [`STDIN`] is replaced by what stdin has, one a line. Whole keys are cut to their
/// prefix at once, and warned about when they were arguments.
pub(crate) fn read(typed: &[String], context: &Context) -> anyhow::Result<Vec<String>> {
    if typed.iter().filter(|key| *key == STDIN).count() > 1 {
        return Err(Failure::new(Kind::Usage, "stdin can be read only once").with_hint("give `-` once").into());
    }
    let mut keys = Vec::new();
    for key in typed {
        if key == STDIN {
            keys.extend(from_stdin(context)?);
            continue;
        }
        if is_whole_key(key) {
            context.output().warn(
                "a whole key that is an argument can be seen by others in `ps` and stays in the shell's history: \
                 its prefix is enough, or give it on stdin as `-`",
            );
        }
        keys.push(prefix(key).to_owned());
    }
    // A browser login's token has no prefix that it could be cut to, and a message would show it.
    if keys.iter().any(|key| key.len() >= SHORTEST_TOKEN) {
        context.known_secrets()?.iter().for_each(|secret| context.output().hide(secret));
    }
    Ok(keys)
}

/// The one key that `typed` means.
pub(crate) fn read_one(typed: &str, context: &Context) -> anyhow::Result<String> {
    let mut keys = read(&[typed.to_owned()], context)?;
    match keys.len() {
        1 => Ok(keys.remove(0)),
        0 => Err(Failure::new(Kind::Usage, "stdin has no key").into()),
        count => Err(Failure::new(Kind::Usage, format!("stdin has {count} keys, not one")).into()),
    }
}

fn from_stdin(context: &Context) -> anyhow::Result<Vec<String>> {
    let text = if context.is_interactive() {
        paste(context)?
    } else {
        context.refuse_typed_stdin()?;
        pipe()?
    };
    Ok(text.lines().map(prefix).filter(|key| !key.is_empty()).map(str::to_owned).collect())
}

/// Lines that a person pastes; they may hold secrets, so nothing is echoed.
fn paste(context: &Context) -> anyhow::Result<Zeroizing<String>> {
    context.output().note("Paste the keys, one a line; nothing is shown. An empty line ends.");
    let mut text = Zeroizing::new(String::new());
    loop {
        match context.output().ask_secret("", None)? {
            Some(line) if !line.trim().is_empty() => {
                text.push_str(&line);
                text.push('\n');
            }
            _ => return Ok(text),
        }
    }
}

fn pipe() -> Result<Zeroizing<String>, Failure> {
    let mut text = Zeroizing::new(String::new());
    match io::stdin().lock().take(LONGEST_INPUT).read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(Failure::new(Kind::Invalid, "stdin cannot be read as a list of keys").cause(error)),
    }
}
