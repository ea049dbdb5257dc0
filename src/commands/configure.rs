//! `truss configure`.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use clap::Args;
use tempfile::NamedTempFile;
use tokio::signal::unix::{SignalKind, signal};

use crate::context::Context;
use crate::error::{Explain as _, Failure, Kind};
use crate::login::tell;
use crate::trussrc::{Document, Store, StoreError, SyntaxError};

/// What is started where no variable names an editor.
const FALLBACK: &str = "vi";

/// It takes the global options alone
#[derive(Debug, Args)]
pub struct Arguments {}

/// Opens a copy of the trussrc in `$VISUAL`, else `$EDITOR`, else vi, and puts it in the trussrc's place once it parses.
///
/// # Errors
///
/// [`Kind::Invalid`] for a text that does not parse, which is then kept beside the trussrc; whatever keeps the editor
/// from running or the trussrc from being saved.
pub fn run(_: &Arguments, context: &Context) -> anyhow::Result<()> {
    let editor = editor(context)?;
    let store = context.trussrc()?;
    let old = store.text()?;
    let copy = copy(&store, &old)?;
    loop {
        edit(&editor, copy.path(), context)?;
        let new = fs::read_to_string(copy.path())
            .map_err(|error| Failure::new(Kind::Other, "the edited copy cannot be read").cause(error))?;
        if new == old {
            context.output().note("the trussrc was not changed");
            return Ok(());
        }
        match Document::parse(new) {
            Ok(document) => return keep(&store, &old, &document, copy, context),
            Err(error) if context.is_interactive() => {
                context.output().warn(&format!("this does not parse: {error}"));
                if !context.output().confirm("Edit it again?")? {
                    return Err(refused(&store, copy, error));
                }
            }
            Err(error) => return Err(refused(&store, copy, error)),
        }
    }
}

/// The editor that is meant. One that nobody named needs a terminal.
fn editor(context: &Context) -> anyhow::Result<String> {
    let named = ["VISUAL", "EDITOR"].into_iter().find_map(|name| context.variables().text(name));
    match named {
        Some(editor) => Ok(editor.to_owned()),
        None if context.is_interactive() => Ok(FALLBACK.to_owned()),
        None => Err(Failure::new(Kind::Usage, "there is no terminal for an editor")
            .hint("name a program in EDITOR that changes the file it is given")
            .into()),
    }
}

/// A copy beside the trussrc, so that keys get on no other disk. Its name is none of those that a save cleans up.
fn copy(store: &Store, text: &str) -> anyhow::Result<NamedTempFile> {
    let path = store.path();
    let fault = |source| StoreError::Write { path: path.to_owned(), source };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let copy = tempfile::Builder::new()
        .prefix(&format!("{name}-edited-"))
        .permissions(fs::Permissions::from_mode(0o600))
        .tempfile_in(folder)
        .map_err(fault)?;
    fs::write(copy.path(), text).map_err(fault)?;
    Ok(copy)
}

/// Runs the editor as git does: its variable is a shell's command, the file its last argument.
fn edit(editor: &str, path: &Path, context: &Context) -> anyhow::Result<()> {
    context.block_on(async {
        // Ctrl-C belongs to the editor while that is open. The handler stays: what follows is short, and whole or not
        // at all.
        let _handled = signal(SignalKind::interrupt())?;
        let status = Command::new("sh").arg("-c").arg(format!("{editor} \"$1\"")).arg(editor).arg(path).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(editor_failed(editor, io::Error::other(status.to_string()))),
            Err(error) => Err(editor_failed(editor, error)),
        }
    })
}

fn editor_failed(editor: &str, cause: io::Error) -> anyhow::Error {
    Failure::new(Kind::Other, format!("the editor `{editor}` failed, and nothing was changed"))
        .hint("name another one in VISUAL or EDITOR")
        .cause(cause)
        .into()
}

fn keep(store: &Store, old: &str, new: &Document, copy: NamedTempFile, context: &Context) -> anyhow::Result<()> {
    match store.replace(old, new) {
        Ok(remarks) => {
            tell(&remarks, context);
            context.output().note(&format!("💾 `{}` saved.", store.shown(context.variables())));
            Ok(())
        }
        Err(error) => {
            let message = format!("`{}` was not changed", store.path().display());
            Err(Failure::new(error.kind(), message).hint(kept(copy)).cause(error).into())
        }
    }
}

fn refused(store: &Store, copy: NamedTempFile, error: SyntaxError) -> anyhow::Error {
    let message = format!("`{}` was not changed, because the edited text does not parse", store.path().display());
    Failure::new(Kind::Invalid, message).hint(kept(copy)).cause(error).into()
}

/// Nobody's work is thrown away: the copy stays.
fn kept(copy: NamedTempFile) -> String {
    match copy.keep() {
        Ok((_, path)) => format!("what you wrote is kept in `{}`", path.display()),
        Err(error) => format!("what you wrote could not be kept: {}", error.error),
    }
}
