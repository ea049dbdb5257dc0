//! `--to`: what was typed as sinks, their help, and giving a new key to them.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::context::Context;
use crate::context::session::Session;
use crate::error::{Explain as _, Failure, Kind};
use crate::fs::lock::LockFolder;
use crate::hint::hinted;
use crate::keys::create::{NewKey, revoke_new};
use crate::keys::family::place;
use crate::keys::sinks::{Before, Delivery, Origin, Sink, section};
use crate::secret::ApiKey;

/// What `--help` says about sinks.
pub(crate) const HELP: &str = "\
Destinations:
  trussrc[:REMOTE]     a remote of the trussrc; a missing section is added
  env-file:PATH[:VAR]  a variable of a dotenv file
                       [default: those with the old key, else BASETEN_API_KEY]
  file:PATH            a file that holds the key and nothing else
  command:CMD          a shell command that reads the key on its stdin;
                       TRUSS_KEY_PREFIX, TRUSS_KEY_NAME, TRUSS_KEY_TYPE and
                       TRUSS_KEY_FAMILY (the name without its count) describe it
  stdout               prints it, last

An empty place is filled and the old key replaced. Anything else there is
refused unless `--replace` is given.";

/// The folder that paths of `--to` start from, and where its commands run. Without any it is not needed, and may have been
/// deleted.
pub(crate) fn current_folder(sinks: &[String]) -> Result<PathBuf, Failure> {
    match std::env::current_dir() {
        Err(error) if !sinks.is_empty() => {
            Err(Failure::new(Kind::Other, "the current folder does not exist").cause(error))
        }
        folder => Ok(folder.unwrap_or_default()),
    }
}

/// Where `--to` leads on the remote in use.
pub(crate) fn origin<'a>(session: &'a Session, context: &Context, folder: &'a Path) -> anyhow::Result<Origin<'a>> {
    let credentials = &session.credentials;
    let trussrc = match session.is_embedded() {
        true => None,
        false => Some(std::path::absolute(context.trussrc()?.path())?),
    };
    Ok(Origin { folder, trussrc, remote: credentials.remote.as_deref(), app: credentials.address.app_url() })
}

/// The sinks that were typed, each once, stdout last.
pub(crate) fn read(typed: &[String], origin: &Origin<'_>) -> Result<Vec<Sink>, Failure> {
    let mut sinks: Vec<Sink> = Vec::new();
    for text in typed {
        let sink = Sink::read(text, origin)?;
        if !sinks.contains(&sink) {
            sinks.push(sink);
        }
    }
    sinks.sort_by_key(|sink| *sink == Sink::Stdout);
    Ok(sinks)
}

/// The sections of the trussrc that hold the key of this prefix for this remote. What cannot be read may be one.
pub(crate) fn holders(prefix: &str, origin: &Origin<'_>, context: &Context) -> Result<Vec<Sink>, Failure> {
    let Some(path) = &origin.trussrc else { return Ok(Vec::new()) };
    let loaded = context.trussrc().and_then(|store| store.load()).map_err(|error| {
        let message = "no key was created, because the trussrc may have the old one, and cannot be read";
        Failure::new(Kind::Unsafe, message).cause(error)
    })?;
    let mut holders = Vec::new();
    for section in loaded.iter().flat_map(|loaded| loaded.document.sections()) {
        if section::holds(section, prefix, origin.app, context.variables())? {
            let remote = section.name().to_owned();
            holders.push(Sink::Trussrc { path: path.clone(), remote, app: origin.app.to_owned() });
        }
    }
    Ok(holders)
}

/// Two keys, or one key twice, in one place would leave all but the last of them nowhere.
pub(crate) fn refuse_shared(keys: &[&[(Sink, Before)]]) -> Result<(), Failure> {
    let mut places: Vec<String> =
        keys.iter().flat_map(|sinks| sinks.iter().flat_map(|(sink, before)| sink.places(before))).collect();
    let count = places.len();
    places.sort();
    places.dedup();
    if places.len() == count {
        return Ok(());
    }
    Err(Failure::new(Kind::Usage, "several keys, or one key twice, cannot go to the same place")
        .with_hint("give each its own place; TRUSS_KEY_FAMILY tells a `command:CMD` which key it gets"))
}

/// A secret that was written there would be lost.
pub(crate) fn nowhere() -> Failure {
    Failure::new(Kind::Unsafe, "the secret would go nowhere: stdout is closed or `/dev/null`")
        .with_hint("use a stdout that is read, or give the key to another destination with `--to`")
}

/// Gives a new key to each place in order. `taken` are those that have it, or may have it when this is stopped.
pub(crate) async fn deliver(
    context: &Context,
    new: &NewKey,
    places: &[(Sink, Before)],
    timeout: Duration,
    print: &dyn Fn(&ApiKey) -> anyhow::Result<()>,
    taken: &RefCell<Vec<Sink>>,
) -> Result<(), Failure> {
    let locks = LockFolder::of(context.variables())?;
    // Only a command runs in it, and one was there when it was read.
    let folder = std::env::current_dir().unwrap_or_default();
    for (sink, before) in places {
        let delivery = Delivery {
            secret: &new.secret,
            old: None,
            variables: vec![
                ("TRUSS_KEY_PREFIX", new.info.prefix.clone()),
                ("TRUSS_KEY_NAME", new.info.name.clone().unwrap_or_default()),
                ("TRUSS_KEY_TYPE", new.info.key_type.api_name().to_owned()),
                ("TRUSS_KEY_FAMILY", place(&new.info).0),
            ],
            folder: &folder,
            timeout,
            locks: &locks,
            lock: None,
            line: &|line| context.output().note(line),
            print,
        };
        taken.borrow_mut().push(sink.clone());
        if let Err(failure) = sink.deliver(before, &delivery).await {
            taken.borrow_mut().pop();
            return Err(failure);
        }
    }
    Ok(())
}

/// Undoes what can be undone of a delivery that ended with `error`. A key that a command has may be in use by now: it
/// stays.
pub(crate) async fn roll_back(
    session: &Session,
    context: &Context,
    prefix: &str,
    places: &[(Sink, Before)],
    (error, taken): (Failure, Vec<Sink>),
) -> anyhow::Error {
    let kind = match error.kind() {
        kind @ (Kind::Interrupted | Kind::Terminated) => kind,
        _ => Kind::Other,
    };
    // The cause as text: a closed pipe must not pass for a success here.
    let cause = format!("{:#}", anyhow::Error::from(error));
    if taken.iter().any(|sink| matches!(sink, Sink::Command { .. })) {
        let taken: Vec<String> = taken.iter().map(|sink| format!("`{sink}`")).collect();
        let message = format!("the new key `{prefix}` was given to {}, and not to every other place", taken.join(", "));
        let hint = format!("deliver it there by hand, or revoke it: {}", hinted(&["keys", "revoke", prefix]));
        let kind = if kind == Kind::Other { Kind::Partial } else { kind };
        return Failure::new(kind, message).with_hint(hint).left(Some(prefix), None).cause(cause).into();
    }
    if let Ok(locks) = LockFolder::of(context.variables()) {
        for (sink, before) in places {
            if let Err(failure) = sink.put_back(before, (None, prefix), &locks).await {
                context.output().warn(&format!("{:#}", anyhow::Error::from(failure)));
            }
        }
    }
    match revoke_new(&session.client, prefix).await {
        Ok(()) => {
            let message = format!("the new key `{prefix}` could not be delivered, so it was revoked");
            Failure::new(kind, message).cause(cause).into()
        }
        Err(failure) => failure.cause(cause).into(),
    }
}
