//! What the new key may do: what the old one may, never more, and nothing that had to be guessed.
//!
//! Owns deriving the new key from what the remote tells of the old one, and comparing the two afterwards. Pure: who
//! the caller is and which teams there are is handed in.

use crate::api::Told;
use crate::api::keys::{KeyInfo, KeyType, NewKey};
use crate::api::teams::Team;
use crate::error::{Failure, Kind};
use crate::keys::request::check_name;
use crate::keys::wanted::{Wanted, unconfirmed};

/// What the user says of a restriction that the remote does not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Narrowing {
    /// The old key is narrowed to these, or is to be from now on.
    To(Vec<String>),
    /// The old key is not narrowed.
    All,
}

/// What the user says about the new key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Another name than the old key's.
    pub name: Option<String>,
    /// The environments, where the remote does not tell them.
    pub environments: Option<Narrowing>,
    /// The ids of the models, where the remote does not tell them.
    pub models: Option<Narrowing>,
}

/// The key that replaces `old`: of the same type, team, models and environments. `teams` are those that can be seen;
/// `None` for a remote that knows no teams.
///
/// # Errors
///
/// [`Kind::Unsafe`] for whatever would have to be guessed: a type that this program does not know, a restriction or a
/// team that the remote does not tell; and for what the user says against what the remote tells.
pub fn replacement(old: &KeyInfo, teams: Option<&[Team]>, said: &Said) -> Result<Wanted, Failure> {
    if let KeyType::Other(name) = &old.key_type {
        return Err(refusal(old, &format!("what a key of type `{name}` may do is not known here")));
    }
    if let Some(name) = &said.name {
        check_name(name)?;
    }
    let team = team(old, teams)?;
    let key = NewKey {
        name: said.name.clone().or_else(|| old.name.clone()),
        key_type: old.key_type.clone(),
        team_id: team.map(|team| team.id.clone()),
        model_ids: restriction(old, &MODELS, &old.model_ids, said.models.as_ref())?,
        environment_names: restriction(old, &ENVIRONMENTS, &old.environment_names, said.environments.as_ref())?,
    };
    // A remote that never tells a key's team cannot confirm the new one's either; there is only one that it can be.
    let team_name = team.map(|team| team.name.clone()).filter(|_| old.team_name.value().is_some());
    Ok(Wanted { key, team_name })
}

/// Whether keys of this type belong to a team.
#[must_use]
pub fn is_of_a_team(key_type: &KeyType) -> bool {
    matches!(key_type, KeyType::FullAccess | KeyType::InferenceOnly | KeyType::MetricsOnly)
}

/// In what `new`, as the remote tells it, differs from what was wanted in place of `old`. More is dangerous, less
/// breaks whoever uses it.
#[must_use]
pub fn differences(old: &KeyInfo, wanted: &Wanted, new: &KeyInfo) -> Vec<&'static str> {
    let owner = |key: &KeyInfo| key.owner.value().map(|owner| owner.user_id.clone());
    let mut differences = unconfirmed(wanted, new);
    let narrower = [
        ("its models", wanted.key.model_ids.is_none() && new.model_ids.value().is_some()),
        ("its environments", wanted.key.environment_names.is_none() && new.environment_names.value().is_some()),
        ("its team", wanted.team_name.is_none() && old.team_name.value() != new.team_name.value()),
        ("its owner", owner(old).is_some() && owner(old) != owner(new)),
    ];
    differences.extend(narrower.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what));
    differences
}

/// A kind of restriction, and which types can have it without the remote having to tell.
struct Restriction {
    what: &'static str,
    option: &'static str,
    unsaid_matters: fn(&KeyType) -> bool,
}

/// Baseten narrows only these two types to models.
const MODELS: Restriction = Restriction {
    what: "models",
    option: "model",
    unsaid_matters: |key_type| matches!(key_type, KeyType::InferenceOnly | KeyType::MetricsOnly),
};

/// A remote that never tells environments may still narrow the keys of a team that call models.
const ENVIRONMENTS: Restriction = Restriction {
    what: "environments",
    option: "environment",
    unsaid_matters: |key_type| matches!(key_type, KeyType::FullAccess | KeyType::InferenceOnly),
};

fn restriction(
    old: &KeyInfo,
    restriction: &Restriction,
    told: &Told<Vec<String>>,
    said: Option<&Narrowing>,
) -> Result<Option<Vec<String>>, Failure> {
    let Restriction { what, option, unsaid_matters } = restriction;
    match (told, said) {
        // Nothing can be made with an empty list, and leaving it out would mean "all".
        (Told::Value(list), _) if list.is_empty() => Err(refusal(old, &format!("it is narrowed to no {what} at all"))),
        (Told::Value(list), None) => Ok(Some(list.clone())),
        (Told::Null, None) => Ok(None),
        (Told::Value(list), Some(Narrowing::To(names))) if same(list, names) => Ok(Some(list.clone())),
        (Told::Null, Some(Narrowing::All)) => Ok(None),
        (Told::Value(_) | Told::Null, Some(_)) => {
            Err(refusal(old, &format!("the remote tells its {what}, and they are not what was said"))
                .hint(format!("leave out `--{option}` and `--all-{what}`: the new key gets what the old one has")))
        }
        (Told::Absent, Some(Narrowing::To(names))) => Ok(Some(names.clone())),
        (Told::Absent, Some(Narrowing::All)) => Ok(None),
        (Told::Absent, None) if unsaid_matters(&old.key_type) => {
            Err(refusal(old, &format!("the remote does not tell to which {what} it is narrowed"))
                .hint(format!("say it: `--{option} NAME` for each, or `--all-{what}` if it is not narrowed")))
        }
        (Told::Absent, None) => Ok(None),
    }
}

fn same(one: &[String], other: &[String]) -> bool {
    one.iter().all(|name| other.contains(name)) && other.iter().all(|name| one.contains(name))
}

/// The old key's team. Without a team the remote would take its default one, which may be another.
fn team<'t>(old: &KeyInfo, teams: Option<&'t [Team]>) -> Result<Option<&'t Team>, Failure> {
    if !is_of_a_team(&old.key_type) {
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
            .hint("use a key that can see the team; `truss auth status` shows which key is used")),
        (_, Some(name)) => Err(refusal(old, &format!("several teams are named `{name}`"))),
        (_, None) => Err(refusal(old, "the remote does not tell its team")),
    }
}

fn refusal(old: &KeyInfo, why: &str) -> Failure {
    Failure::new(Kind::Unsafe, format!("the key `{}` is not rotated, because {why}", old.prefix))
}

#[cfg(test)]
mod tests;
