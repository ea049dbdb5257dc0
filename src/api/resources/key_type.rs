//! The types of API keys, and what each may do and be narrowed to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a key may do. The API's enum may grow: a value that is not known is kept as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub(crate) enum KeyType {
    Personal,
    FullAccess,
    InferenceOnly,
    MetricsOnly,
    ManageKeys,
    /// Anything else that a remote lists.
    Other(String),
}

impl KeyType {
    pub(crate) const CREATABLE: [Self; 5] =
        [Self::Personal, Self::FullAccess, Self::InferenceOnly, Self::MetricsOnly, Self::ManageKeys];

    /// The API's own name, the name on Baseten's own pages, as the command line has it, and what it may do.
    fn row(&self) -> (&str, &str, &'static str) {
        match self {
            Self::Personal => ("PERSONAL", "personal", "Acts for its user"),
            Self::FullAccess => ("WORKSPACE_MANAGE_ALL", "full-access", "Everything in its team"),
            Self::InferenceOnly => ("WORKSPACE_INVOKE", "inference-only", "Calls its team's models"),
            Self::MetricsOnly => ("WORKSPACE_EXPORT_METRICS", "metrics-only", "Exports its team's metrics"),
            Self::ManageKeys => ("WORKSPACE_MANAGE_API_KEYS", "manage-keys", "Manages keys and nothing else"),
            Self::Other(name) => (name, name, ""),
        }
    }

    pub(crate) fn api_name(&self) -> &str {
        let (api_name, ..) = self.row();
        api_name
    }

    pub(crate) fn word(&self) -> &str {
        let (_, word, _) = self.row();
        word
    }

    pub(crate) fn meaning(&self) -> &'static str {
        let (.., meaning) = self.row();
        meaning
    }

    pub(crate) fn belongs_to_team(&self) -> bool {
        matches!(self, Self::FullAccess | Self::InferenceOnly | Self::MetricsOnly)
    }

    /// Whether it can call models, as far as the type is known.
    pub(crate) fn can_call(&self) -> bool {
        !matches!(self, Self::MetricsOnly | Self::ManageKeys)
    }

    /// Whether it can be narrowed to models: `model_ids` of the API's description.
    pub(crate) fn accepts_models(&self) -> bool {
        matches!(self, Self::InferenceOnly | Self::MetricsOnly)
    }

    /// Whether it can be narrowed to environments: `environment_names` of the API's description.
    pub(crate) fn accepts_environments(&self) -> bool {
        matches!(self, Self::FullAccess | Self::InferenceOnly)
    }

    /// Who may make keys of this type, for whoever was refused (Baseten's Terraform provider, 2026-11).
    pub(crate) fn makers(&self) -> &'static str {
        match self {
            Self::Personal => "a personal key can only be created with a personal key of its user",
            Self::ManageKeys => {
                "a manage-keys key can only be created with the personal key of an admin of the organization"
            }
            _ => {
                "a team's key is made with the personal key of an admin of the team or the organization, a full-access \
                 key of the team, or a manage-keys key"
            }
        }
    }

    /// Reads a type as a user types it: a word or the API's name, in any case, with `-` or `_`.
    pub(crate) fn read(text: &str) -> Option<Self> {
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
