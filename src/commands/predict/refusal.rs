//! Why a call has no answer: what the key may call, and where the model says more.

use reqwest::StatusCode;

use crate::api::resources::keys::KeyInfo;
use crate::api::{self, Client};
use crate::commands::predict::target::Target;
use crate::context::session::Session;
use crate::error::{Explain as _, Failure};
use crate::hint::hinted;
use crate::sanitize::display_name;

/// Adds to the error what helps with it.
pub(crate) async fn explain(error: api::Error, target: &Target, session: &Session) -> anyhow::Error {
    let hint = match error.status() {
        Some(StatusCode::FORBIDDEN) => allowed(session).await,
        Some(StatusCode::NOT_FOUND) if target.is_assumed => Some(format!(
            "the key may not look a model up by its name, and none has the id `{}`",
            display_name(&target.model_id)
        )),
        Some(StatusCode::NOT_FOUND) => {
            let path = format!("models/{}/deployments", target.model_id);
            Some(format!("{} lists the deployments and their status", hinted(&["api", &path])))
        }
        Some(status) if status.is_server_error() => Some(logs(target)),
        _ => None,
    };
    with_hint(error, hint)
}

/// As [`explain`], for an answer that broke off.
pub(crate) fn explain_broken(error: anyhow::Error, target: &Target) -> anyhow::Error {
    match error.downcast::<api::Error>() {
        Ok(error) => with_hint(error, Some(logs(target))),
        Err(other) => other,
    }
}

fn with_hint(error: api::Error, hint: Option<String>) -> anyhow::Error {
    let Some(hint) = hint else { return error.into() };
    Failure::new(error.kind(), error.to_string()).with_hint(hint).cause(error.fault).into()
}

/// Baseten's page on inference errors sends everybody to the model's log first.
fn logs(target: &Target) -> String {
    format!("{} shows what the model logged", hinted(&[vec!["logs"], target.options()].concat()))
}

/// What the key may call, as far as it can be found out with the key itself.
async fn allowed(session: &Session) -> Option<String> {
    let prefix = session.credentials.secret.display_prefix();
    let listed = session.client.keys().await.unwrap_or_default();
    match listed.iter().find(|key| key.prefix == prefix) {
        Some(key) => describe(key, &session.client).await,
        None => {
            let show = hinted(&["keys", "show", prefix]);
            Some(format!("{show}, with a key that may list keys, shows what this one may do"))
        }
    }
}

/// `None` for a key that is narrowed to nothing.
async fn describe(key: &KeyInfo, client: &Client) -> Option<String> {
    let prefix = display_name(&key.prefix);
    if !key.key_type.can_call() {
        let word = display_name(key.key_type.word());
        return Some(format!("`{prefix}` is a {word} key, which calls no models: use another key"));
    }
    let (ids, team, environments) = (key.model_ids.value(), key.team_name.value(), key.environment_names.value());
    if ids.is_none() && team.is_none() && environments.is_none() {
        return None;
    }
    let models = match ids {
        Some(ids) => {
            let known = client.models(None).await.unwrap_or_default();
            let name = |id: &String| known.iter().find(|model| model.id == *id).map_or(id, |model| &model.name).clone();
            format!("the models {}", listed(&ids.iter().map(name).collect::<Vec<_>>()))
        }
        None => "models".to_owned(),
    };
    let team = team.map(|team| format!(" of the team `{}`", display_name(team)));
    let environments = environments.map(|names| format!(" in the environments {}", listed(names)));
    Some(format!("`{prefix}` may call {models}{}{}", team.unwrap_or_default(), environments.unwrap_or_default()))
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{}`", display_name(name))).collect::<Vec<_>>().join(", ")
}
