//! `--if-missing`: whether a key of that name is there, and which of several that were made at the same time stays.
//!
//! Nothing on a remote makes a name unique, and its clock does not tell which key was visible first. So each process
//! that made a key looks at the list afterwards. Who is alone there has won, because whoever comes later sees its key.
//! Of several that see each other the first in one order stays, but only after the others have taken theirs back: one
//! that stays has won before, unseen.

use std::time::Duration;

use crate::api::keys::{KeyInfo, KeyType};
use crate::api::{Client, Error};

use crate::output::sanitize::shown;

use super::issue::Issued;
use super::request::Request;

/// The first of `keys` that has this name.
#[must_use]
pub fn existing(keys: Vec<KeyInfo>, name: &str) -> Option<KeyInfo> {
    keys.into_iter().find(|key| key.name.as_deref() == Some(name))
}

/// In what `key` is not what was asked for, as far as that can be told without another request.
#[must_use]
pub fn differences(request: &Request, key_type: &KeyType, key: &KeyInfo) -> Vec<String> {
    let mut differences = Vec::new();
    if key.key_type != *key_type {
        differences.push(format!("it is {}, not {key_type}", shown(key.key_type.word())));
    }
    let told = key.environment_names.value();
    if request.environment_names().is_some_and(|wanted| told.is_none_or(|told| !same(&wanted, told))) {
        differences.push("it is narrowed to other environments".to_owned());
    }
    if !request.models.is_empty() && key.model_ids.value().is_none() {
        differences.push("it is not narrowed to models".to_owned());
    }
    if let (Some(wanted), Some(team)) = (&request.team, key.team_name.value())
        && wanted != team
    {
        differences.push(format!("its team is {}", shown(team)));
    }
    differences
}

/// Whether two lists name the same, in any order.
pub(super) fn same(one: &[String], other: &[String]) -> bool {
    one.iter().all(|name| other.contains(name)) && other.iter().all(|name| one.contains(name))
}

/// How long the others have to take their keys back, look by look: three seconds.
const LOOKS: [Duration; 6] = [
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_millis(1_000),
    Duration::from_millis(1_100),
];

/// The key that stays instead of the one that was `issued`; `None` when that one stays.
///
/// # Errors
///
/// What reading the list ends in; nothing is settled then.
pub async fn settle(client: &Client, issued: &Issued) -> Result<Option<KeyInfo>, Error> {
    if issued.rivals.is_empty() {
        return Ok(None);
    }
    if let Some(first) = issued.first() {
        return Ok(Some(first.clone()));
    }
    let mut left = issued.rivals.clone();
    for pause in LOOKS {
        tokio::time::sleep(pause).await;
        let listed = client.keys(false).await?;
        left.retain(|rival| listed.iter().any(|key| key.prefix == rival.prefix));
        if left.is_empty() {
            return Ok(None);
        }
    }
    Ok(left.into_iter().next())
}

impl Issued {
    /// The rival that comes before this key, if there is one. Of two that were made in the same instant, the prefix
    /// decides, so that all processes see the same order.
    fn first(&self) -> Option<&KeyInfo> {
        let order = |key: &KeyInfo| (key.created(), key.prefix.clone());
        let first = self.rivals.iter().min_by_key(|key| order(key))?;
        (order(first) < order(&self.info)).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::api::keys::{KeyInfo, KeyType};
    use crate::keys::issue::Issued;
    use crate::keys::request::Request;
    use crate::secret::ApiKey;

    use super::differences;

    fn key(value: Value) -> KeyInfo {
        serde_json::from_value(value).expect("a key")
    }

    fn made(prefix: &str, second: u32) -> KeyInfo {
        key(
            json!({"prefix": prefix, "name": "ci", "type": "PERSONAL", "created_at": format!("2026-11-23T00:00:{second:02}Z")}),
        )
    }

    fn first(own: KeyInfo, rivals: Vec<KeyInfo>) -> Option<String> {
        let secret = ApiKey::parse("own.secret").expect("a key");
        Issued { info: own, secret, rivals }.first().map(|key| key.prefix.clone())
    }

    #[test]
    fn the_first_of_those_that_see_each_other_is_the_same_for_all() {
        assert_eq!(first(made("b", 1), vec![]), None);
        assert_eq!(first(made("b", 1), vec![made("a", 2), made("c", 3)]), None);
        assert_eq!(first(made("a", 2), vec![made("b", 1), made("c", 3)]).as_deref(), Some("b"));
        assert_eq!(first(made("c", 3), vec![made("b", 1), made("a", 2)]).as_deref(), Some("b"));
    }

    #[test]
    fn of_the_same_instant_exactly_one_is_the_first() {
        assert_eq!(first(made("a", 1), vec![made("b", 1)]), None);
        assert_eq!(first(made("b", 1), vec![made("a", 1)]).as_deref(), Some("a"));
    }

    #[test]
    fn what_is_there_is_compared_with_what_was_asked_for() {
        let request = Request {
            name: "ci".to_owned(),
            environments: vec!["production".to_owned(), "staging".to_owned()],
            models: vec!["llama".to_owned()],
            ..Request::default()
        };
        let same = key(json!({"prefix": "a", "type": "WORKSPACE_INVOKE", "model_ids": ["m1"],
            "environment_names": ["staging", "production"]}));
        assert_eq!(differences(&request, &KeyType::InferenceOnly, &same), [""; 0]);
        let wider = key(json!({"prefix": "a", "type": "WORKSPACE_MANAGE_ALL", "environment_names": ["staging"]}));
        assert_eq!(
            differences(&request, &KeyType::InferenceOnly, &wider),
            [
                "it is full-access, not inference-only",
                "it is narrowed to other environments",
                "it is not narrowed to models"
            ]
        );
    }
}
