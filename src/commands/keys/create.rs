//! `truss keys create NAME`.

use std::cell::RefCell;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use crate::api::resources::keys::{KeyInfo, KeyType, NewKey};
use crate::commands::keys::destination;
use crate::commands::team::choose_team;
use crate::context::Context;
use crate::context::session::Session;
use crate::error::{Failure, Kind};
use crate::keys::create::{self, Created, create, name_taken};
use crate::keys::family::{Family, Scope, split};
use crate::keys::lookup::{Listing, describe};
use crate::keys::sinks::{Before, Sink};
use crate::keys::spec::{KeyRequest, KeySpec, NAME_RULE, check_name};
use crate::keys::{USE_WEB_PAGE_HINT, resolve};
use crate::signals;

/// What the new key is to be, and where it goes
#[derive(Debug, Args)]
#[command(after_long_help = destination::HELP)]
pub(crate) struct Arguments {
    /// Name: lowercase letters, numbers and hyphens; a terminal asks for it
    name: Option<String>,
    /// What the key may do [default: personal]
    #[arg(long = "type", value_name = "TYPE", value_parser = super::key_type([]), ignore_case = true)]
    key_type: Option<KeyType>,
    /// Team, by id or name
    #[arg(long)]
    team: Option<String>,
    /// Restrict it to this environment; repeatable
    #[arg(long = "environment", value_name = "NAME")]
    environments: Vec<String>,
    /// Restrict it to this model, by id or name; repeatable
    #[arg(long = "model", value_name = "MODEL")]
    models: Vec<String>,
    /// Do nothing if the key already exists as requested
    #[arg(long)]
    if_missing: bool,
    /// Deliver the key to this destination instead of printing it; repeatable
    #[arg(long = "to", value_name = "DESTINATION")]
    sinks: Vec<String>,
    /// Overwrite another key or text in a destination
    #[arg(long, requires = "sinks")]
    replace: bool,
    /// Time limit for a destination's command
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = crate::options::duration)]
    sink_timeout: Duration,
}

/// Makes the key, has the remote confirm what it is, and gives its secret to where it is to go.
pub(crate) fn run(arguments: Arguments, context: &Context) -> anyhow::Result<()> {
    let Arguments { name, key_type, team, environments, models, if_missing, sinks, replace, sink_timeout } = arguments;
    let request = KeyRequest { key_type, team, environments, models };
    let key_type = request.check()?;
    let name = match name {
        Some(name) => check_name(&name).map(|()| name)?,
        None => ask_for_name(context)?,
    };
    let run = CreateRun { name, key_type, request, if_missing, sinks, replace, sink_timeout };
    let shows = run.sinks.is_empty() || run.sinks.iter().any(|sink| sink == "stdout");
    if shows && context.output().discards_stdout() {
        return Err(destination::nowhere().into());
    }
    context.online_until_done(async |session| {
        // Until here nothing was made: to stop needs no care.
        let (spec, places) = tokio::select! {
            prepared = run.prepare(session, context) => match prepared? {
                Prepared::Exists(spec, key) => return run.exists(&spec, &key, context),
                Prepared::New(spec, places) => (spec, places),
            },
            stop = signals::stop_requested() => return Err(stop.into()),
        };
        match create(&session.client, &spec, signals::stop_requested).await? {
            Created::New(new) => run.hand_over(session, context, &new, places).await,
            Created::Taken(key, _) if run.if_missing => run.exists(&spec, &key, context),
            Created::Taken(key, error) => Err(name_taken(&run.name, &key).cause(error).into()),
        }
    })
}

struct CreateRun {
    name: String,
    request: KeyRequest,
    key_type: KeyType,
    if_missing: bool,
    sinks: Vec<String>,
    replace: bool,
    sink_timeout: Duration,
}

/// What is known before anything is made.
enum Prepared {
    /// There is a key of that family already.
    Exists(Box<KeySpec>, Box<KeyInfo>),
    /// This is to be made, and to go there.
    New(Box<KeySpec>, Vec<(Sink, Before)>),
}

impl CreateRun {
    /// Finds out what does not need a key yet: whether it is there, where it is to go, and which ids are meant.
    async fn prepare(&self, session: &Session, context: &Context) -> anyhow::Result<Prepared> {
        let listing = Listing::read(&session.client).await?;
        let spec = Box::new(self.resolve(session, context, &listing).await?);
        if let Some(holder) = spec.holder(&listing.keys).or_else(|| {
            // A key that joined a family would pass for the successor of one in it.
            Family::of(&listing.keys, split(&self.name).0, &spec.scope).newest()
        }) {
            if self.if_missing {
                return Ok(Prepared::Exists(spec, Box::new(holder.clone())));
            }
            return Err(name_taken(&self.name, holder).into());
        }
        let tells_environments =
            listing.keys.is_empty() || listing.keys.iter().any(|key| !key.environment_names.is_absent());
        if spec.key.environment_names.is_some() && !tells_environments {
            let message = "this remote's API does not support environments for keys, so no key was created";
            return Err(Failure::new(Kind::Unsafe, message).with_hint(USE_WEB_PAGE_HINT).into());
        }
        let places = self.places(session, context)?;
        let environments = spec.key.environment_names.as_deref().unwrap_or_default();
        // One that is not there yet may be made later: only a warning, and none where the remote does not tell.
        let unknown = session.client.unknown_environments(spec.key.team_id.as_deref(), environments).await;
        for environment in unknown.unwrap_or_default() {
            context.output().warn(&environment.to_string());
        }
        Ok(Prepared::New(spec, places))
    }

    /// Where the key is to go, and what stands there.
    fn places(&self, session: &Session, context: &Context) -> anyhow::Result<Vec<(Sink, Before)>> {
        let folder = destination::current_folder(&self.sinks)?;
        let mut places = Vec::new();
        for sink in destination::read(&self.sinks, &destination::origin(session, context, &folder)?)? {
            let before = sink.check(None, self.replace, context.variables())?;
            places.push((sink, before));
        }
        destination::refuse_shared(&[places.as_slice()])?;
        Ok(places)
    }

    /// Finds the ids of the team and the models that were given by name.
    async fn resolve(&self, session: &Session, context: &Context, listing: &Listing) -> anyhow::Result<KeySpec> {
        let of_remote = session.credentials.team.as_ref();
        let team = match self.request.team.as_ref().or(of_remote).filter(|_| self.key_type.belongs_to_team()) {
            Some(team) => Some(resolve::team(&session.client, team).await?),
            None if self.key_type.belongs_to_team() => match resolve::teams(&session.client).await? {
                Some(teams) => choose_team(context, teams, "key")?,
                None => None,
            },
            None => None,
        };
        let scope = match &self.key_type {
            KeyType::Personal => listing.own_scope(),
            key_type if key_type.belongs_to_team() => Scope::Team(team.as_ref().map(|team| team.name.clone())),
            key_type => Scope::OfType(key_type.clone()),
        };
        let key = NewKey {
            name: Some(self.name.clone()),
            key_type: self.key_type.clone(),
            team_id: team.as_ref().map(|team| team.id.clone()),
            model_ids: resolve::models(&session.client, team.as_ref(), &self.request.models).await?,
            environment_names: self.request.environment_names(),
        };
        Ok(KeySpec { key, team_name: team.map(|team| team.name), scope })
    }

    /// The end of `--if-missing` when nothing is missing.
    fn exists(&self, spec: &KeySpec, key: &KeyInfo, context: &Context) -> anyhow::Result<()> {
        let differences = spec.differences(key);
        if !differences.is_empty() {
            let message = format!("{} exists, but differs in {}", describe(key), differences.join(" and "));
            return Err(Failure::new(Kind::Invalid, message)
                .with_hint("choose another name, or revoke that key first")
                .into());
        }
        context.output().note(&format!("{} already exists: nothing was created", describe(key)));
        if context.output().is_json() { context.output().json(&answer(key, Value::Null)?) } else { Ok(()) }
    }

    /// Gives the secret to whoever is to have it. When that fails it is no use to anybody: the key goes again.
    async fn hand_over(
        &self,
        session: &Session,
        context: &Context,
        new: &create::NewKey,
        places: Vec<(Sink, Before)>,
    ) -> anyhow::Result<()> {
        context.mask(&new.secret);
        if new.info.environment_names.value().is_some() {
            super::warn_of_extension(session, context, "narrowing a key to environments");
        }
        let prefix = &new.info.prefix;
        let shows = places.is_empty() || places.iter().any(|(sink, _)| *sink == Sink::Stdout);
        let places = if places.is_empty() { vec![(Sink::Stdout, Before::Unknown)] } else { places };
        let print = |secret: &crate::secret::ApiKey| match context.output().is_json() {
            true => context.output().secret_json(&answer(&new.info, json!(secret.expose()))?, secret),
            false => Ok(context.output().print(secret.expose())?),
        };
        let taken = RefCell::new(Vec::new());
        let result = tokio::select! {
            result = destination::deliver(context, new, &places, self.sink_timeout, &print, &taken) => result,
            stop = signals::stop_requested() => Err(stop),
        };
        if let Err(error) = result {
            let undone = (error, taken.take());
            return Err(destination::roll_back(session, context, prefix, &places, undone).await);
        }
        for (sink, _) in places.iter().filter(|(sink, _)| *sink != Sink::Stdout) {
            context.output().note(&format!("created the key `{prefix}` and delivered it to {sink}"));
        }
        if shows {
            context.output().note(&format!("created the key `{prefix}`; its secret is shown only once"));
        } else if context.output().is_json() {
            return context.output().json(&answer(&new.info, Value::Null)?);
        }
        Ok(())
    }
}

/// Asks a person until the answer can be a name.
fn ask_for_name(context: &Context) -> anyhow::Result<String> {
    if !context.is_interactive() {
        return Err(Failure::new(Kind::Usage, "the name of the new key is missing")
            .with_hint(format!("give it as the argument NAME; {NAME_RULE}"))
            .into());
    }
    loop {
        let name = context.output().ask("Name of the new key: ")?;
        match check_name(&name) {
            Ok(()) => return Ok(name),
            Err(failure) => context.output().warn(&format!("{failure}: {NAME_RULE}")),
        }
    }
}

fn answer(info: &KeyInfo, api_key: Value) -> anyhow::Result<Value> {
    let mut answer = serde_json::to_value(info)?;
    answer["api_key"] = api_key;
    Ok(answer)
}
