//! `/v1/api_keys`: API keys, their types and what they are narrowed to.

use std::fmt;

use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use crate::secret::ApiKey;

use super::client::{Call, Repeat};
use super::error::Fault;
use super::path::Path;
use super::{Client, Error, Told};

/// What a key may do. The API's enum may grow: a value that is not known is kept as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum KeyType {
    /// Acts for its user.
    Personal,
    /// Everything in its team.
    FullAccess,
    /// Calls its team's models.
    InferenceOnly,
    /// Exports its team's metrics.
    MetricsOnly,
    /// Manages keys and nothing else.
    ManageKeys,
    /// Anything else that a remote lists.
    Other(String),
}

impl KeyType {
    /// The types that this program creates.
    pub const CREATABLE: [Self; 5] =
        [Self::Personal, Self::FullAccess, Self::InferenceOnly, Self::MetricsOnly, Self::ManageKeys];

    /// The API's own name.
    #[must_use]
    pub fn api_name(&self) -> &str {
        match self {
            Self::Personal => "PERSONAL",
            Self::FullAccess => "WORKSPACE_MANAGE_ALL",
            Self::InferenceOnly => "WORKSPACE_INVOKE",
            Self::MetricsOnly => "WORKSPACE_EXPORT_METRICS",
            Self::ManageKeys => "WORKSPACE_MANAGE_API_KEYS",
            Self::Other(name) => name,
        }
    }

    /// The name on Baseten's own pages, as the command line has it.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Personal => "personal",
            Self::FullAccess => "full-access",
            Self::InferenceOnly => "inference-only",
            Self::MetricsOnly => "metrics-only",
            Self::ManageKeys => "manage-keys",
            Self::Other(name) => name,
        }
    }

    /// Reads a type as a user types it: a word or the API's name, in any case, with `-` or `_`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let same = |name: &str| name.replace('_', "-").eq_ignore_ascii_case(&text.replace('_', "-"));
        Self::CREATABLE.into_iter().find(|kind| same(kind.word()) || same(kind.api_name()))
    }
}

impl From<KeyType> for String {
    fn from(kind: KeyType) -> Self {
        kind.api_name().to_owned()
    }
}

impl From<String> for KeyType {
    fn from(name: String) -> Self {
        Self::CREATABLE.into_iter().find(|kind| kind.api_name() == name).unwrap_or(Self::Other(name))
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// What a remote tells of a key; never its secret.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct KeyInfo {
    /// What stands before the dot: the key's id.
    pub prefix: String,
    /// Not unique.
    #[serde(default)]
    pub name: Option<String>,
    /// What the key may do.
    #[serde(rename = "type")]
    pub key_type: KeyType,
    /// The models that the key is narrowed to.
    #[serde(default, skip_serializing_if = "Told::is_absent")]
    pub model_ids: Told<Vec<String>>,
    /// The team, for a key of one.
    #[serde(default, skip_serializing_if = "Told::is_absent")]
    pub team_name: Told<String>,
    /// When the key was made; an older API does not say. The text is kept as the remote wrote it.
    #[serde(default, skip_serializing_if = "Told::is_absent")]
    pub created_at: Told<String>,
    /// When the key was last used: `null` is never, or not known.
    #[serde(default, skip_serializing_if = "Told::is_absent")]
    pub last_used_at: Told<String>,
    /// The user of a personal key.
    #[serde(default, skip_serializing_if = "Told::is_absent")]
    pub owner: Told<Owner>,
    /// The environments that the key is narrowed to. Absent: this remote does not say.
    #[serde(default, skip_serializing_if = "Told::is_absent")]
    pub environment_names: Told<Vec<String>>,
    /// Fields that this program does not know; kept for JSON output.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The user of a personal key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Owner {
    /// The user's id.
    pub user_id: String,
    /// The address, if the remote tells it.
    #[serde(default)]
    pub email: Option<String>,
    /// The user's name, if the remote tells it.
    #[serde(default)]
    pub name: Option<String>,
}

impl KeyInfo {
    /// When the key was made, if the remote says so in RFC 3339.
    #[must_use]
    pub fn created(&self) -> Option<Timestamp> {
        self.created_at.value()?.parse().ok()
    }

    /// When the key was last used, if the remote says so in RFC 3339.
    #[must_use]
    pub fn last_used(&self) -> Option<Timestamp> {
        self.last_used_at.value()?.parse().ok()
    }
}

/// A key to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKey {
    /// Lower-case letters, numbers and hyphens; a key may also have no name.
    pub name: Option<String>,
    /// What it may do.
    #[serde(rename = "type")]
    pub key_type: KeyType,
    /// The id of its team; the organization's default team when there is none.
    pub team_id: Option<String>,
    /// The ids of the models to narrow it to.
    pub model_ids: Option<Vec<String>>,
    /// The environments to narrow it to.
    pub environment_names: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<KeyInfo>,
}

#[derive(Deserialize)]
struct Created {
    #[serde(deserialize_with = "api_key")]
    api_key: ApiKey,
}

fn api_key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ApiKey, D::Error> {
    let text = zeroize::Zeroizing::new(String::deserialize(deserializer)?);
    let key = ApiKey::parse(&text).map_err(serde::de::Error::custom)?;
    // Without its prefix a key can be neither read back nor revoked.
    if key.prefix().is_some() { Ok(key) } else { Err(serde::de::Error::custom("a key without a prefix")) }
}

impl Client {
    /// Every key that this key can see, in the server's order; with `mine`, those that its user made.
    ///
    /// # Errors
    ///
    /// As every request.
    pub async fn keys(&self, mine: bool) -> Result<Vec<KeyInfo>, Error> {
        let call = Call::new(Method::GET, collection());
        let call = if mine { call.query("created_by_me", "true") } else { call };
        let answer: Keys = self.send(call).await?;
        Ok(answer.keys)
    }

    /// Makes a key; this is the only time that its secret is told. Never repeated when it may have arrived.
    ///
    /// # Errors
    ///
    /// As every request; [`Error::may_have_arrived`] tells whether a key may exist now that nobody has.
    pub async fn create_key(&self, key: &NewKey) -> Result<ApiKey, Error> {
        let mut body = json!({"type": key.key_type});
        if let Some(name) = &key.name {
            body["name"] = json!(name);
        }
        if let Some(models) = &key.model_ids {
            body["model_ids"] = json!(models);
        }
        if let Some(environments) = &key.environment_names {
            body["environment_names"] = json!(environments);
        }
        let path = match &key.team_id {
            Some(team) => Path::of(&["v1", "teams"]).join(team).and_then(|path| path.join("api_keys")),
            None => Ok(collection()),
        };
        let created: Created = self.send(Call::new(Method::POST, path).body(body)).await?;
        Ok(created.api_key)
    }

    /// Renames a key, and returns what the remote now tells of it.
    ///
    /// # Errors
    ///
    /// As every request. A remote that does not know the call answers 404 or 405.
    pub async fn rename_key(&self, prefix: &str, name: &str) -> Result<KeyInfo, Error> {
        let call = Call::new(Method::PATCH, collection().join(prefix)).body(json!({"name": name}));
        self.send(call.repeat(Repeat::Safe)).await
    }

    /// Revokes a key for good. When an answer got lost and the repeated request finds no such key, the lost one
    /// did it.
    ///
    /// # Errors
    ///
    /// As every request; 404 for a key that does not exist.
    pub async fn revoke_key(&self, prefix: &str) -> Result<(), Error> {
        match self.send::<Value>(Call::new(Method::DELETE, collection().join(prefix))).await {
            Ok(_) => Ok(()),
            Err(Error { repeated: true, fault: Fault::Refused { status: StatusCode::NOT_FOUND, .. }, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn collection() -> Path {
    Path::of(&["v1", "api_keys"])
}
