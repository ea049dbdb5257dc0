//! Commands in hints, ready to be pasted into the shell that the first command was typed in.

use std::borrow::Cow;

use crate::context::Context;
use crate::error::Failure;

/// `truss WORDS` with the remote and the trussrc that were given.
pub(in crate::commands) fn command(context: &Context, words: &[&str]) -> String {
    let options = context.options();
    let mut line = "truss".to_owned();
    let trussrc = options.trussrc.as_ref().map(|path| path.to_string_lossy());
    for (name, value) in [("--remote", options.remote.as_deref().map(Cow::Borrowed)), ("--trussrc", trussrc)] {
        if let Some(value) = value {
            line = format!("{line} {name} {}", quoted(&value));
        }
    }
    words.iter().fold(line, |line, word| format!("{line} {}", quoted(word)))
}

/// Has the hint of `error` repeat the remote and the trussrc that were given: what words it knows nothing of them.
pub(super) fn repeat_options(mut error: anyhow::Error, context: &Context) -> anyhow::Error {
    if let Some(failure) = error.downcast_mut::<Failure>() {
        let given = format!("`{}", command(context, &["keys"]));
        failure.change_hint(|hint| hint.replace("`truss keys", &given));
    }
    error
}

/// A word as a POSIX shell takes it for itself.
pub(crate) fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_./:,=@%+".contains(character);
    if !word.is_empty() && word.chars().all(is_plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
}
