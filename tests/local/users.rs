//! Users beside the first one, and `/v1/users`, `/v1/teams/ID`.

use serde_json::{Value, json};
use truss::internals::local::{self, Error, Role};

use crate::support::Api;

#[tokio::test]
async fn a_new_user_has_a_key_that_knows_its_holder() {
    let api = Api::start().await;
    for (name, role) in [("Ana", Role::Admin), ("ben", Role::TeamAdmin), ("cho.2", Role::Member)] {
        let key = api.new_user(name, role, None);
        let me = api.get_as(&key, "/v1/users/me").await.ok();
        let email = format!("{}@localhost", name.to_ascii_lowercase());
        assert_eq!((&me["name"], &me["email"]), (&json!(name), &json!(email)));
    }
}

#[tokio::test]
async fn a_user_sees_the_own_team_and_an_admin_all_of_them() {
    let api = Api::start().await;
    let team = api.new_team("research");
    let default = api.default_team().await;
    let member = api.new_user("ana", Role::Member, Some("research"));
    let admin = api.new_user("ben", Role::Admin, None);
    let shown = api.get_as(&member, &format!("/v1/teams/{team}")).await.ok();
    assert_eq!((&shown["id"], &shown["name"], &shown["default"]), (&json!(team), &json!("research"), &json!(false)));
    api.get_as(&member, &format!("/v1/teams/{default}")).await.refused(404);
    api.get_as(&admin, &format!("/v1/teams/{team}")).await.ok();
    api.get_as(&admin, "/v1/teams/nope").await.refused(404);
    assert_eq!(api.get_as(&member, "/v1/teams").await.ok()["teams"], json!([shown]));
}

#[tokio::test]
async fn names_are_given_once_and_teams_must_be_there() {
    let api = Api::start().await;
    let add = |name: &str, team: Option<&str>| local::add_user(api.folder.path(), name, Role::Member, team);
    add("ana", Some(&api.default_team().await)).expect("a team by its id");
    assert!(matches!(add("Ana", None), Err(Error::UserExists { .. })));
    assert!(matches!(add("you", None), Err(Error::UserExists { .. })), "the first user's");
    assert!(matches!(add("ben", Some("nope")), Err(Error::NoTeam { .. })));
    for name in ["", "a b", "a@b", "\u{fc}", &"a".repeat(65)] {
        assert!(matches!(add(name, None), Err(Error::UserName { .. })), "{name}");
    }
    let users = api.get("/v1/users").await.ok();
    assert_eq!(users["items"].as_array().map(Vec::len), Some(2), "{users}");
}

#[tokio::test]
async fn users_are_listed_in_pages_and_found_by_their_address() {
    let api = Api::start().await;
    for name in ["ana", "ben", "cho", "dan"] {
        api.new_user(name, Role::Member, None);
    }
    let mut names: Vec<Value> = Vec::new();
    let mut query = "?limit=2".to_owned();
    for _ in 0..5 {
        let page = api.get(&format!("/v1/users{query}")).await.ok();
        let items = page["items"].as_array().expect("items");
        names.extend(items.iter().map(|user| user["name"].clone()));
        let cursor = &page["pagination"]["cursor"];
        assert_eq!(page["pagination"]["has_more"], json!(cursor.is_string()));
        let Some(cursor) = cursor.as_str() else { break };
        query = format!("?limit=2&cursor={cursor}");
    }
    assert_eq!(names, ["You", "ana", "ben", "cho", "dan"]);
    let found = api.get("/v1/users?email=cho@localhost").await.ok();
    assert_eq!((&found["items"][0]["name"], found["items"].as_array().map(Vec::len)), (&json!("cho"), Some(1)));
    for query in ["?limit=0", "?limit=1001", "?cursor=x"] {
        api.get(&format!("/v1/users{query}")).await.refused(400);
    }
}
