//! Why not: the messages of a 403. They name what the key is and what would be needed.

use crate::local::permissions::{Caller, Operation};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The key's type does not allow the operation at all.
    Type(Operation),
    ManagesNoKeys,
    /// The key is restricted to environments, which leaves calling alone.
    EnvironmentScope,
    /// The key may call in other environments only.
    Environment,
    /// The key is restricted to other models.
    Model,
    /// A personal key belongs to a user, and this key has none.
    NoUser,
    /// The key's holder is no admin of the organization.
    NoOrganizationAdmin,
    /// The key's holder is no admin of the team.
    NoTeamAdmin,
    /// Only its owner renames a personal key.
    NotTheOwner,
    /// A key that manages keys manages none of its own type.
    ItsOwnType,
}

impl Operation {
    /// What the operation is, and which types of key may do it.
    fn described(self) -> (&'static str, &'static str) {
        match self {
            Self::Identify => ("identifying its holder", "any key without an environment scope"),
            Self::Manage => ("deploying and managing models", "a PERSONAL or WORKSPACE_MANAGE_ALL key"),
            Self::Call => ("calling models", "a PERSONAL, WORKSPACE_MANAGE_ALL or WORKSPACE_INVOKE key"),
            Self::ExportMetrics => {
                ("exporting metrics", "a PERSONAL, WORKSPACE_MANAGE_ALL or WORKSPACE_EXPORT_METRICS key")
            }
        }
    }
}

impl Refusal {
    pub(crate) fn message(self, caller: &Caller) -> String {
        let this = match caller.role {
            Some(role) => format!("this is the {} key of a user whose role is {}", caller.key_type.name(), role.name()),
            None => format!("this key is {}", caller.key_type.name()),
        };
        let listed = |names: &Option<Vec<String>>| names.as_deref().unwrap_or_default().join(", ");
        match self {
            Self::Type(operation) => {
                let (what, needed) = operation.described();
                format!("{what} needs {needed}; {this}")
            }
            Self::ManagesNoKeys => format!(
                "managing API keys needs a PERSONAL, WORKSPACE_MANAGE_ALL or WORKSPACE_MANAGE_API_KEYS key; {this}"
            ),
            Self::EnvironmentScope => format!(
                "this key is restricted to environments ({}) and can only call models; \
                 this needs a key without environment scope",
                listed(&caller.environment_names)
            ),
            Self::Environment => format!(
                "this key may only call what these environments point to: {}",
                listed(&caller.environment_names)
            ),
            Self::Model => format!("this key is restricted to these models: {}", listed(&caller.model_ids)),
            Self::NoUser => format!("a PERSONAL key belongs to a user, so it needs a PERSONAL key; {this}"),
            Self::NoOrganizationAdmin => format!("this needs an admin of the organization; {this}"),
            Self::NoTeamAdmin => format!("this needs an admin of the team or of the organization; {this}"),
            Self::NotTheOwner => "a PERSONAL key is renamed by its owner".to_owned(),
            Self::ItsOwnType => format!("a {} key manages no key of its own type", caller.key_type.name()),
        }
    }
}
