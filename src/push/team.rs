//! Which model of which team a push is for, decided as Python's truss decides.

use crate::api::resources::deployments::Target;
use crate::api::resources::models::Model;
use crate::api::resources::teams::Team;

/// The team of the only model that is named so: that one is meant when nobody named a team. `models` are those that the
/// key sees.
pub(crate) fn team_of_model<'t>(name: &str, models: &[Model], teams: &'t [Team]) -> Option<&'t Team> {
    let mut named = models.iter().filter(|model| model.name == name);
    let (Some(only), None) = (named.next(), named.next()) else { return None };
    teams.iter().find(|team| only.team_name.as_ref() == Some(&team.name))
}

/// The model `name` of the team, or a new one.
pub(crate) fn target(name: &str, models: &[Model], team: Option<&Team>) -> Target {
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

    use super::{target, team_of_model};
    use crate::api::resources::deployments::Target;
    use crate::api::resources::models::Model;
    use crate::api::resources::teams::Team;

    fn team(name: &str) -> Team {
        Team { id: format!("id-{name}"), name: name.to_owned(), default: false, other: Map::new() }
    }

    fn model(name: &str, team: &str) -> Model {
        serde_json::from_value(json!({"id": format!("{team}-{name}"), "name": name, "team_name": team}))
            .expect("a model")
    }

    #[test]
    fn the_only_model_of_a_name_says_its_team() {
        let teams = [team("ml"), team("web")];
        let found = |models: &[Model]| team_of_model("m", models, &teams).map(|team| team.name.as_str());
        assert_eq!(found(&[model("m", "web"), model("x", "ml")]), Some("web"));
        assert_eq!(found(&[model("m", "web"), model("m", "ml")]), None);
        assert_eq!(found(&[]), None);
        // A model of a team that the key cannot see is somebody else's.
        assert_eq!(found(&[model("m", "hidden")]), None);
    }

    #[test]
    fn a_name_in_another_team_is_another_model() {
        let models = [model("m", "web")];
        assert_eq!(target("m", &models, Some(&team("web"))), Target::Existing { model_id: "web-m".to_owned() });
        let new = Target::New { name: "m".to_owned(), team_id: Some("id-ml".to_owned()) };
        assert_eq!(target("m", &models, Some(&team("ml"))), new);
    }
}
