//! Names that are elsewhere: remotes in the trussrc; keys, teams, models and environments on a remote.
//!
//! Only with a key that is at hand: nobody is asked for one, no keyring is opened and no sign-in renewed for a TAB.

use std::collections::HashMap;
use std::time::Instant;

use clap::Arg;

use crate::api::resources::environments::PRODUCTION;
use crate::completion::Candidate;
use crate::completion::cache::Cache;
use crate::completion::position::Position;
use crate::context::Context;
use crate::context::runtime::one_thread;
use crate::context::session::Session;
use crate::keys::lookup::Listing;
use crate::options::GlobalOptions;
use crate::remote::{self, LOCAL, LocalKey, NamedBy, Outcome, Request, Trussrc};
use crate::trussrc::Document;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Environments,
    Keys,
    Models,
    Remotes,
    Teams,
}

impl Kind {
    /// What the values of `argument` name: arguments of one id mean the same in every command.
    pub(super) fn of(argument: &Arg) -> Option<Self> {
        match argument.get_id().as_str() {
            "environment" | "environments" => Some(Self::Environments),
            "key" | "keys" => Some(Self::Keys),
            "model" | "models" | "model_name" => Some(Self::Models),
            "remote" => Some(Self::Remotes),
            "team" => Some(Self::Teams),
            _ => None,
        }
    }
}

/// The names of that kind, on the remote that the line means.
pub(super) fn candidates(
    kind: Kind,
    position: &Position<'_>,
    context: &Context,
    end: Instant,
) -> Option<Vec<Candidate>> {
    let typed = |id: &str| position.typed(id).last().map(|value| (*value).to_owned());
    let options = GlobalOptions {
        remote: typed("remote"),
        trussrc: typed("trussrc").map(Into::into),
        non_interactive: true,
        quiet: true,
        request_timeout: Some(end.saturating_duration_since(Instant::now())),
        ..context.options().clone()
    };
    let context = Context::new(options, context.variables().clone());
    let document = context.trussrc().ok()?.load().map(|loaded| loaded.map(|loaded| loaded.document));
    if kind == Kind::Remotes {
        return Some(remotes(document.ok()?.as_ref()));
    }
    let resolve = || {
        remote::resolve(&Request {
            remote: context.options().remote.as_deref(),
            named_by: NamedBy::Option,
            stdin_key: None,
            variables: context.variables(),
            // Reading it may take its time, and may ask.
            keyring: None,
            trussrc: match &document {
                Ok(Some(document)) => Trussrc::Read(document),
                Ok(None) => Trussrc::Absent,
                Err(_) => Trussrc::Unreadable,
            },
        })
    };
    let outcome = match position.command() {
        // Its teams are those of the embedded API, whatever the remote.
        Some("local") => Outcome::Local(LocalKey::Own),
        _ => resolve().outcome.ok()?,
    };
    let cache = match &outcome {
        Outcome::Found(found) => {
            let prefix = found.secret.prefix()?;
            Some(Cache::of(context.variables(), found.management_url().as_str(), prefix, &format!("{kind:?}"))?)
        }
        // It is quick, and looking must not make it.
        #[cfg(feature = "local")]
        Outcome::Local(_) if crate::local::directory(context.variables()).ok()?.exists() => None,
        _ => return None,
    };
    if let Some(stored) = cache.as_ref().and_then(Cache::read) {
        return Some(stored);
    }
    let listed = one_thread(list(kind, outcome, &context)).ok()?;
    cache.map(|cache| cache.store(&listed));
    Some(listed)
}

fn remotes(document: Option<&Document>) -> Vec<Candidate> {
    let sections = document.into_iter().flat_map(Document::sections);
    let mut names: Vec<Candidate> = sections.map(|section| Candidate::new(section.name(), "")).collect();
    if cfg!(feature = "local") && names.iter().all(|candidate| candidate.value != LOCAL) {
        names.push(Candidate::new(LOCAL, "The embedded API"));
    }
    names
}

async fn list(kind: Kind, outcome: Outcome, context: &Context) -> anyhow::Result<Vec<Candidate>> {
    let session = Session::with(context, outcome).await?;
    let client = &session.client;
    let named = |name: String| Candidate::new(name, "");
    let listed = match kind {
        Kind::Keys => keys(&Listing::read(client).await?),
        Kind::Teams => client.teams().await?.into_iter().map(|team| named(team.name)).collect(),
        Kind::Models => {
            let models = client.models(None).await?.into_iter();
            models.map(|model| Candidate::new(model.name, model.team_name.unwrap_or_default())).collect()
        }
        Kind::Environments => {
            let groups = client.environment_groups(None).await?.into_iter().map(|group| group.name);
            let names = [PRODUCTION.to_owned()].into_iter().chain(groups.filter(|name| name != PRODUCTION));
            names.map(named).collect()
        }
        Kind::Remotes => Vec::new(),
    };
    session.close().await;
    Ok(listed)
}

/// Names where they mean one key, and prefixes. Other people's personal keys are not meant by their names.
fn keys(listing: &Listing) -> Vec<Candidate> {
    let known: Vec<_> = listing.keys.iter().filter(|key| !listing.is_somebody_elses(key)).collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    known.iter().filter_map(|key| key.name.as_deref()).for_each(|name| *uses.entry(name).or_default() += 1);
    let mut names = Vec::new();
    let mut prefixes = Vec::new();
    for key in known {
        let team = key.team_name.value().map(|team| format!(", team {team}")).unwrap_or_default();
        let name = key.name.as_deref().filter(|name| !name.is_empty());
        let is_alone = name.is_some_and(|name| uses.get(name) == Some(&1));
        let description = format!("{}{team}", key.key_type);
        if let Some(name) = name.filter(|_| is_alone) {
            names.push(Candidate::new(name, format!("{description}, {}", key.prefix)));
        }
        let described = name.map_or_else(|| description.clone(), |name| format!("{name}, {description}"));
        prefixes.push(Candidate { is_second_name: is_alone, ..Candidate::new(key.prefix.as_str(), described) });
    }
    names.into_iter().chain(prefixes).collect()
}
