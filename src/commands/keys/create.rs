//! `truss keys create NAME`.

use clap::Args;
use serde_json::{Value, json};

use crate::api::keys::{KeyInfo, KeyType, NewKey};
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::keys::issue::{Issued, issue_unless};
use crate::keys::missing::{differences, existing, settle};
use crate::keys::request::Request;
use crate::keys::resolve;
use crate::keys::revoke::revoke;
use crate::keys::save::Place;
use crate::keys::wanted::Wanted;
use crate::output::sanitize::shown;
use crate::session::Session;
use crate::signals;

/// What the new key is to be
#[derive(Debug, Args)]
pub struct Arguments {
    /// Its name: lowercase letters, numbers and hyphens
    name: String,
    /// What it may do: personal, full-access, inference-only, metrics-only or manage-keys [default: personal]
    #[arg(long = "type", value_name = "TYPE", value_parser = super::key_type)]
    key_type: Option<KeyType>,
    /// The team it is for, by id or name
    #[arg(long)]
    team: Option<String>,
    /// Narrow it to models of this environment; may be given several times
    #[arg(long = "environment", value_name = "NAME")]
    environments: Vec<String>,
    /// Narrow it to this model, by id or name; may be given several times
    #[arg(long = "model", value_name = "MODEL")]
    models: Vec<String>,
    /// Do nothing when a key of this name exists: for scripts that run again
    #[arg(long)]
    if_missing: bool,
    /// Save it in the trussrc instead of showing it: for this remote, or the one in use
    #[arg(long, value_name = "REMOTE", num_args = 0..=1, require_equals = true)]
    save: Option<Option<String>>,
}

/// Makes the key, has the remote confirm what it is, and writes its secret to stdout or into the trussrc.
///
/// # Errors
///
/// See [`issue_unless`]; a secret that can be neither written nor saved means that the key is revoked again.
pub fn run(arguments: Arguments, context: &Context) -> anyhow::Result<()> {
    let Arguments { name, key_type, team, environments, models, if_missing, save } = arguments;
    let request = Request { name, key_type, team, environments, models };
    let errand = Errand { key_type: request.check()?, request, if_missing, save };
    if errand.save.is_none() && context.output().discards_stdout() {
        return Err(Failure::new(Kind::Unsafe, "the secret would go nowhere: stdout is closed or `/dev/null`")
            .hint("keep stdout, or save the key with `--save`")
            .into());
    }
    context.online_until_done(async |session| {
        // Until here nothing was made: to stop needs no care.
        let (wanted, place) = tokio::select! {
            prepared = errand.prepare(session, context) => match prepared? {
                Prepared::Exists(key) => return errand.exists(&key, context),
                Prepared::Wanted(wanted, place) => (wanted, place),
            },
            stop = signals::stop_requested() => return Err(stop.into()),
        };
        let undoing = || context.output().note("stopping: making sure that no new key is left");
        let issued = issue_unless(&session.client, &wanted, signals::stop_requested, undoing).await?;
        if errand.if_missing {
            let stays = settle(&session.client, &issued).await;
            if !matches!(stays, Ok(None)) {
                take_back(session, &issued.info.prefix).await?;
            }
            if let Some(stays) = stays? {
                return errand.exists(&stays, context);
            }
        }
        hand_over(session, context, &issued, place.as_ref()).await
    })
}

/// Revokes a key that is one too many.
async fn take_back(session: &Session, prefix: &str) -> Result<(), Failure> {
    revoke(&session.client, prefix).await.map_err(|error| {
        Failure::new(Kind::Partial, format!("the key `{prefix}` is one too many, and could not be revoked"))
            .hint(format!("revoke it: `truss keys revoke {prefix}`"))
            .cause(error)
    })
}

/// What was typed, checked.
struct Errand {
    request: Request,
    key_type: KeyType,
    if_missing: bool,
    save: Option<Option<String>>,
}

/// What is known before anything is made.
enum Prepared {
    /// There is a key of that name already.
    Exists(KeyInfo),
    /// This is to be made, and saved there.
    Wanted(Wanted, Option<Place>),
}

impl Errand {
    /// Finds out what does not need a key yet: where it is to go, whether it is there, and which ids are meant.
    async fn prepare(&self, session: &Session, context: &Context) -> anyhow::Result<Prepared> {
        let place = match &self.save {
            Some(named) => Some(place(session, context, named.as_deref())?),
            None => None,
        };
        if self.if_missing
            && let Some(key) = existing(session.client.keys(false).await?, &self.request.name)
        {
            return Ok(Prepared::Exists(key));
        }
        Ok(Prepared::Wanted(self.resolve(session).await?, place))
    }

    /// Finds the ids of the team and the models that were given by name.
    async fn resolve(&self, session: &Session) -> anyhow::Result<Wanted> {
        let in_team = matches!(self.key_type, KeyType::FullAccess | KeyType::InferenceOnly | KeyType::MetricsOnly);
        let of_remote = session.credentials.team.as_ref().filter(|_| in_team);
        let team = match self.request.team.as_ref().or(of_remote) {
            Some(team) => Some(resolve::team(&session.client, team).await?),
            None => None,
        };
        let key = NewKey {
            name: Some(self.request.name.clone()),
            key_type: self.key_type.clone(),
            team_id: team.as_ref().map(|team| team.id.clone()),
            model_ids: resolve::models(&session.client, team.as_ref(), &self.request.models).await?,
            environment_names: self.request.environment_names(),
        };
        Ok(Wanted { key, team_name: team.map(|team| team.name) })
    }

    /// The end of `--if-missing` when nothing is missing.
    fn exists(&self, key: &KeyInfo, context: &Context) -> anyhow::Result<()> {
        context.output().note(&format!("a key `{}` exists already: nothing was made", self.request.name));
        let differences = differences(&self.request, &self.key_type, key);
        if !differences.is_empty() {
            let told =
                format!("the key `{}` is not what was asked for: {}", shown(&key.prefix), differences.join("; "));
            context.output().warn(&told);
        }
        if context.output().is_json() { context.output().json(&answer(key, Value::Null)) } else { Ok(()) }
    }
}

fn place(session: &Session, context: &Context, named: Option<&str>) -> anyhow::Result<Place> {
    let document = context.trussrc()?.load()?.map(|loaded| loaded.document).unwrap_or_default();
    Place::choose(named, &session.credentials, &document, context.variables())
}

/// Gives the secret to whoever asked for it. When that fails it is no use to anybody: the key goes again.
async fn hand_over(session: &Session, context: &Context, issued: &Issued, place: Option<&Place>) -> anyhow::Result<()> {
    context.mask(&issued.secret);
    let prefix = &issued.info.prefix;
    let Some(place) = place else {
        if let Err(error) = show(context, issued) {
            return Err(lost(session, prefix, "written", error).await);
        }
        context.output().note(&format!("the key `{prefix}` was made; its secret is shown this once"));
        return Ok(());
    };
    match save(session, context, issued, place) {
        Ok(place) => {
            let file = context.trussrc()?.shown(context.variables());
            let remote = &place.remote;
            context
                .output()
                .note(&format!("the key `{prefix}` was made and saved for the remote `{remote}` in `{file}`"));
            if let Some(old) = &place.replaces {
                context
                    .output()
                    .note(&format!("the key `{old}` that was there is still valid: `truss keys revoke {old}`"));
            }
        }
        Err(error) => return Err(lost(session, prefix, "saved", error).await),
    }
    if !context.output().is_json() {
        return Ok(());
    }
    let mut answer = answer(&issued.info, Value::Null);
    answer["saved_to"] = json!(place.remote);
    context.output().json(&answer)
}

fn show(context: &Context, issued: &Issued) -> anyhow::Result<()> {
    if context.output().is_json() {
        return context.output().secret_json(&answer(&issued.info, json!(issued.secret.expose())), &issued.secret);
    }
    Ok(context.output().answer(issued.secret.expose())?)
}

/// Writes the key into the trussrc. The place is looked at again under the lock: somebody may have changed it.
fn save(session: &Session, context: &Context, issued: &Issued, place: &Place) -> anyhow::Result<Place> {
    let (place, remarks) = context.trussrc()?.change(|document| -> anyhow::Result<Place> {
        let place = Place::choose(Some(&place.remote), &session.credentials, document, context.variables())?;
        place.write(&issued.secret, document)?;
        Ok(place)
    })?;
    remarks.iter().for_each(|remark| context.output().warn(&remark.to_string()));
    Ok(place)
}

fn answer(info: &KeyInfo, api_key: Value) -> Value {
    json!({
        "prefix": info.prefix,
        "name": info.name,
        "type": info.key_type,
        "team_name": info.team_name,
        "model_ids": info.model_ids,
        "environment_names": info.environment_names,
        "api_key": api_key,
    })
}

async fn lost(session: &Session, prefix: &str, what: &str, error: anyhow::Error) -> anyhow::Error {
    // The cause as text: a closed pipe must not pass for a success here.
    let cause = format!("{error:#}");
    match revoke(&session.client, prefix).await {
        Ok(()) => {
            Failure::new(Kind::Other, format!("the secret could not be {what}, so the new key `{prefix}` was revoked"))
        }
        Err(_) => Failure::new(
            Kind::Partial,
            format!("the secret could not be {what}, and the new key `{prefix}` could not be revoked"),
        )
        .hint(format!("revoke it: `truss keys revoke {prefix}`")),
    }
    .cause(cause)
    .into()
}
