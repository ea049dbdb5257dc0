//! `truss keys scan`.

mod grade;
mod report;
mod sarif;

use std::path::PathBuf;

use clap::Args;

use crate::commands::keys::key_args::read_one;
use crate::commands::keys::scan::grade::{Grade, Graded, prefix};
use crate::commands::keys::scan::report::Report;
use crate::context::Context;
use crate::error::{Explain as _, Failure, Kind};
use crate::fs::dirs;
use crate::hint::hinted;
use crate::keys::lookup::Listing;
use crate::scan::files::{self, Files};
use crate::scan::findings::Findings;
use crate::scan::objects;
use crate::scan::scanner::{Finder, is_prefix_shaped, public_name};
use crate::secret::ApiKey;

/// Where to search, and for what
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Files and folders to search; with --history and --staged, the repositories [default: the current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Search all versions of all files that the git repository has, and all messages
    #[arg(long, conflicts_with_all = ["staged", "no_ignore"])]
    history: bool,
    /// Search the files that the next commit would change, as they are staged
    #[arg(long, conflicts_with = "no_ignore")]
    staged: bool,
    /// Search what git ignores, too, and the folder .git
    #[arg(long)]
    no_ignore: bool,
    /// Search for this key alone: its prefix or name, or `-` to read it from stdin
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Write the findings as SARIF 2.1.0, for code scanning
    #[arg(long)]
    sarif: bool,
}

/// Searches, asks the remote which of the keys are live, and fails when one is live or known here.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let known = context.known_secrets()?;
    let key = arguments.key.as_deref().map(|key| read_one(key, context)).transpose()?;
    let wanted = key.map(|key| prefix_of(&key, &known, context)).transpose()?;
    let mut findings = search(arguments, &known, context)?;
    if let Some(wanted) = &wanted {
        findings.found.retain(|finding| prefix(finding, &known) == Some(wanted));
    }
    for (path, why) in &findings.unread {
        context.output().warn(&format!("`{}` cannot be read: {why}", path.display()));
    }
    findings.remarks.iter().for_each(|remark| context.output().warn(remark));
    let listing = if findings.found.is_empty() { Some(Listing::default()) } else { listed(&findings, context)? };
    let graded: Vec<Graded<'_>> =
        findings.found.iter().map(|finding| Graded::new(finding, &known, listing.as_ref())).collect();
    let report = Report { graded: &graded, findings: &findings, is_live_known: listing.is_some() };
    report.write(arguments.sarif, context)?;
    conclude(&graded, &findings)
}

/// The prefix of the key that is looked for.
fn prefix_of(key: &str, known: &[ApiKey], context: &Context) -> anyhow::Result<String> {
    // Nobody has to be asked about a key that is here.
    if known.iter().any(|known| public_name(known) == Some(key)) {
        return Ok(key.to_owned());
    }
    match list(context)?.one(key, |_| true) {
        Ok(key) => Ok(key.prefix.clone()),
        // One that was revoked is looked for all the same.
        Err(failure) if failure.kind() == Kind::NotFound && is_prefix_shaped(key) => Ok(key.to_owned()),
        Err(failure) => Err(failure.into()),
    }
}

fn list(context: &Context) -> anyhow::Result<Listing> {
    context.online_unasked(async |session| Ok(Listing::read(&session.client).await?))
}

/// The keys that are live. `None` when the remote cannot be asked: what was found is reported without its word.
fn listed(findings: &Findings, context: &Context) -> anyhow::Result<Option<Listing>> {
    let error = match list(context) {
        Ok(listing) => return Ok(Some(listing)),
        Err(error) => error,
    };
    let failure = crate::report::Report::of(&error);
    // A name that is misspelt would make every scan pass.
    let is_unknown = matches!(error.downcast_ref(), Some(crate::remote::Error::Unknown { .. }));
    if is_unknown || matches!(failure.kind, Kind::Interrupted | Kind::Terminated) {
        return Err(error);
    }
    let which = if findings.found.len() == 1 { "the key that was found is" } else { "the keys that were found are" };
    context.output().warn(&format!("whether {which} live is not known: {}", failure.sentence()));
    Ok(None)
}

fn search(arguments: &Arguments, known: &[ApiKey], context: &Context) -> anyhow::Result<Findings> {
    let here = [PathBuf::from(".")];
    let paths = if arguments.paths.is_empty() { &here } else { arguments.paths.as_slice() };
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        return Err(Failure::new(Kind::NotFound, format!("there is no `{}`", missing.display())).into());
    }
    let finder = Finder::of_keys(known);
    if !(arguments.history || arguments.staged) {
        let files = Files { paths, ignores: !arguments.no_ignore, left_out: &left_out(paths, context) };
        return Ok(files::search(&finder, &files));
    }
    if let Some(file) = paths.iter().find(|path| !path.is_dir()) {
        let failure = Failure::new(Kind::Usage, format!("`{}` is not the folder of a repository", file.display()));
        return Err(failure.into());
    }
    let of = if arguments.history { objects::history } else { objects::staged };
    let mut findings = Findings::default();
    for folder in paths {
        findings.append(of(&finder, folder)?);
    }
    Ok(findings)
}

/// Where keys belong: the trussrc, rotations that are not over, and the embedded API; but not what was named itself.
fn left_out(named: &[PathBuf], context: &Context) -> Vec<PathBuf> {
    let named: Vec<PathBuf> = named.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let variables = context.variables();
    let trussrc = context.trussrc().ok().map(|store| store.path().to_owned());
    let rotations = dirs::state(variables).map(|folder| folder.join("truss"));
    #[cfg(feature = "local")]
    let local = crate::local::directory(variables).ok();
    #[cfg(not(feature = "local"))]
    let local = None;
    let places = [trussrc, rotations, local].into_iter().flatten().filter_map(|path| path.canonicalize().ok());
    places.filter(|path| !named.contains(path)).collect()
}

/// The failure that the findings are, with what to do about them.
fn conclude(graded: &[Graded<'_>], findings: &Findings) -> anyhow::Result<()> {
    let alarms: Vec<&Graded<'_>> = graded.iter().filter(|graded| graded.grade != Grade::Possible).collect();
    if alarms.is_empty() && findings.unread.is_empty() {
        return Ok(());
    }
    if alarms.is_empty() {
        let count = findings.unread.len();
        let what = if count == 1 { "1 file or folder".to_owned() } else { format!("{count} files or folders") };
        return Err(Failure::new(Kind::Other, format!("{what} could not be searched")).into());
    }
    let mut keys: Vec<&str> = alarms.iter().map(|graded| graded.prefix.unwrap_or_default()).collect();
    keys.sort_unstable();
    keys.dedup();
    let places = if alarms.len() == 1 { "1 place has".to_owned() } else { format!("{} places have", alarms.len()) };
    let which = if keys.len() == 1 { "a key that is" } else { "keys that are" };
    let failure = Failure::new(Kind::Unsafe, format!("{places} {which} live or in use here"));
    Err(failure.with_hint_if_any(hint(&alarms)).into())
}

/// The commands that make the keys worthless that the remote lists. One that is used here is replaced first.
fn hint(alarms: &[&Graded<'_>]) -> Option<String> {
    let listed = |grade: Grade| {
        let of_grade = alarms.iter().filter(move |graded| graded.grade == grade && graded.key.is_some());
        let mut prefixes: Vec<&str> = of_grade.filter_map(|graded| graded.prefix).collect();
        prefixes.sort_unstable();
        prefixes.dedup();
        prefixes
    };
    let command = |words: &[&str], prefixes: &[&str]| hinted(&[words, prefixes].concat());
    let (live, held) = (listed(Grade::Live), listed(Grade::Held));
    let revoke = (!live.is_empty()).then(|| format!("revoke what leaked: {}", command(&["keys", "revoke"], &live)));
    let rotate =
        (!held.is_empty()).then(|| format!("replace what is in use here: {}", command(&["keys", "rotate"], &held)));
    let has_token = alarms.iter().any(|graded| graded.prefix.is_none());
    let log_out = has_token.then(|| format!("end the login whose token leaked: {}", command(&["logout"], &[])));
    let hints: Vec<String> = [revoke, rotate, log_out].into_iter().flatten().collect();
    (!hints.is_empty()).then(|| hints.join("; "))
}
