//! `truss configure`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::context::Context;
use crate::context::login::warn_about;
use crate::error::{Explain as _, Failure, Kind};
use crate::signals::{self, POLL_INTERVAL};
use crate::trussrc::{Document, Error as StoreError, Store, SyntaxError};

/// What is started where no variable names an editor.
const FALLBACK: &str = "vi";
/// How long an editor may take to end after SIGTERM.
const EDITOR_GRACE: Duration = Duration::from_secs(1);

/// Opens a copy of the trussrc in `$VISUAL`, else `$EDITOR`, else vi, and puts it in the trussrc's place once it parses.
pub(crate) fn run(context: &Context) -> anyhow::Result<()> {
    let editor = editor(context)?;
    let store = context.trussrc()?;
    let old = store.text()?;
    // The copy has keys in it: it goes before this process does.
    signals::listen_to_hangup();
    let _until_it_is_gone = signals::protection();
    let copy = Copy::new(&store, &old)?;
    loop {
        edit(&editor, &copy.path)?;
        let new = match fs::read_to_string(&copy.path) {
            Ok(new) => new,
            Err(error) => return Err(unreadable(copy, error)),
        };
        if new == old {
            context.output().note("the trussrc was not changed");
            return Ok(());
        }
        match Document::parse(new) {
            Ok(document) => return save(&store, &old, &document, copy, context),
            Err(error) if context.is_interactive() => {
                context.output().warn(&format!("the edited text does not parse: {error}"));
                match context.output().confirm("Edit it again?") {
                    Ok(true) => {}
                    Ok(false) => return Err(refused(&store, copy, error)),
                    Err(stop) => {
                        context.output().note(&copy.kept());
                        return Err(stop);
                    }
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
            .with_hint("set EDITOR to a program that edits the file it is given")
            .into()),
    }
}

/// What is edited, in a folder of its own beside the trussrc: keys get on no other disk, and what an editor leaves beside
/// a file (backups, swap files) goes with it.
struct Copy {
    folder: TempDir,
    path: PathBuf,
}

impl Copy {
    fn new(store: &Store, text: &str) -> anyhow::Result<Self> {
        let fault = |source| StoreError::Write(store.path().to_owned(), source);
        let name = store.path().file_name().unwrap_or_default();
        let target = store.target()?;
        let beside = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // None of the names that a save cleans up.
        let folder = tempfile::Builder::new()
            .prefix(&format!("{}-edited-", name.to_string_lossy()))
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir_in(beside)
            .map_err(fault)?;
        let path = folder.path().join(name);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(fault)?;
        file.write_all(text.as_bytes()).map_err(fault)?;
        Ok(Self { folder, path })
    }

    /// Nobody's work is thrown away: the copy stays.
    fn kept(self) -> String {
        let _ = self.folder.keep();
        format!("the edited text is in `{}`", self.path.display())
    }
}

/// Runs the editor as git does: its variable is a shell's command, the file its last argument.
fn edit(editor: &str, path: &Path) -> anyhow::Result<()> {
    let ctrl_c_is_the_editors = signals::foreground_child();
    let child = Command::new("sh").arg("-c").arg(script(editor)).arg(editor).arg(path).spawn();
    let status = child.map_err(|error| editor_failed(editor, error)).and_then(wait)?;
    drop(ctrl_c_is_the_editors);
    match status {
        status if status.success() => Ok(()),
        // A shell that runs it says so by its exit code.
        status if status.signal() == Some(Signal::INT.as_raw()) || status.code() == Some(130) => {
            Err(Failure::new(Kind::Interrupted, "interrupted").into())
        }
        status => Err(editor_failed(editor, io::Error::other(status.to_string()))),
    }
}

/// The shell gives its place to an editor that is a plain command, which then gets all signals itself; else it stays, and
/// leaves Ctrl-C to what it runs.
fn script(editor: &str) -> String {
    let is_plain = editor.chars().all(|character| character.is_alphanumeric() || " _./+-:,@'\"".contains(character));
    format!("{}{editor} \"$1\"", if is_plain { "exec " } else { "trap : INT; " })
}

/// Waits for the editor's end; when this program is to end, the editor is ended first.
fn wait(mut child: Child) -> anyhow::Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if let Some(stop) = signals::requested() {
            end(&mut child);
            return Err(stop.into());
        }
        thread::sleep(POLL_INTERVAL);
    }
}

fn end(child: &mut Child) {
    // One that has ended meanwhile needs none of this.
    let _ = kill_process(Pid::from_child(child), Signal::TERM);
    let start = Instant::now();
    while start.elapsed() < EDITOR_GRACE {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        thread::sleep(POLL_INTERVAL);
    }
    let _ = child.kill().and_then(|()| child.wait());
}

fn editor_failed(editor: &str, cause: io::Error) -> anyhow::Error {
    Failure::new(Kind::Other, format!("the editor `{editor}` failed, and nothing was changed"))
        .with_hint("set VISUAL or EDITOR to another one")
        .cause(cause)
        .into()
}

fn save(store: &Store, old: &str, new: &Document, copy: Copy, context: &Context) -> anyhow::Result<()> {
    match store.replace(old, new) {
        Ok(remarks) => {
            warn_about(&remarks, context);
            context.output().note(&format!("💾 `{}` saved.", store.display_path(context.variables())));
            Ok(())
        }
        Err(error) => {
            let message = format!("`{}` was not changed", store.path().display());
            Err(Failure::new(error.kind(), message).with_hint(copy.kept()).cause(error).into())
        }
    }
}

fn unreadable(copy: Copy, error: io::Error) -> anyhow::Error {
    let failure = Failure::new(Kind::Invalid, "the edited copy cannot be read");
    let is_there = error.kind() != io::ErrorKind::NotFound;
    failure.with_hint_if_any(is_there.then(|| copy.kept())).cause(error).into()
}

fn refused(store: &Store, copy: Copy, error: SyntaxError) -> anyhow::Error {
    let message = format!("`{}` was not changed, because the edited text does not parse", store.path().display());
    Failure::new(Kind::Invalid, message).with_hint(copy.kept()).cause(error).into()
}
