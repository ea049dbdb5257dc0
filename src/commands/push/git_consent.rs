//! Whether every push sends the git commit: what the user has agreed to, here or in Python's truss.

use std::io::ErrorKind;

use crate::context::Context;
use crate::env::Variables;
use crate::fs::dirs;
use crate::trussrc::{Document, Section};

const OPTION: &str = "include_git_info";

/// As Python's truss 0.18.36 decides: its settings once they are there, else the trussrc. It reads the trussrc only to
/// write its first settings.
pub(crate) fn is_given(context: &Context) -> bool {
    by_settings(context.variables()).unwrap_or_else(|| by_trussrc(context))
}

/// What the settings of Python's truss say; `None` without settings. They are read in the form that Python writes:
/// whatever else is in the file is no consent.
fn by_settings(variables: &Variables) -> Option<bool> {
    let path = dirs::python_config(variables)?.join("truss").join("settings.toml");
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        read => read.unwrap_or_default(),
    };
    let settings = Document::parse(text).ok();
    let value = settings.as_ref().and_then(|settings| value(settings.section("preferences")?));
    // A comment may follow.
    Some(value.is_some_and(|value| value.split('#').next().is_some_and(|value| value.trim() == "true")))
}

/// Whether any section of the trussrc agrees.
fn by_trussrc(context: &Context) -> bool {
    let loaded = context.trussrc().ok().and_then(|store| store.load().ok().flatten());
    loaded.is_some_and(|loaded| {
        let mut values = loaded.document.sections().filter_map(value);
        values.any(|value| value.trim().eq_ignore_ascii_case("true"))
    })
}

fn value(section: Section<'_>) -> Option<String> {
    section.get(OPTION).ok().flatten().map(|value| value.into_owned())
}
