//! Which names it takes, and what else it refuses.

use serde_json::json;

use super::{Scene, prefix};
use crate::support::baseten::Seed;

#[test]
fn a_name_is_unique_in_its_scope_and_nowhere_else() {
    let mut scene = Scene::new();
    scene.state.taken_status = 409;
    let (ada, bob, cyd) = (scene.ada.clone(), scene.bob.clone(), scene.cyd.clone());
    let personal = json!({"name": "ci", "type": "PERSONAL"});
    let manager = json!({"name": "ci", "type": "WORKSPACE_MANAGE_API_KEYS"});
    let team = |kind: &str, team: &str| json!({"name": "ci", "type": kind, "team_id": team});
    let steps = [
        (&ada, personal.clone(), 200),
        (&ada, personal.clone(), 409),
        (&bob, personal.clone(), 200),
        (&ada, team("WORKSPACE_INVOKE", "t-ml"), 200),
        (&ada, team("WORKSPACE_EXPORT_METRICS", "t-ml"), 409),
        (&ada, json!({"name": "ci", "type": "WORKSPACE_INVOKE"}), 409),
        (&cyd, team("WORKSPACE_MANAGE_ALL", "t-web"), 200),
        (&ada, manager.clone(), 200),
        (&ada, manager, 409),
        (&ada, json!({"type": "PERSONAL"}), 200),
        (&ada, json!({"type": "PERSONAL", "name": null}), 200),
    ];
    for (key, body, expected) in steps {
        assert_eq!(scene.post(key, &body).0, expected, "{body}");
    }
    let first = scene.state.named("ci")[0].prefix().to_owned();
    assert!(scene.state.revoke(&first));
    assert_eq!(scene.post(&ada, &personal).0, 200, "a revoked key's name is free again");
}

#[test]
fn a_key_of_routes_holds_no_name_that_is_ours() {
    let mut scene = Scene::new();
    let ada = scene.ada.clone();
    scene.state.add(Seed::team("ROUTES", "ml").name("ci"));
    assert_eq!(scene.post(&ada, &json!({"name": "ci", "type": "WORKSPACE_INVOKE"})).0, 200);
    assert_eq!(scene.post(&ada, &json!({"name": "other", "type": "ROUTES"})).0, 400);
}

#[test]
fn what_the_contract_forbids_is_refused() {
    let mut scene = Scene::new();
    let ada = scene.ada.clone();
    let bodies = [
        json!({"name": "CI", "type": "PERSONAL"}),
        json!({"name": "ci_1", "type": "PERSONAL"}),
        json!({"name": "", "type": "PERSONAL"}),
        json!({"name": "ci"}),
        json!({"name": "ci", "type": "PERSONAL", "team_id": "t-ml"}),
        json!({"name": "ci", "type": "PERSONAL", "model_ids": ["m1"]}),
        json!({"name": "ci", "type": "WORKSPACE_MANAGE_ALL", "model_ids": ["m1"]}),
        json!({"name": "ci", "type": "WORKSPACE_INVOKE", "model_ids": ["m9"]}),
    ];
    for body in bodies {
        let (status, answer) = scene.post(&ada, &body);
        assert!((400..500).contains(&status), "{body}: {status} {answer}");
    }
    assert!(scene.state.made().is_empty());
    assert_eq!(scene.post(&ada, &json!({"name": "ci", "type": "WORKSPACE_INVOKE", "model_ids": ["m1"]})).0, 200);
}

#[test]
fn nothing_is_renamed_and_environments_are_not_known() {
    for status in [404, 405] {
        let mut scene = Scene::new();
        let ada = scene.ada.clone();
        scene.state.rename_status = status;
        let path = format!("/v1/api_keys/{}", prefix(&ada));
        assert_eq!(scene.state.handle("PATCH", &path, "", Some(&ada), r#"{"name": "new"}"#).0, status);
        let body = json!({"name": "ci", "type": "WORKSPACE_INVOKE", "environment_names": ["production"]});
        assert_eq!(scene.post(&ada, &body).0, 200, "a field that is not known is ignored");
        let (_, list) = scene.state.handle("GET", "/v1/api_keys", "", Some(&ada), "");
        assert!(list["keys"].as_array().expect("a list").iter().all(|key| key.get("environment_names").is_none()));
    }
}
