//! `truss keys create NAME`.

use clap::Args;
use serde_json::json;

use crate::api::keys::{KeyType, NewKey};
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::keys::issue::{Issued, Wanted, issue};
use crate::keys::request::Request;
use crate::keys::resolve;
use crate::session::Session;

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
}

/// Makes the key, has the remote confirm what it is, and writes its secret to stdout.
///
/// # Errors
///
/// See [`issue`]; a secret that cannot be written means that the key is revoked again.
pub fn run(arguments: Arguments, context: &Context) -> anyhow::Result<()> {
    let Arguments { name, key_type, team, environments, models, if_missing } = arguments;
    let mut request = Request { name, key_type, team, environments, models };
    let key_type = request.check()?;
    context.online(async |session| {
        if if_missing && session.client.keys(false).await?.iter().any(|key| key.name.as_ref() == Some(&request.name)) {
            context.output().note(&format!("a key `{}` exists already: nothing was made", request.name));
            return Ok(());
        }
        if matches!(key_type, KeyType::FullAccess | KeyType::InferenceOnly | KeyType::MetricsOnly) {
            request.team = request.team.or_else(|| session.credentials.team.clone());
        }
        let wanted = resolve(session, request, key_type).await?;
        let issued = issue(&session.client, &wanted).await?;
        if let Err(error) = show(context, &issued) {
            return Err(lost(session, &issued, error).await);
        }
        context.output().note(&format!("the key `{}` was made; its secret is shown this once", issued.info.prefix));
        Ok(())
    })
}

/// Finds the ids of the team and the models that were given by name.
async fn resolve(session: &Session, request: Request, key_type: KeyType) -> anyhow::Result<Wanted> {
    let team = match &request.team {
        Some(team) => Some(resolve::team(&session.client, team).await?),
        None => None,
    };
    let key = NewKey {
        name: Some(request.name),
        key_type,
        team_id: team.as_ref().map(|team| team.id.clone()),
        model_ids: resolve::models(&session.client, team.as_ref(), &request.models).await?,
        environment_names: (!request.environments.is_empty()).then_some(request.environments),
    };
    Ok(Wanted { key, team_name: team.map(|team| team.name) })
}

fn show(context: &Context, issued: &Issued) -> anyhow::Result<()> {
    context.mask(&issued.secret);
    let Issued { info, secret } = issued;
    if context.output().is_json() {
        return context.output().json(&json!({
            "prefix": info.prefix,
            "name": info.name,
            "type": info.key_type,
            "team_name": info.team_name,
            "model_ids": info.model_ids,
            "environment_names": info.environment_names,
            "api_key": secret.expose(),
        }));
    }
    Ok(context.output().answer(secret.expose())?)
}

/// A secret that nobody read is no use to anybody: the key goes again.
async fn lost(session: &Session, issued: &Issued, error: anyhow::Error) -> anyhow::Error {
    let prefix = &issued.info.prefix;
    let (kind, message) = match session.client.revoke_key(prefix).await {
        Ok(()) => (Kind::Other, format!("the secret could not be written, so the new key `{prefix}` was revoked")),
        Err(_) => {
            (Kind::Partial, format!("the secret could not be written, and the new key `{prefix}` could not be revoked"))
        }
    };
    // The cause as text: a closed pipe must not pass for a success here.
    Failure::new(kind, message).cause(format!("{error:#}")).into()
}
