//! Making a key and being sure of it: a key that can do more than was asked for is never handed out, and a key
//! whose secret got lost does not stay.
//!
//! Owns the steps create, read back, compare, and what is done when one of them fails. Leaves finding a lost key to
//! `orphan`.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::api::keys::{KeyInfo, NewKey};
use crate::api::{Client, Error, Told};
use crate::error::{Failure, Kind};
use crate::secret::ApiKey;

use super::orphan::revoke_orphan;

/// A key to be made, with what can only be compared by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Wanted {
    /// What is sent.
    pub key: NewKey,
    /// The name of the team of `key.team_id`.
    pub team_name: Option<String>,
}

/// A key that was made, and that the remote confirmed to be what was asked for.
#[derive(Clone, Debug)]
pub struct Issued {
    /// What the remote tells of it.
    pub info: KeyInfo,
    /// Its secret, told only once.
    pub secret: ApiKey,
}

/// Makes a key. When an answer got lost, the key that nobody has is found and revoked, and the request is sent once
/// more. Every restriction is read back before the secret is given to the caller.
///
/// # Errors
///
/// [`Kind::Unsafe`] when the remote does not confirm a restriction (the key is revoked then); [`Kind::Partial`] when
/// a key may be left that nobody has, with its prefix if it is known; else what the requests can end in.
pub async fn issue(client: &Client, wanted: &Wanted) -> anyhow::Result<Issued> {
    let known: HashSet<String> = client.keys(false).await?.into_iter().map(|key| key.prefix).collect();
    let secret = match create(client, wanted, &known).await {
        Err(Attempt::Lost(_)) => match create(client, wanted, &known).await {
            Err(Attempt::Lost(error)) => return Err(error.into()),
            Err(Attempt::Failed(error)) => return Err(error),
            Ok(secret) => secret,
        },
        Err(Attempt::Failed(error)) => return Err(error),
        Ok(secret) => secret,
    };
    confirm(client, wanted, secret).await
}

enum Attempt {
    /// The answer got lost, and no key is left of the request.
    Lost(Error),
    Failed(anyhow::Error),
}

async fn create(client: &Client, wanted: &Wanted, known: &HashSet<String>) -> Result<ApiKey, Attempt> {
    match client.create_key(&wanted.key).await {
        Ok(secret) => Ok(secret),
        Err(error) if error.may_have_arrived() => {
            match revoke_orphan(client, &wanted.key, |key| known.contains(&key.prefix)).await {
                Ok(_) => Err(Attempt::Lost(error)),
                Err(failure) => Err(Attempt::Failed(failure.cause(error).into())),
            }
        }
        Err(error) => Err(Attempt::Failed(error.into())),
    }
}

/// Reads the new key back and hands it out only when the remote confirms every restriction.
async fn confirm(client: &Client, wanted: &Wanted, secret: ApiKey) -> anyhow::Result<Issued> {
    let prefix = secret.prefix().unwrap_or_default().to_owned();
    let doubts = match client.keys(false).await {
        Ok(keys) => match keys.into_iter().find(|key| key.prefix == prefix) {
            Some(info) => {
                let doubts = unconfirmed(wanted, &info);
                if doubts.is_empty() {
                    return Ok(Issued { info, secret });
                }
                format!("the remote does not confirm {}", doubts.join(" and "))
            }
            None => "the remote does not list it".to_owned(),
        },
        Err(error) => format!("it cannot be read back: {error}"),
    };
    Err(match client.revoke_key(&prefix).await {
        Ok(()) => Failure::new(Kind::Unsafe, format!("the new key was revoked, because {doubts}"))
            .hint("make this key on Baseten's web page: Settings, API keys (https://app.baseten.co/settings/api_keys)"),
        Err(error) => Failure::new(
            Kind::Partial,
            format!("the new key `{prefix}` must not be used, because {doubts}; and it could not be revoked"),
        )
        .hint(format!("revoke it: `truss keys revoke {prefix}`"))
        .cause(error),
    }
    .into())
}

/// The restrictions of `wanted` that `info` does not have: each makes a key that can do more than was asked for.
#[must_use]
pub fn unconfirmed(wanted: &Wanted, info: &KeyInfo) -> Vec<&'static str> {
    let Wanted { key, team_name } = wanted;
    let checks = [
        ("its type", key.key_type == info.key_type),
        ("its team", team_name.is_none() || team_name.as_ref() == info.team_name.value()),
        ("its models", key.model_ids.is_none() || same(key.model_ids.as_deref(), &info.model_ids)),
        (
            "its environments",
            key.environment_names.is_none() || same(key.environment_names.as_deref(), &info.environment_names),
        ),
    ];
    checks.into_iter().filter(|(_, confirmed)| !confirmed).map(|(restriction, _)| restriction).collect()
}

fn same(wanted: Option<&[String]>, told: &Told<Vec<String>>) -> bool {
    let (Some(wanted), Some(told)) = (wanted, told.value()) else { return false };
    wanted.iter().collect::<HashSet<_>>() == told.iter().collect::<HashSet<_>>()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::api::keys::{KeyType, NewKey};

    use super::{Wanted, unconfirmed};

    fn doubts(told: Value) -> Vec<&'static str> {
        let wanted = Wanted {
            key: NewKey {
                name: Some("ci".to_owned()),
                key_type: KeyType::InferenceOnly,
                team_id: Some("t1".to_owned()),
                model_ids: Some(vec!["m1".to_owned(), "m2".to_owned()]),
                environment_names: Some(vec!["production".to_owned()]),
            },
            team_name: Some("ml".to_owned()),
        };
        unconfirmed(&wanted, &serde_json::from_value(told).expect("a key"))
    }

    #[test]
    fn a_key_that_is_what_was_asked_for_leaves_no_doubt() {
        let told = json!({"prefix": "p", "type": "WORKSPACE_INVOKE", "team_name": "ml", "model_ids": ["m2", "m1"],
            "environment_names": ["production"]});
        assert_eq!(doubts(told), [""; 0]);
    }

    #[test]
    fn what_is_absent_null_or_different_is_not_confirmed() {
        let all = ["its team", "its models", "its environments"];
        assert_eq!(doubts(json!({"prefix": "p", "type": "WORKSPACE_INVOKE"})), all);
        let told = json!({"prefix": "p", "type": "WORKSPACE_INVOKE", "team_name": null, "model_ids": null, "environment_names": null});
        assert_eq!(doubts(told), all);
        let told = json!({"prefix": "p", "type": "WORKSPACE_MANAGE_ALL", "team_name": "ml", "model_ids": ["m1", "m2", "m3"],
            "environment_names": ["production", "staging"]});
        assert_eq!(doubts(told), ["its type", "its models", "its environments"]);
    }
}
