//! `truss keys`: which subcommand, and what several of them say and ask.

pub(crate) mod audit;
pub(crate) mod create;
pub(crate) mod destination;
pub(crate) mod key_args;
pub(crate) mod list;
pub(crate) mod rename;
pub(crate) mod revoke;
pub(crate) mod rotate;
pub(crate) mod rotations;
pub(crate) mod sarif;
pub(crate) mod scan;
pub(crate) mod selection;
pub(crate) mod show;
pub(crate) mod table;

use clap::Subcommand;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::api::resources::keys::{KeyInfo, KeyType};
use crate::context::Context;
use crate::context::session::Session;
use crate::fs::lock::LockFolder;
use crate::rotation::{Record, Store};
use crate::sanitize::display_name;

/// The subcommands of `truss keys`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create a key and print its secret once
    Create(create::Arguments),
    /// List keys with type, team, scopes, creation and last use
    #[command(visible_alias = "ls")]
    List(list::Arguments),
    /// Show one key in full
    Show(show::Arguments),
    /// Rename a key
    Rename(rename::Arguments),
    /// Revoke keys permanently
    #[command(visible_aliases = ["rm", "delete"])]
    Revoke(revoke::Arguments),
    /// Replace a key with a new one, and deliver it to where the old one is used
    Rotate(Box<rotate::Arguments>),
    /// List, finish or abandon rotations
    #[command(subcommand)]
    Rotations(rotations::Command),
    /// Check keys and the trussrc against Baseten's security advice
    Audit(audit::Arguments),
    /// Find keys that leaked into files, into git history or into what is staged
    Scan(scan::Arguments),
}

pub(crate) fn run(command: Command, context: &Context) -> anyhow::Result<()> {
    match command {
        Command::Create(arguments) => create::run(arguments, context),
        Command::List(arguments) => list::run(&arguments, context),
        Command::Show(arguments) => show::run(&arguments, context),
        Command::Rename(arguments) => rename::run(&arguments, context),
        Command::Revoke(arguments) => revoke::run(arguments, context),
        Command::Rotate(arguments) => rotate::run(&arguments, context),
        Command::Rotations(command) => rotations::run(&command, context),
        Command::Audit(arguments) => audit::run(&arguments, context),
        Command::Scan(arguments) => scan::run(&arguments, context),
    }
}

/// Reads `--type`: a word of Baseten's own pages or the API's name, in any case, with `-` or `_`; or one of `others`.
fn key_type<const N: usize>(others: [PossibleValue; N]) -> impl TypedValueParser<Value = KeyType> {
    let possible = KeyType::CREATABLE.into_iter().map(|kind| {
        let names = [kind.word(), kind.api_name()].map(str::to_lowercase);
        let aliases = names.iter().flat_map(|name| [name.replace('-', "_"), name.replace('_', "-")]);
        let aliases: Vec<String> = aliases.filter(|alias| alias != kind.word()).collect();
        PossibleValue::new(kind.word().to_owned()).aliases(aliases).help(kind.meaning())
    });
    let read = |text: String| KeyType::read(&text).unwrap_or(KeyType::Other(text.to_uppercase()));
    PossibleValuesParser::new(possible.chain(others)).map(read)
}

fn count(keys: usize) -> String {
    if keys == 1 { "1 key".to_owned() } else { format!("{keys} keys") }
}

/// Whose keys these are, and where, for a question: ` of you@example.com and the team ml on baseten`. What the remote
/// does not tell of a personal key's owner is asked once; a key that belongs to no user and no team is nobody's.
async fn whose_and_where(session: &Session, keys: &[KeyInfo]) -> String {
    let is_untold = |key: &KeyInfo| key.key_type == KeyType::Personal && key.owner.value().is_none();
    let me = match keys.iter().any(is_untold) {
        true => session.client.current_user().await.ok().map(|user| user.label().to_owned()),
        false => None,
    };
    let mut owners: Vec<String> = Vec::new();
    for key in keys {
        let owner = match (key.team_name.value(), key.owner.value()) {
            (Some(team), _) => Some(format!("the team {}", display_name(team))),
            (None, Some(owner)) => Some(display_name(owner.label()).into_owned()),
            (None, None) => me.clone().filter(|_| is_untold(key)),
        };
        owners.extend(owner.filter(|owner| !owners.contains(owner)));
    }
    let whose = match owners.as_slice() {
        [] => String::new(),
        [owner] => format!(" of {owner}"),
        [one, other] => format!(" of {one} and {other}"),
        owners => format!(" of {} owners", owners.len()),
    };
    format!("{whose} on {}", remote_name(session))
}

/// What a person calls the remote in use.
fn remote_name(session: &Session) -> String {
    let host = || session.credentials.management_url().host_str().unwrap_or_default().to_owned();
    session.credentials.remote.clone().unwrap_or_else(host)
}

/// Where the remote of rotations is: its address, or the embedded API's folder, since its port changes.
fn identity(session: &Session, context: &Context) -> anyhow::Result<String> {
    #[cfg(feature = "local")]
    if session.is_embedded() {
        let folder = crate::local::directory(context.variables())?;
        return Ok(std::fs::canonicalize(&folder).unwrap_or(folder).display().to_string());
    }
    #[cfg(not(feature = "local"))]
    let _ = context;
    Ok(session.credentials.management_url().to_string())
}

/// The rotations on the remote in use that are under way on this machine.
fn rotations_here(session: &Session, context: &Context) -> anyhow::Result<Vec<Record>> {
    Ok(Store::new(LockFolder::of(context.variables())?).of_remote(&identity(session, context)?)?)
}

/// Warns that only the embedded API can do what was done.
fn warn_of_extension(session: &Session, context: &Context, what: &str) {
    if crate::loopback::is_loopback(session.credentials.management_url()) {
        context
            .output()
            .warn(&format!("{what} works here, but Baseten's own API cannot do it (see TRUSS_LOCAL_STRICT)"));
    }
}
