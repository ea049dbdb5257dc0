//! Which model of which team a push is for, decided as Python's truss decides.
//!
//! Owns the decision. Asking the remote what there is, and asking a person where that does not decide it, is the command's.

use crate::api::deployments::Target;
use crate::api::models::Model;
use crate::api::teams::Team;

/// What is known about where a model belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// This team, or whatever the remote takes for the default when it names none.
    Team(Option<String>),
    /// One of several teams: somebody has to say which.
    Open,
}

/// The team of the model `name`, when nobody named one: that of the only model of this name, else the only team.
/// `models` are those that the key sees.
#[must_use]
pub fn home(name: &str, models: &[Model], teams: &[Team]) -> Home {
    let named: Vec<&Model> = models.iter().filter(|model| model.name == name).collect();
    if let [only] = named[..]
        && let Some(team) = teams.iter().find(|team| only.team_name.as_ref() == Some(&team.name))
    {
        return Home::Team(Some(team.id.clone()));
    }
    match teams {
        [] => Home::Team(None),
        [only] => Home::Team(Some(only.id.clone())),
        _ => Home::Open,
    }
}

/// The model `name` of the team, or a new one.
#[must_use]
pub fn target(name: &str, models: &[Model], team: Option<&Team>) -> Target {
    let is_in_team = |model: &&Model| {
        model.name == name
            && (team.is_none() || model.team_name.is_none() || model.team_name.as_ref() == team.map(|team| &team.name))
    };
    match models.iter().find(is_in_team) {
        Some(model) => Target::Existing { model_id: model.id.clone() },
        None => Target::New { name: name.to_owned(), team_id: team.map(|team| team.id.clone()) },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::{Home, home, target};
    use crate::api::deployments::Target;
    use crate::api::models::Model;
    use crate::api::teams::Team;

    fn team(name: &str) -> Team {
        Team { id: format!("id-{name}"), name: name.to_owned(), default: false, other: Map::new() }
    }

    fn model(name: &str, team: &str) -> Model {
        serde_json::from_value(json!({"id": format!("{team}-{name}"), "name": name, "team_name": team}))
            .expect("a model")
    }

    #[test]
    fn an_existing_model_says_its_team_and_else_the_only_team_is_meant() {
        let (ml, web) = (team("ml"), team("web"));
        let both = [ml.clone(), web.clone()];
        assert_eq!(home("m", &[model("m", "web"), model("x", "ml")], &both), Home::Team(Some("id-web".to_owned())));
        assert_eq!(home("m", &[model("m", "web"), model("m", "ml")], &both), Home::Open);
        assert_eq!(home("m", &[], &both), Home::Open);
        assert_eq!(home("m", &[], std::slice::from_ref(&ml)), Home::Team(Some("id-ml".to_owned())));
        // A model of a team that the key cannot see is somebody else's.
        assert_eq!(home("m", &[model("m", "hidden")], std::slice::from_ref(&ml)), Home::Team(Some("id-ml".to_owned())));
        assert_eq!(home("m", &[], &[]), Home::Team(None));
    }

    #[test]
    fn a_name_in_another_team_is_another_model() {
        let models = [model("m", "web")];
        assert_eq!(target("m", &models, Some(&team("web"))), Target::Existing { model_id: "web-m".to_owned() });
        let new = Target::New { name: "m".to_owned(), team_id: Some("id-ml".to_owned()) };
        assert_eq!(target("m", &models, Some(&team("ml"))), new);
    }
}
