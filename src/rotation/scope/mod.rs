//! What the new key may do: what the old one may, never more, and nothing that had to be guessed.
//!
//! Owns deriving the new key from what the remote tells of the old one, and comparing the two afterwards. Pure: who
//! the caller is and which teams there are is handed in.

use crate::api::Field;
use crate::api::resources::keys::{KeyInfo, KeyType, NewKey};
use crate::api::resources::teams::Team;
use crate::error::{Failure, Kind};
use crate::keys::USE_WEB_PAGE_HINT;
use crate::keys::family::{Scope, successor_name};
use crate::keys::spec::KeySpec;

/// The key that replaces `old`: its successor in name, of the same type, team, models and environments. `teams` are
/// those that can be seen; `None` for a remote that knows no teams. `all_environments` says that an `old` of which the
/// remote does not tell environments is not narrowed to any.
pub(crate) fn replacement(old: &KeyInfo, teams: Option<&[Team]>, all_environments: bool) -> Result<KeySpec, Failure> {
    if let KeyType::Other(name) = &old.key_type {
        return Err(refusal(old, &format!("what a key of type `{name}` may do is not known here")));
    }
    let team = team(old, teams)?;
    let may_be_narrowed = old.key_type.accepts_models() && old.model_ids.is_absent();
    if may_be_narrowed {
        return Err(
            refusal(old, "the remote does not report to which models it is restricted").with_hint(USE_WEB_PAGE_HINT)
        );
    }
    if environments_are_unknown(old) && !all_environments {
        return Err(refusal(old, "the remote does not report to which environments it is restricted")
            .with_hint(USE_WEB_PAGE_HINT));
    }
    let key = NewKey {
        name: Some(successor_name(old)),
        key_type: old.key_type.clone(),
        team_id: team.map(|team| team.id.clone()),
        model_ids: restriction(old, "models", &old.model_ids)?,
        environment_names: restriction(old, "environments", &old.environment_names)?,
    };
    // A remote that never tells a key's team cannot confirm the new one's either; there is only one that it can be.
    let team_name = team.map(|team| team.name.clone()).filter(|_| old.team_name.value().is_some());
    Ok(KeySpec { key, team_name, scope: Scope::of(old) })
}

/// Whether the key may be narrowed to environments, and the remote does not report to which.
pub(crate) fn environments_are_unknown(key: &KeyInfo) -> bool {
    key.key_type.accepts_environments() && key.environment_names.is_absent()
}

/// In what `new`, as the remote tells it, differs from what was wanted in place of `old`. More is dangerous, less
/// breaks whoever uses it.
pub(crate) fn differences(old: &KeyInfo, spec: &KeySpec, new: &KeyInfo) -> Vec<&'static str> {
    let mut differences = spec.differences(new);
    let others = [
        ("its team", spec.team_name.is_none() && old.team_name.value() != new.team_name.value()),
        ("its owner", old.owner_id().is_some() && old.owner_id() != new.owner_id()),
    ];
    differences.extend(others.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what));
    differences
}

/// The same restriction as the old key's. Nothing can be made with an empty list, and leaving it out would mean "all".
fn restriction(old: &KeyInfo, what: &str, told: &Field<Vec<String>>) -> Result<Option<Vec<String>>, Failure> {
    match told.value() {
        Some(list) if list.is_empty() => Err(refusal(old, &format!("it is restricted to no {what} at all"))),
        list => Ok(list.cloned()),
    }
}

/// The old key's team. Without a team the remote would take its default one, which may be another.
fn team<'t>(old: &KeyInfo, teams: Option<&'t [Team]>) -> Result<Option<&'t Team>, Failure> {
    if !old.key_type.belongs_to_team() {
        return Ok(None);
    }
    let name = old.team_name.value();
    let Some(teams) = teams else {
        return match name {
            None => Ok(None),
            Some(name) => Err(refusal(old, &format!("its team `{name}` cannot be found: the remote lists none"))),
        };
    };
    let named: Vec<&Team> = teams.iter().filter(|team| name.is_none_or(|name| team.name == *name)).collect();
    match (named.as_slice(), name) {
        ([team], _) => Ok(Some(team)),
        ([], Some(name)) => Err(refusal(old, &format!("its team `{name}` cannot be seen"))
            .with_hint("use a key that can see the team; `truss auth status` shows which key is used")),
        (_, Some(name)) => Err(refusal(old, &format!("several teams are named `{name}`"))),
        (_, None) => Err(refusal(old, "the remote does not report its team")),
    }
}

fn refusal(old: &KeyInfo, why: &str) -> Failure {
    Failure::new(Kind::Unsafe, format!("the key `{}` is not rotated, because {why}", old.prefix))
}

#[cfg(test)]
mod tests;
