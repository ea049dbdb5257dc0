//! Who may see, make, rename and revoke which key.
//!
//! The rules are those of `x-permissions` in the management API's description, whose second table is that of
//! Baseten's Terraform provider.

use crate::local::permissions::{Caller, Decision, Refusal};
use crate::local::store::keys::{Key, KeyType};
use crate::local::store::users::Role;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Find it in the list.
    See,
    Rename,
    Revoke,
}

/// Whether `caller` may do anything with keys at all: asked before anything is looked up, so that the answer tells
/// nothing about what exists.
pub(crate) fn decide_any(caller: &Caller) -> Decision {
    use KeyType::{Personal, WorkspaceExportMetrics, WorkspaceInvoke, WorkspaceManageAll, WorkspaceManageApiKeys};
    if caller.environment_names.is_some() {
        return Decision::Refuse(Refusal::EnvironmentScope);
    }
    match caller.key_type {
        Personal | WorkspaceManageAll | WorkspaceManageApiKeys => Decision::Allow,
        WorkspaceInvoke | WorkspaceExportMetrics => Decision::Refuse(Refusal::ManagesNoKeys),
    }
}

pub(crate) fn decide_existing(caller: &Caller, key: &Key, action: Action) -> Decision {
    let refused = decide_any(caller);
    if refused != Decision::Allow {
        return refused;
    }
    let is_admin = caller.role == Some(Role::Admin);
    match (&key.team_id, &key.owner) {
        (Some(team_id), _) => allow_or_hide(manages_keys_of(caller, team_id)),
        (None, Some(owner)) => match (caller.is_user(&owner.user_id), action) {
            (true, _) => Decision::Allow,
            // An organization admin lists and revokes every member's; renaming, which Baseten has on its page only,
            // is left to the owner.
            (false, Action::See | Action::Revoke) => allow_or_hide(is_admin),
            (false, Action::Rename) if is_admin => Decision::Refuse(Refusal::NotTheOwner),
            (false, Action::Rename) => Decision::Hide,
        },
        // Keys that manage keys belong to the organization.
        (None, None) if is_admin => Decision::Allow,
        // Unproven: such a key is in its own list, and manages none of its type, itself included.
        (None, None) if key.prefix == caller.prefix => match action {
            Action::See => Decision::Allow,
            Action::Rename | Action::Revoke => Decision::Refuse(Refusal::ItsOwnType),
        },
        (None, None) => Decision::Hide,
    }
}

/// Whether `caller` may make a key of `key_type`, in `team_id` if it belongs to a team. The team is one that the
/// caller may know of.
pub(crate) fn decide_new(caller: &Caller, key_type: KeyType, team_id: Option<&str>) -> Decision {
    let refused = decide_any(caller);
    if refused != Decision::Allow {
        return refused;
    }
    match (key_type, team_id) {
        (KeyType::Personal, _) => allow_or_refuse(caller.user.is_some(), Refusal::NoUser),
        (KeyType::WorkspaceManageApiKeys, _) => {
            allow_or_refuse(caller.role == Some(Role::Admin), Refusal::NoOrganizationAdmin)
        }
        (_, Some(team_id)) => allow_or_refuse(manages_keys_of(caller, team_id), Refusal::NoTeamAdmin),
        (_, None) => Decision::Hide,
    }
}

fn manages_keys_of(caller: &Caller, team_id: &str) -> bool {
    match (caller.key_type, caller.role) {
        (KeyType::Personal, Some(Role::Admin)) | (KeyType::WorkspaceManageApiKeys, _) => true,
        (KeyType::Personal, Some(Role::TeamAdmin)) | (KeyType::WorkspaceManageAll, _) => {
            caller.team_id.as_deref() == Some(team_id)
        }
        _ => false,
    }
}

fn allow_or_hide(allowed: bool) -> Decision {
    if allowed { Decision::Allow } else { Decision::Hide }
}

fn allow_or_refuse(allowed: bool, refusal: Refusal) -> Decision {
    if allowed { Decision::Allow } else { Decision::Refuse(refusal) }
}

#[cfg(test)]
mod tests {
    use super::{Action, decide_any, decide_existing, decide_new};
    use crate::local::permissions::{CallPath, Caller, Decision, Operation, Refusal, Target, decide};
    use crate::local::store::keys::{Key, KeyType};
    use crate::local::timestamp::Timestamp;

    fn caller(key_type: KeyType, environment_names: Option<Vec<String>>) -> Caller {
        Caller {
            prefix: "prefix".to_owned(),
            name: None,
            key_type,
            user: None,
            role: None,
            team_id: Some("team".to_owned()),
            model_ids: None,
            environment_names,
            login_id: None,
        }
    }

    #[test]
    fn whoever_manages_no_keys_finds_and_makes_none_although_no_route_has_asked_before() {
        let key = Key {
            prefix: "other".to_owned(),
            name: None,
            key_type: KeyType::WorkspaceInvoke,
            team_id: Some("team".to_owned()),
            team_name: None,
            owner: None,
            model_ids: None,
            environment_names: None,
            created_by: String::new(),
            created_at: Timestamp(0),
            last_used_at: None,
        };
        let narrowed = caller(KeyType::WorkspaceManageAll, Some(vec!["staging".to_owned()]));
        let refused = Decision::Refuse(Refusal::EnvironmentScope);
        assert_eq!(decide_any(&narrowed), refused);
        assert_eq!(decide_new(&narrowed, KeyType::WorkspaceInvoke, Some("team")), refused);
        assert_eq!(decide_existing(&narrowed, &key, Action::See), refused);
        let calls_only = caller(KeyType::WorkspaceInvoke, None);
        let refused = Decision::Refuse(Refusal::ManagesNoKeys);
        assert_eq!(decide_new(&calls_only, KeyType::WorkspaceInvoke, Some("team")), refused);
        assert_eq!(decide_existing(&calls_only, &key, Action::See), refused);
    }

    #[test]
    fn each_model_and_environment_of_several_is_in_reach_and_no_other_teams() {
        let names = |names: [&str; 2]| Some(names.map(str::to_owned).to_vec());
        let narrowed = Caller {
            model_ids: names(["m1", "m2"]),
            ..caller(KeyType::WorkspaceInvoke, names(["production", "staging"]))
        };
        let call = |team_id, model_id, environment| {
            let path = CallPath::Environment(environment);
            decide(&narrowed, Operation::Call, &Target::Deployment { team_id, model_id, path })
        };
        for (model, environment) in [("m1", "production"), ("m2", "staging")] {
            assert_eq!(call("team", model, environment), Decision::Allow);
            assert_eq!(call("other", model, environment), Decision::Hide);
        }
        assert_eq!(call("team", "m3", "staging"), Decision::Refuse(Refusal::Model));
        assert_eq!(call("team", "m1", "testing"), Decision::Refuse(Refusal::Environment));
        let others = Target::Model { team_id: "other", model_id: "m1" };
        assert_eq!(decide(&narrowed, Operation::Call, &others), Decision::Hide);
    }

    #[test]
    fn a_personal_key_without_a_user_may_do_nothing() {
        let nobody = caller(KeyType::Personal, None);
        for operation in [Operation::Identify, Operation::Manage, Operation::Call, Operation::ExportMetrics] {
            assert_eq!(decide(&nobody, operation, &Target::Something), Decision::Refuse(Refusal::Type(operation)));
        }
    }
}
