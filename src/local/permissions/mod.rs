//! What a key may do: one table and pure functions, asked by every route.
//!
//! Knows no request and no database: a route looks up what the request is about, and asks. The rules are those
//! of `x-permissions` in the management API's description; what a user may do beside that is Baseten's page on
//! teams. Unproven: that another team's things are hidden (404) rather than refused (403).

mod keys;
mod refusal;

pub(crate) use keys::{Action, decide_any as decide_keys, decide_existing, decide_new};
pub(crate) use refusal::Refusal;

use crate::local::store::keys::{Key, KeyType};
use crate::local::store::users::{Role, User};

/// The holder of a valid key, or somebody who is logged in, as far as permissions go.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// Of the key; empty for a login.
    pub(crate) prefix: String,
    pub(crate) name: Option<String>,
    pub(crate) key_type: KeyType,
    /// The key's user and the user's role, for personal keys.
    pub(crate) user: Option<User>,
    pub(crate) role: Option<Role>,
    /// The key's team, for the types that belong to one; the user's, for personal keys, unless the user is an admin
    /// of the organization.
    pub(crate) team_id: Option<String>,
    pub(crate) model_ids: Option<Vec<String>>,
    pub(crate) environment_names: Option<Vec<String>>,
    pub(crate) login_id: Option<i64>,
}

impl Caller {
    /// Somebody who logged in with a browser. Unproven: that they may do all that they themselves may, as with a personal
    /// key.
    pub(crate) fn logged_in(login_id: i64, user: User, role: Role, team_id: Option<String>) -> Self {
        Self {
            prefix: String::new(),
            name: None,
            key_type: KeyType::Personal,
            user: Some(user),
            role: Some(role),
            team_id,
            model_ids: None,
            environment_names: None,
            login_id: Some(login_id),
        }
    }

    pub(crate) fn new(key: Key, role: Option<Role>, users_team_id: Option<String>) -> Self {
        Self {
            prefix: key.prefix,
            name: key.name,
            key_type: key.key_type,
            user: key.owner,
            role,
            team_id: key.team_id.or(users_team_id),
            model_ids: key.model_ids,
            environment_names: key.environment_names,
            login_id: None,
        }
    }

    /// Who "me" is in `created_by_me`, and who made a new key: the user, else the key itself.
    pub(crate) fn identity(&self) -> &str {
        self.user.as_ref().map_or(&self.prefix, |user| &user.user_id)
    }

    fn is_user(&self, user_id: &str) -> bool {
        self.user.as_ref().is_some_and(|user| user.user_id == user_id)
    }
}

/// The columns of the table; managing keys is in [`keys`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// See who the key belongs to, the users, and the teams in its reach.
    Identify,
    /// Deploy and manage models, read their logs.
    Manage,
    Call,
    ExportMetrics,
}

/// How far a caller reaches in one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Nothing,
    ItsTeam,
    Everything,
}

/// The table of `x-permissions`. What it cannot say in a word (narrower scopes) is in [`decide`].
///
/// Unproven: that every key may identify itself, which the description does not say of inference and metrics keys,
/// and that a key that manages keys sees every team.
const fn reach(key_type: KeyType, role: Option<Role>, operation: Operation) -> Reach {
    use KeyType::{Personal, WorkspaceExportMetrics, WorkspaceInvoke, WorkspaceManageAll, WorkspaceManageApiKeys};
    use Operation::{Call, ExportMetrics, Identify, Manage};
    match (key_type, operation) {
        // Baseten's page on teams: organization admins view all teams; a team's members deploy and call in it.
        (Personal, _) => match role {
            Some(Role::Admin) => Reach::Everything,
            Some(Role::TeamAdmin | Role::Member) => Reach::ItsTeam,
            None => Reach::Nothing,
        },
        (WorkspaceManageAll, _) => Reach::ItsTeam,
        (WorkspaceInvoke, Identify | Call) => Reach::ItsTeam,
        (WorkspaceInvoke, Manage | ExportMetrics) => Reach::Nothing,
        (WorkspaceExportMetrics, Identify | ExportMetrics) => Reach::ItsTeam,
        (WorkspaceExportMetrics, Manage | Call) => Reach::Nothing,
        (WorkspaceManageApiKeys, Identify) => Reach::Everything,
        (WorkspaceManageApiKeys, Manage | Call | ExportMetrics) => Reach::Nothing,
    }
}

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
}

/// How a call names the deployment that should answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CallPath<'a> {
    /// By an environment that points to it; `/production` is the environment of that name.
    Environment(&'a str),
    Development,
    /// By its id; with the environments that point to it now.
    Id {
        current_in: &'a [String],
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Allow,
    /// 404: the caller may not know that it exists.
    Hide,
    Refuse(Refusal),
}

pub(crate) fn decide(caller: &Caller, operation: Operation, target: &Target<'_>) -> Decision {
    // Unproven: Baseten's page says what such a key may call, not that it may do nothing else.
    if caller.environment_names.is_some() && operation != Operation::Call {
        return Decision::Refuse(Refusal::EnvironmentScope);
    }
    let reach = reach(caller.key_type, caller.role, operation);
    if reach == Reach::Nothing {
        return Decision::Refuse(Refusal::Type(operation));
    }
    let reaches = |team_id: &str| reach == Reach::Everything || Some(team_id) == caller.team_id.as_deref();
    match *target {
        Target::Something => Decision::Allow,
        Target::Team(team_id) if reaches(team_id) => Decision::Allow,
        Target::Model { team_id, model_id } if reaches(team_id) => in_model_scope(caller, model_id),
        Target::Deployment { team_id, model_id, path } if reaches(team_id) => match in_model_scope(caller, model_id) {
            Decision::Allow => in_environment_scope(caller, path),
            narrowed => narrowed,
        },
        _ => Decision::Hide,
    }
}

/// Whether `caller` may read the audit log. Baseten's page on audit logs: where there are several teams, only admins
/// of the organization may. Unproven: that keys that manage keys may everywhere.
pub(crate) fn decide_audit_log(caller: &Caller, several_teams: bool) -> Decision {
    let is_admin = caller.role == Some(Role::Admin) || caller.key_type == KeyType::WorkspaceManageApiKeys;
    match decide_keys(caller) {
        Decision::Allow if several_teams && !is_admin => Decision::Refuse(Refusal::NoOrganizationAdmin),
        decision => decision,
    }
}

fn in_model_scope(caller: &Caller, model_id: &str) -> Decision {
    match &caller.model_ids {
        Some(models) if !models.iter().any(|model| model == model_id) => Decision::Refuse(Refusal::Model),
        _ => Decision::Allow,
    }
}

/// By the name of an environment as Baseten's page on API keys has it. Unproven: that an id reaches what is current in
/// an allowed environment, and that nothing reaches the development deployment.
fn in_environment_scope(caller: &Caller, path: CallPath<'_>) -> Decision {
    let Some(allowed) = &caller.environment_names else { return Decision::Allow };
    let reachable = match path {
        CallPath::Environment(name) => allowed.iter().any(|environment| environment == name),
        CallPath::Development => false,
        CallPath::Id { current_in } => current_in.iter().any(|name| allowed.contains(name)),
    };
    if reachable { Decision::Allow } else { Decision::Refuse(Refusal::Environment) }
}
