//! What a push agrees on with the remote before any byte moves: the model, its team and environment, and the checks.

use crate::api::resources::deployments::{DeploymentPayload, Target};
use crate::api::resources::environments::PRODUCTION;
use crate::api::resources::uploads::PreparedUpload;
use crate::commands::push::deploy::Push;
use crate::commands::team::choose_team;
use crate::context::Context;
use crate::context::session::Session;
use crate::credential::Credential;
use crate::error::{Failure, Kind};
use crate::humanize::size;
use crate::keys::resolve;
use crate::push::Value;
use crate::push::git_info::user_env;
use crate::push::team::{target, team_of_model};

const NAMED_FILES: usize = 3;

pub(crate) struct Agreement {
    pub(crate) target: Target,
    pub(crate) payload: DeploymentPayload<Value>,
    pub(crate) prepared: PreparedUpload,
}

/// Finds out which model is meant and has the remote check the push; `None` after a dry run.
pub(crate) async fn agree(context: &Context, session: &Session, push: &Push<'_>) -> anyhow::Result<Option<Agreement>> {
    let refused = |error| not_deployable(error, session, push);
    let (target, team_id) = find_target(context, session, push)
        .await
        .map_err(|error| not_allowed(error, session, push, "read models and teams, which a push needs"))?;
    let options = push.options;
    // Python's truss: for new models only.
    if options.disable_truss_download && matches!(target, Target::Existing { .. }) {
        let exists =
            format!("the model `{}` exists: `--disable-truss-download` is for new models only", push.model_name);
        return Err(Failure::new(Kind::Usage, exists).into());
    }
    let exists = check_environment(context, session, push, &target, team_id.as_deref()).await?;
    let payload = DeploymentPayload {
        config: push.plan.sent_config(options.no_cache),
        raw_config: push.plan.raw_config(),
        user_env: if push.with_git_info { user_env(&push.plan.folder) } else { None },
        environment_name: options.environment().map(str::to_owned),
        create_environment_if_missing: !options.no_create_environment,
        preserve_env_instance_type: options.keeps_instance_type(exists),
        region: options.region.clone(),
        deploy_timeout_minutes: options.deploy_timeout_minutes,
        deployment_name: options.deployment_name.clone(),
        labels: options.labels.clone(),
    };
    let prepare = async |dry_run| session.client.prepare_upload(&target, &payload, dry_run).await;
    prepare(true).await.map_err(|error| refused(error.into()))?;
    if options.dry_run {
        return Ok(None);
    }
    context.output().note(&summary(push, &target));
    let prepared = prepare(false).await.map_err(|error| refused(error.into()))?;
    Ok(Some(Agreement { target, payload, prepared }))
}

async fn find_target(
    context: &Context,
    session: &Session,
    push: &Push<'_>,
) -> anyhow::Result<(Target, Option<String>)> {
    let (client, name) = (&session.client, push.model_name);
    let wanted = push.options.team.as_ref().or(session.credentials.team.as_ref());
    let models = client.models(Some(name)).await?;
    let team = match wanted {
        Some(wanted) => Some(resolve::team(client, wanted).await?),
        None => {
            let teams = client.teams().await?;
            match team_of_model(name, &models, &teams) {
                Some(team) => Some(team.clone()),
                None => choose_team(context, teams, "model")?,
            }
        }
    };
    Ok((target(name, &models, team.as_ref()), team.map(|team| team.id)))
}

/// Whether the model has the environment; `None` when the remote does not say. Warns of a name that no environment of
/// the team has: most often it is a slip, and the push would make the environment.
async fn check_environment(
    context: &Context,
    session: &Session,
    push: &Push<'_>,
    target: &Target,
    team_id: Option<&str>,
) -> anyhow::Result<Option<bool>> {
    let Some(name) = push.options.environment() else { return Ok(Some(false)) };
    let exists = match target {
        Target::New { .. } => Some(false),
        Target::Existing { model_id } => match session.client.environments(model_id).await {
            Ok(environments) => Some(environments.iter().any(|environment| environment.name == name)),
            Err(error) if error.status().is_some() => None,
            Err(error) => return Err(error.into()),
        },
    };
    if exists != Some(true) && name != PRODUCTION {
        for unknown in session.client.unknown_environments(team_id, &[name]).await? {
            let made = if push.options.no_create_environment { "" } else { ": this push creates it" };
            context.output().warn(&format!("{unknown}{made}"));
        }
    }
    Ok(exists)
}

/// A 403 to what makes a deployment.
pub(crate) fn not_deployable(error: anyhow::Error, session: &Session, push: &Push<'_>) -> anyhow::Error {
    let what = push.options.environment().map(|environment| format!("deploy to the environment `{environment}`"));
    not_allowed(error, session, push, what.as_deref().unwrap_or("deploy models"))
}

/// A 403 in other words: what was asked for is clear here.
fn not_allowed(error: anyhow::Error, session: &Session, push: &Push<'_>, what: &str) -> anyhow::Error {
    match error.downcast_ref::<crate::api::Error>() {
        Some(refused) if refused.status().is_some_and(|status| status == 403) => {
            let who = match session.client.key() {
                Credential::ApiKey(key) => format!("the API key `{}`", key.display_prefix()),
                Credential::Login(_) => "the browser login".to_owned(),
            };
            let level = "deploying needs a personal key or a full-access key of the team";
            let rules = ", and the environment's own access rules have to allow it";
            let hint = format!("{level}{}", if push.options.environment().is_some() { rules } else { "" });
            let message = format!("{who} cannot {what}");
            Failure::new(Kind::Credentials, message).cause(refused.fault.to_string()).with_hint(hint).into()
        }
        _ => error,
    }
}

fn summary(push: &Push<'_>, target: &Target) -> String {
    let collection = &push.plan.collection;
    let kind = if matches!(target, Target::New { .. }) { "the new model" } else { "the model" };
    let (name, count) = (push.model_name, collection.files.len());
    let (files, total) = (size::files(count), size::in_words(collection.total_bytes()));
    let largest = collection.largest(NAMED_FILES).into_iter();
    let largest: Vec<String> =
        largest.map(|file| format!("{} ({})", file.path.display(), size::in_words(file.size))).collect();
    let largest = if count > 1 { format!("; largest: {}", largest.join(", ")) } else { String::new() };
    format!("pushing {kind} `{name}`: {files}, {total}{largest}")
}
