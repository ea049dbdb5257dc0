//! From what a user types to what the API knows: teams and models by id or name.

use crate::api::resources::models::Model;
use crate::api::resources::teams::Team;
use crate::api::{Client, Error};
use crate::error::{Failure, Kind};
use crate::sanitize::display_name;

const MOST_LISTED: usize = 20;

pub(crate) async fn team(client: &Client, wanted: &str) -> anyhow::Result<Team> {
    let teams = client.teams().await?;
    Ok(one("team", "--team", wanted, teams, |team| (&team.id, &team.name), |_| None)?)
}

/// The teams that the key sees; `None` on a remote that knows no teams.
pub(crate) async fn teams(client: &Client) -> Result<Option<Vec<Team>>, Error> {
    match client.teams().await {
        Err(error) if error.is_not_found() => Ok(None),
        teams => teams.map(Some),
    }
}

/// The ids of the models with these ids or names: in `team` when there is one, else wherever the key sees them.
pub(crate) async fn models(
    client: &Client,
    team: Option<&Team>,
    wanted: &[String],
) -> anyhow::Result<Option<Vec<String>>> {
    if wanted.is_empty() {
        return Ok(None);
    }
    let models = visible(client, team).await?;
    let mut ids = Vec::new();
    for name in wanted {
        let describe = |model: &Model| model.team_name.as_ref().map(|team| format!("team {team}"));
        let model = one("model", "--model", name, models.clone(), |model| (&model.id, &model.name), describe)?;
        if !ids.contains(&model.id) {
            ids.push(model.id);
        }
    }
    Ok(Some(ids))
}

async fn visible(client: &Client, team: Option<&Team>) -> Result<Vec<Model>, Error> {
    match team {
        Some(team) => client.team_models(&team.id).await,
        None => client.models(None).await,
    }
}

/// The one of `all` that `wanted` names: an id is unique and wins over a name.
fn one<T>(
    what: &str,
    option: &str,
    wanted: &str,
    all: Vec<T>,
    identity: impl Fn(&T) -> (&String, &String),
    detail: impl Fn(&T) -> Option<String>,
) -> Result<T, Failure> {
    if let Some(position) = all.iter().position(|one| identity(one).0 == wanted) {
        return Ok(all.into_iter().nth(position).expect("it was found there"));
    }
    let (mut named, others): (Vec<T>, Vec<T>) = all.into_iter().partition(|one| identity(one).1 == wanted);
    match named.len() {
        1 => Ok(named.remove(0)),
        0 => {
            let names: Vec<&str> = others.iter().map(|one| identity(one).1.as_str()).collect();
            let failure = Failure::new(Kind::NotFound, format!("there is no {what} `{}`", display_name(wanted)));
            Err(if names.is_empty() {
                failure.with_hint(format!("this key sees no {what} there"))
            } else {
                failure.with_hint(format!("this key sees: {}", listed(&names)))
            })
        }
        _ => {
            let ids: Vec<String> = named
                .iter()
                .map(|one| match detail(one) {
                    Some(detail) => format!("{} ({})", identity(one).0, display_name(&detail)),
                    None => identity(one).0.clone(),
                })
                .collect();
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let message = format!("several {what}s are named `{}`: {}", display_name(wanted), listed(&ids));
            Err(Failure::new(Kind::Invalid, message)
                .with_hint(format!("give the id: `{option} {}`", display_name(identity(&named[0]).0))))
        }
    }
}

/// Names of a server in one line, however many and however long they are.
fn listed(names: &[&str]) -> String {
    let mut text: Vec<String> = names.iter().take(MOST_LISTED).map(|name| display_name(name).into_owned()).collect();
    if names.len() > MOST_LISTED {
        text.push(format!("and {} more", names.len() - MOST_LISTED));
    }
    text.join(", ")
}

#[cfg(test)]
mod tests {
    use crate::error::{Explain, Failure, Kind};

    use super::one;

    fn find(wanted: &str) -> Result<(String, String), Failure> {
        let all = [("t1", "ml"), ("t2", "web"), ("t3", "web"), ("web", "odd")];
        let all = all.map(|(id, name)| (id.to_owned(), name.to_owned())).to_vec();
        one("team", "--team", wanted, all, |(id, name)| (id, name), |_| None)
    }

    #[test]
    fn an_id_wins_over_a_name() {
        assert_eq!(find("web").expect("found").1, "odd");
        assert_eq!(find("ml").expect("found").0, "t1");
    }

    #[test]
    fn an_unknown_name_lists_what_there_is() {
        let failure = find("x").expect_err("unknown");
        assert_eq!(failure.kind(), Kind::NotFound);
        assert_eq!(Explain::hint(&failure).as_deref(), Some("this key sees: ml, web, web, odd"));
    }

    #[test]
    fn an_ambiguous_name_lists_the_ids() {
        let all = vec![("t2".to_owned(), "web".to_owned()), ("t3".to_owned(), "web".to_owned())];
        let failure = one("team", "--team", "web", all, |(id, name)| (id, name), |_| None).expect_err("ambiguous");
        assert_eq!(failure.kind(), Kind::Invalid);
        assert_eq!(failure.to_string(), "several teams are named `web`: t2, t3");
    }
}
