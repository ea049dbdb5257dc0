//! `/v1/api_keys`: API keys, their types and what they are narrowed to.

use std::collections::HashMap;

use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use crate::api::client::{Call, Repeat};
use crate::api::error::Fault;
use crate::api::path::Path;
use crate::api::{Client, Error, Field};
use crate::secret::ApiKey;

pub(crate) use crate::api::resources::key_type::KeyType;

/// What a remote tells of a key; never its secret.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct KeyInfo {
    /// What stands before the dot: the key's id.
    pub prefix: String,
    /// Unique among the live keys of its scope; see `keys::family`.
    #[serde(default)]
    pub(crate) name: Option<String>,
    #[serde(rename = "type")]
    pub(crate) key_type: KeyType,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub(crate) model_ids: Field<Vec<String>>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub team_name: Field<String>,
    /// When the key was made; an older API does not say. The text is kept as the remote wrote it.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub(crate) created_at: Field<Value>,
    /// When the key was last used: `null` is never, or not known.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub(crate) last_used_at: Field<Value>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub(crate) owner: Field<Owner>,
    /// The environments that the key is narrowed to. Absent: this remote does not say.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub(crate) environment_names: Field<Vec<String>>,
    /// Fields that this program does not know; kept for JSON output.
    #[serde(flatten)]
    pub(crate) other: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Owner {
    pub(crate) user_id: String,
    #[serde(default)]
    pub(crate) email: Option<String>,
    #[serde(default)]
    pub(crate) name: Option<String>,
}

/// When a key was last used, as far as the remote tells. What cannot be read is not "never".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LastUse {
    /// `null`: no use on record.
    None,
    At(Timestamp),
    /// Absent or unreadable: it may be in use at this moment.
    Unknown,
}

impl LastUse {
    pub(crate) fn time(self) -> Option<Timestamp> {
        match self {
            Self::At(time) => Some(time),
            Self::None | Self::Unknown => None,
        }
    }
}

impl Owner {
    /// What a person calls the user: the address, else the name, else the id.
    pub(crate) fn label(&self) -> &str {
        self.email.as_ref().or(self.name.as_ref()).unwrap_or(&self.user_id)
    }
}

impl KeyInfo {
    /// When the key was made, if the remote says so in RFC 3339.
    pub(crate) fn created(&self) -> Option<Timestamp> {
        timestamp(self.created_at.value()?)
    }

    pub(crate) fn last_use(&self) -> LastUse {
        match &self.last_used_at {
            Field::Null => LastUse::None,
            Field::Absent => LastUse::Unknown,
            Field::Value(value) => timestamp(value).map_or(LastUse::Unknown, LastUse::At),
        }
    }

    /// The name, or the prefix where it has none.
    pub(crate) fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.prefix)
    }

    /// The id of the user of a personal key, if the remote tells it.
    pub(crate) fn owner_id(&self) -> Option<&str> {
        self.owner.value().map(|owner| owner.user_id.as_str())
    }
}

/// A key that a list shows twice counts as the widest and the last used of its entries: the doubt keeps it alive.
fn each_once(keys: Vec<KeyInfo>) -> Vec<KeyInfo> {
    let mut positions: HashMap<String, usize> = HashMap::with_capacity(keys.len());
    let mut unique: Vec<KeyInfo> = Vec::with_capacity(keys.len());
    for key in keys {
        let Some(first) = positions.get(&key.prefix).map(|position| &mut unique[*position]) else {
            positions.insert(key.prefix.clone(), unique.len());
            unique.push(key);
            continue;
        };
        if key.last_use() > first.last_use() {
            first.last_used_at = key.last_used_at;
        }
        for (seen, again) in
            [(&mut first.model_ids, key.model_ids), (&mut first.environment_names, key.environment_names)]
        {
            match (&mut *seen, again) {
                (Field::Value(seen), Field::Value(again)) => seen.extend(again),
                (Field::Value(_), wider) | (Field::Null, wider @ Field::Absent) => *seen = wider,
                _ => {}
            }
        }
    }
    unique
}

fn timestamp(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NewKey {
    /// Lower-case letters, numbers and hyphens; a key may also have no name.
    pub(crate) name: Option<String>,
    #[serde(rename = "type")]
    pub(crate) key_type: KeyType,
    /// The id of its team; the organization's default team when there is none.
    pub(crate) team_id: Option<String>,
    pub(crate) model_ids: Option<Vec<String>>,
    pub(crate) environment_names: Option<Vec<String>>,
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
    /// Every key that this key can see, in the server's order.
    pub(crate) async fn keys(&self) -> Result<Vec<KeyInfo>, Error> {
        self.list_keys(Call::new(Method::GET, collection())).await
    }

    /// Those of [`Client::keys`] that this key's user made.
    pub(crate) async fn my_keys(&self) -> Result<Vec<KeyInfo>, Error> {
        self.list_keys(Call::new(Method::GET, collection()).query("created_by_me", "true")).await
    }

    async fn list_keys(&self, call: Call) -> Result<Vec<KeyInfo>, Error> {
        let answer: Keys = self.send(call).await?;
        Ok(each_once(answer.keys))
    }

    /// Makes a key; the only time that its secret is sent. Never repeated when it may have arrived.
    pub(crate) async fn create_key(&self, key: &NewKey) -> Result<ApiKey, Error> {
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
    pub(crate) async fn rename_key(&self, prefix: &str, name: &str) -> Result<KeyInfo, Error> {
        let call = Call::new(Method::PATCH, collection().join(prefix)).body(json!({"name": name}));
        self.send(call.repeat(Repeat::Safe)).await
    }

    /// Revokes a key for good. When an answer got lost and the repeated request finds no such key, the lost one
    /// did it.
    pub(crate) async fn revoke_key(&self, prefix: &str) -> Result<(), Error> {
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
