//! Who may do what: one table and one pure function, asked by every route.
//!
//! Knows no request and no database: a route looks up what the request is about, and asks. The rules are those
//! of `x-permissions` in the management API's description.

use super::store::keys::{Key, KeyType, User};

/// The holder of a valid key, as far as permissions go.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) prefix: String,
    pub(crate) name: Option<String>,
    pub(crate) key_type: KeyType,
    /// The key's team, for the types that belong to one.
    pub(crate) team_id: Option<String>,
    /// The key's user, for personal keys. The organization has one user, who is its admin.
    pub(crate) user: Option<User>,
    pub(crate) model_ids: Option<Vec<String>>,
    pub(crate) environment_names: Option<Vec<String>>,
}

impl Caller {
    /// Who "me" is in `created_by_me`, and who made a new key: the user, else the key itself.
    pub(crate) fn identity(&self) -> &str {
        self.user.as_ref().map_or(&self.prefix, |user| &user.user_id)
    }
}

impl From<Key> for Caller {
    fn from(key: Key) -> Self {
        Self {
            prefix: key.prefix,
            name: key.name,
            key_type: key.key_type,
            team_id: key.team_id,
            user: key.owner,
            model_ids: key.model_ids,
            environment_names: key.environment_names,
        }
    }
}

/// The columns of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// See who the key belongs to, and the teams in its reach.
    Identify,
    /// Deploy and manage models, read their logs.
    Manage,
    /// Call models.
    Call,
    /// Export metrics.
    ExportMetrics,
    /// Create, list, rename and revoke keys, read the audit log.
    ManageKeys,
}

/// How far a type of key reaches in one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Nothing,
    ItsTeam,
    Everything,
}

/// The table of `x-permissions`. What it cannot say in a word (own personal keys, narrower scopes) is in
/// [`decide`].
const fn reach(key_type: KeyType, operation: Operation) -> Reach {
    use KeyType::{Personal, WorkspaceExportMetrics, WorkspaceInvoke, WorkspaceManageAll, WorkspaceManageApiKeys};
    use Operation::{Call, ExportMetrics, Identify, Manage, ManageKeys};
    match (key_type, operation) {
        (Personal, _) => Reach::Everything,
        (WorkspaceManageAll, _) => Reach::ItsTeam,
        (WorkspaceInvoke, Identify | Call) => Reach::ItsTeam,
        (WorkspaceInvoke, Manage | ExportMetrics | ManageKeys) => Reach::Nothing,
        (WorkspaceExportMetrics, Identify | ExportMetrics) => Reach::ItsTeam,
        (WorkspaceExportMetrics, Manage | Call | ManageKeys) => Reach::Nothing,
        (WorkspaceManageApiKeys, Identify | ManageKeys) => Reach::Everything,
        (WorkspaceManageApiKeys, Manage | Call | ExportMetrics) => Reach::Nothing,
    }
}

/// What an operation is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    /// Not known yet: is there anything that this caller could do? Asked before anything is looked up, so that
    /// the answer tells nothing about what exists.
    Something,
    /// A team, or something that belongs to it and has no narrower scope.
    Team(&'a str),
    /// A model that is called or measured.
    Model { team_id: &'a str, model_id: &'a str },
    /// A deployment of a model, by the way on which it is called.
    Deployment { team_id: &'a str, model_id: &'a str, path: CallPath<'a> },
    /// A key that exists. `owner_id` is set for personal keys, `team_id` for those of a team.
    Key { team_id: Option<&'a str>, owner_id: Option<&'a str> },
    /// A key to be made.
    NewKey { key_type: KeyType, team_id: Option<&'a str> },
}

/// How a call names the deployment that should answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CallPath<'a> {
    /// By an environment that points to it; `/production` is the environment of that name.
    Environment(&'a str),
    /// The model's development deployment.
    Development,
    /// By its id; with the environments that point to it now.
    Id { current_in: &'a [String] },
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Allow,
    /// 404: the caller may not know that it exists.
    Hide,
    /// 403.
    Refuse(Refusal),
}

/// Why not, for the message of a 403.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The key's type does not allow the operation at all.
    Type(Operation),
    /// The key is restricted to environments, which leaves calling alone.
    EnvironmentScope,
    /// The key may call in other environments only.
    Environment,
    /// The key is restricted to other models.
    Model,
    /// The new key would be able to do more than this one.
    MoreThanItHas,
}

/// Whether `caller` may do `operation` to `target`.
pub(crate) fn decide(caller: &Caller, operation: Operation, target: &Target<'_>) -> Decision {
    if caller.environment_names.is_some() && operation != Operation::Call {
        return Decision::Refuse(Refusal::EnvironmentScope);
    }
    let reach = reach(caller.key_type, operation);
    if reach == Reach::Nothing {
        return Decision::Refuse(Refusal::Type(operation));
    }
    let reaches = |team_id: Option<&str>| reach == Reach::Everything || team_id == caller.team_id.as_deref();
    match *target {
        Target::Something => Decision::Allow,
        Target::Team(team_id) => allow_or_hide(reaches(Some(team_id))),
        Target::Model { team_id, model_id } => match reaches(Some(team_id)) {
            true => in_model_scope(caller, model_id),
            false => Decision::Hide,
        },
        Target::Deployment { team_id, model_id, path } => match reaches(Some(team_id)) {
            true => match in_model_scope(caller, model_id) {
                Decision::Allow => in_environment_scope(caller, path),
                narrowed => narrowed,
            },
            false => Decision::Hide,
        },
        Target::Key { team_id, owner_id } => allow_or_hide(match caller.key_type {
            KeyType::Personal => owner_id.is_none_or(|owner| owner == caller.identity()),
            _ => reaches(team_id),
        }),
        Target::NewKey { key_type, team_id } => match (caller.key_type, key_type.is_of_a_team()) {
            (_, true) => allow_or_hide(reaches(team_id)),
            (KeyType::Personal, false) => Decision::Allow,
            // It has no user whom a personal key could belong to.
            (KeyType::WorkspaceManageApiKeys, false) if key_type != KeyType::Personal => Decision::Allow,
            (_, false) => Decision::Refuse(Refusal::MoreThanItHas),
        },
    }
}

fn allow_or_hide(allowed: bool) -> Decision {
    if allowed { Decision::Allow } else { Decision::Hide }
}

fn in_model_scope(caller: &Caller, model_id: &str) -> Decision {
    match &caller.model_ids {
        Some(models) if !models.iter().any(|model| model == model_id) => Decision::Refuse(Refusal::Model),
        _ => Decision::Allow,
    }
}

fn in_environment_scope(caller: &Caller, path: CallPath<'_>) -> Decision {
    let Some(allowed) = &caller.environment_names else { return Decision::Allow };
    let reachable = match path {
        CallPath::Environment(name) => allowed.iter().any(|environment| environment == name),
        CallPath::Development => false,
        CallPath::Id { current_in } => current_in.iter().any(|name| allowed.contains(name)),
    };
    if reachable { Decision::Allow } else { Decision::Refuse(Refusal::Environment) }
}

impl Operation {
    /// What the operation is, and which types of key may do it: for messages.
    fn described(self) -> (&'static str, &'static str) {
        match self {
            Self::Identify => ("identifying its holder", "any key without an environment scope"),
            Self::Manage => ("deploying and managing models", "a PERSONAL or WORKSPACE_MANAGE_ALL key"),
            Self::Call => ("calling models", "a PERSONAL, WORKSPACE_MANAGE_ALL or WORKSPACE_INVOKE key"),
            Self::ExportMetrics => {
                ("exporting metrics", "a PERSONAL, WORKSPACE_MANAGE_ALL or WORKSPACE_EXPORT_METRICS key")
            }
            Self::ManageKeys => {
                ("managing API keys", "a PERSONAL, WORKSPACE_MANAGE_ALL or WORKSPACE_MANAGE_API_KEYS key")
            }
        }
    }
}

impl Refusal {
    /// The message of the 403: what this key is, and what would be needed.
    pub(crate) fn message(self, caller: &Caller) -> String {
        let this = caller.key_type.name();
        let listed = |names: &Option<Vec<String>>| names.as_deref().unwrap_or_default().join(", ");
        match self {
            Self::Type(operation) => {
                let (what, needed) = operation.described();
                format!("{what} needs {needed}; this key is {this}")
            }
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
            Self::MoreThanItHas => match caller.key_type {
                KeyType::WorkspaceManageAll => format!(
                    "a {this} key makes keys of its own team only; PERSONAL and WORKSPACE_MANAGE_API_KEYS keys need a \
                     PERSONAL key"
                ),
                _ => format!("a PERSONAL key belongs to a user, so it needs a PERSONAL key; this key is {this}"),
            },
        }
    }
}
