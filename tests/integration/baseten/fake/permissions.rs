//! Who may see, make and revoke which keys.

use serde_json::json;

use super::{Scene, prefix};
use crate::support::baseten::Seed;

const TYPES: [&str; 5] =
    ["PERSONAL", "WORKSPACE_MANAGE_ALL", "WORKSPACE_INVOKE", "WORKSPACE_EXPORT_METRICS", "WORKSPACE_MANAGE_API_KEYS"];

#[test]
fn a_key_makes_the_types_that_its_kind_may() {
    let mut scene = Scene::new();
    let manager = scene.state.add(Seed::manager().name("manager"));
    let full = scene.state.add(Seed::team("WORKSPACE_MANAGE_ALL", "web").name("full"));
    let invoke = scene.state.add(Seed::team("WORKSPACE_INVOKE", "web").name("invoke"));
    // By type, and for the three team types by team (ml, web): `y` is 200, `n` is 403.
    let table = [
        (scene.ada.clone(), "y yy yy yy y"),
        (scene.bob.clone(), "y nn nn nn n"),
        (scene.cyd.clone(), "y ny ny ny n"),
        (manager, "n yy yy yy n"),
        (full, "n ny ny ny n"),
        (invoke, "n nn nn nn n"),
    ];
    for (key, row) in table {
        for (kind, cell) in TYPES.into_iter().zip(row.split(' ')) {
            for (team, may) in ["t-ml", "t-web"].into_iter().zip(cell.chars()) {
                let team = if cell.len() == 1 { json!(null) } else { json!(team) };
                let status = scene.post(&key, &json!({"type": kind, "team_id": team})).0;
                assert_eq!(status, if may == 'y' { 200 } else { 403 }, "{row}: {kind} in {team}");
            }
        }
    }
}

#[test]
fn a_list_holds_what_its_caller_manages() {
    let mut scene = Scene::new();
    let manager = scene.state.add(Seed::manager().name("manager"));
    scene.state.add(Seed::manager().name("other-manager"));
    let full = scene.state.add(Seed::team("WORKSPACE_MANAGE_ALL", "web").name("full"));
    scene.state.add(Seed::team("WORKSPACE_INVOKE", "ml").name("ci"));
    scene.state.add(Seed::team("ROUTES", "web").name("routes"));
    let (ada, bob, cyd) = (scene.ada.clone(), scene.bob.clone(), scene.cyd.clone());
    let table = [
        (&ada, "login login login manager other-manager full ci routes"),
        (&bob, "login"),
        (&cyd, "login full routes"),
        (&full, "full routes"),
        (&manager, "manager full ci routes"),
    ];
    for (key, expected) in table {
        assert_eq!(scene.names(key, "").join(" "), expected);
    }
    assert_eq!(scene.names(&ada, "type=ROUTES"), ["routes"]);
    assert_eq!(scene.names(&cyd, "created_by_me=true"), ["login"]);
    let owners = scene.state.handle("GET", "/v1/api_keys", "type=PERSONAL", Some(&ada), "").1;
    assert_eq!(owners["keys"][1]["owner"], json!({"user_id": "u-bob", "email": "bob@acme.example", "name": "bob"}));
}

#[test]
fn a_key_is_revoked_by_those_who_see_it_and_then_knows_nobody() {
    let mut scene = Scene::new();
    let manager = scene.state.add(Seed::manager());
    let invoke = scene.state.add(Seed::team("WORKSPACE_INVOKE", "web"));
    let (ada, bob, cyd) = (scene.ada.clone(), scene.bob.clone(), scene.cyd.clone());
    let table = [
        (&bob, &ada, 404),
        (&bob, &invoke, 404),
        (&invoke, &invoke, 403),
        (&manager, &manager, 403),
        (&cyd, &invoke, 200),
        (&cyd, &invoke, 404),
        (&ada, &manager, 200),
        (&ada, &bob, 200),
        (&bob, &bob, 401),
        (&ada, &ada, 200),
        (&ada, &cyd, 401),
    ];
    for (by, whose, expected) in table {
        let path = format!("/v1/api_keys/{}", prefix(whose));
        assert_eq!(
            scene.state.handle("DELETE", &path, "", Some(by), "").0,
            expected,
            "{} {}",
            prefix(by),
            prefix(whose)
        );
    }
    assert_eq!(scene.state.revoked(), [&invoke, &manager, &bob, &ada].map(|key| prefix(key).to_owned()));
    for bearer in [None, Some("nobody00.none"), Some(ada.as_str())] {
        assert_eq!(scene.state.handle("GET", "/v1/users/me", "", bearer, "").0, 401);
    }
}

#[test]
fn a_caller_learns_who_it_is_and_which_teams_and_models_there_are() {
    let mut scene = Scene::new();
    let full = scene.state.add(Seed::team("WORKSPACE_MANAGE_ALL", "web"));
    let bob = scene.bob.clone();
    let mut get = |key: &str, path: &str, query: &str| scene.state.handle("GET", path, query, Some(key), "").1;
    assert_eq!(get(&bob, "/v1/users/me", "")["user_id"], "u-bob");
    assert_eq!(get(&full, "/v1/users/me", "")["email"], json!(null));
    assert_eq!(get(&bob, "/v1/teams", "")["teams"].as_array().map(Vec::len), Some(1));
    assert_eq!(get(&full, "/v1/teams", "")["teams"][0]["name"], "web");
    assert_eq!(get(&bob, "/v1/models", "name=whisper")["models"][0]["id"], "m2");
    assert_eq!(get(&bob, "/v1/models/m1", "")["name"], "llama");
}
