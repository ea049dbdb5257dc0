//! Environments: those of a model, and the names that a team has for its models' environments.

use std::collections::HashSet;
use std::fmt;

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::client::Call;
use crate::api::path::Path;
use crate::api::resources::page::NextPage;
use crate::api::{Client, Error};

/// The environment that every model has, in the words of the API's own description.
pub(crate) const PRODUCTION: &str = "production";

/// More pages of names than any team has.
const MOST_PAGES: usize = 100;
/// A name is suggested when it is at least this much alike (0 to 1); a common start counts most.
const ALIKE: f64 = 0.8;

/// An environment of a model, or the group of the environments of one name in a team.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Environment {
    pub(crate) name: String,
    /// Fields that this program does not read; kept for JSON output.
    #[serde(flatten)]
    pub(crate) other: Map<String, Value>,
}

/// A name that is given for an environment, and that no environment has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnknownEnvironment {
    pub(crate) name: String,
    pub(crate) nearest: Option<String>,
}

impl fmt::Display for UnknownEnvironment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "there is no environment `{}`", self.name)?;
        self.nearest.as_ref().map_or(Ok(()), |nearest| write!(formatter, " (did you mean `{nearest}`?)"))
    }
}

#[derive(Deserialize)]
struct Environments {
    environments: Vec<Environment>,
}

#[derive(Deserialize)]
struct Groups {
    items: Vec<Environment>,
    #[serde(flatten)]
    next: NextPage,
}

impl Client {
    pub(crate) async fn environments(&self, model_id: &str) -> Result<Vec<Environment>, Error> {
        let path = Path::of(&["v1", "models"]).join(model_id).and_then(|path| path.join("environments"));
        let answer: Environments = self.send(Call::new(Method::GET, path)).await?;
        Ok(answer.environments)
    }

    /// The names that environments have in a team, or in the key's default team: what `--environment` can mean.
    pub(crate) async fn environment_groups(&self, team_id: Option<&str>) -> Result<Vec<Environment>, Error> {
        let path = match team_id {
            None => Ok(Path::of(&["v1", "environment_groups"])),
            Some(team) => Path::of(&["v1", "teams"]).join(team).and_then(|path| path.join("environment_groups")),
        };
        let (mut groups, mut cursors, mut cursor) = (Vec::new(), HashSet::new(), None);
        for _ in 0..MOST_PAGES {
            let call = Call::new(Method::GET, path.clone());
            let page: Groups =
                self.send(cursor.into_iter().fold(call, |call, cursor: String| call.query("cursor", cursor))).await?;
            groups.extend(page.items);
            cursor = page.next.cursor();
            // The API describes no way to ask for the next page: a remote may say the first one again.
            if cursor.as_ref().is_none_or(|cursor| !cursors.insert(cursor.clone())) {
                break;
            }
        }
        Ok(groups)
    }

    /// Those of `names` that no environment has in the team, or in the key's default team. Empty when the remote does
    /// not say which there are.
    pub(crate) async fn unknown_environments(
        &self,
        team_id: Option<&str>,
        names: &[impl AsRef<str>],
    ) -> Result<Vec<UnknownEnvironment>, Error> {
        let mut names = names.iter().map(AsRef::as_ref).filter(|name| *name != PRODUCTION).peekable();
        if names.peek().is_none() {
            return Ok(Vec::new());
        }
        let known = match self.environment_groups(team_id).await {
            Ok(groups) => groups,
            Err(error) if error.status().is_some() => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let known: Vec<&str> = known.iter().map(|group| group.name.as_str()).chain([PRODUCTION]).collect();
        Ok(names.filter(|name| !known.contains(name)).map(|name| unknown(name, &known)).collect())
    }
}

fn unknown(name: &str, known: &[&str]) -> UnknownEnvironment {
    let likeness = |known: &&&str| strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase());
    let nearest = known.iter().max_by(|left, right| likeness(left).total_cmp(&likeness(right)));
    let nearest = nearest.filter(|nearest| likeness(nearest) >= ALIKE).map(|nearest| (*nearest).to_owned());
    UnknownEnvironment { name: name.to_owned(), nearest }
}

#[cfg(test)]
mod tests {
    use super::unknown;

    #[test]
    fn the_nearest_name_is_the_one_that_a_slip_or_a_habit_leads_away_from() {
        let known = ["production", "staging", "development", "eu-west"];
        for (name, nearest) in [
            ("stagin", Some("staging")),
            ("satging", Some("staging")),
            ("prod", Some("production")),
            ("dev", Some("development")),
            ("Staging", Some("staging")),
            ("euwest", Some("eu-west")),
            ("canary", None),
            ("x", None),
        ] {
            assert_eq!(unknown(name, &known).nearest.as_deref(), nearest, "{name}");
        }
    }

    #[test]
    fn an_unknown_name_is_told_with_the_nearest() {
        assert_eq!(
            unknown("stagin", &["staging"]).to_string(),
            "there is no environment `stagin` (did you mean `staging`?)"
        );
        assert_eq!(unknown("canary", &["staging"]).to_string(), "there is no environment `canary`");
    }
}
