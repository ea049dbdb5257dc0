//! Starting, stopping, starting again, and several servers on one state.

use std::collections::HashSet;

use reqwest::Method;
use serde_json::{Value, json};
use truss::internals::local;

use crate::support::{Api, client, prefix, serve};

#[tokio::test]
async fn a_fresh_state_has_a_user_a_default_team_and_the_own_key() {
    let api = Api::start().await;
    let own_key = api.own_key();
    let (before, secret) = own_key.split_once('.').expect("a dot");
    assert!(before.len() == 8 && secret.len() == 32 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(api.server.team(), "default");
    let teams = api.get("/v1/teams").await.ok();
    assert_eq!(teams["teams"][0]["name"], json!("default"));
    let keys = api.get("/v1/api_keys").await.ok();
    assert_eq!(keys["keys"][0]["prefix"], json!(prefix(&api.own_key())));
    assert_eq!(keys["keys"][0]["type"], json!("PERSONAL"));
}

#[tokio::test]
async fn the_state_outlives_the_server() {
    let api = Api::start().await;
    let key = api.new_key(json!({ "type": "WORKSPACE_MANAGE_ALL", "name": "stays" })).await;
    let (own_key, folder) = (api.own_key(), api.folder);
    api.server.stop().await;
    let again = Api::on(folder).await;
    assert_eq!(again.own_key(), own_key);
    again.get_as(&key, "/v1/users/me").await.ok();
}

#[tokio::test]
async fn the_own_key_is_made_anew_when_it_is_lost_or_revoked() {
    let api = Api::start().await;
    let (old_key, folder) = (api.own_key(), api.folder.path().to_owned());
    let path = format!("/v1/api_keys/{}", prefix(&old_key));
    api.send(&old_key, Method::DELETE, &path, None).await.ok();
    let revoked = serve(&folder).await;
    assert_ne!(local::own_key(&revoked), old_key);
    std::fs::remove_file(folder.join("api_key")).expect("the own key's file");
    let lost = serve(&folder).await;
    assert_ne!(local::own_key(&lost), local::own_key(&revoked));
    let me = client().get(format!("{}/v1/users/me", lost.url())).bearer_auth(local::own_key(&lost));
    assert_eq!(me.send().await.expect("an answer").status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_servers_that_start_at_once_share_one_state() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    let starting: Vec<_> = (0..20)
        .map(|number| {
            let path = path.clone();
            tokio::spawn(async move {
                let server = serve(&path).await;
                let body = json!({ "type": "PERSONAL", "name": format!("key-{number}") });
                let request = client()
                    .post(format!("{}/v1/api_keys", server.url()))
                    .bearer_auth(local::own_key(&server))
                    .json(&body);
                assert_eq!(request.send().await.expect("an answer").status(), 200);
                let own_key = local::own_key(&server).to_owned();
                server.stop().await;
                own_key
            })
        })
        .collect();
    let mut own_keys = HashSet::new();
    for started in starting {
        own_keys.insert(started.await.expect("it started"));
    }
    assert_eq!(own_keys.len(), 1, "all have the same own key");
    let api = Api::on(folder).await;
    let keys = api.get("/v1/api_keys").await.ok();
    let names: HashSet<&str> =
        keys["keys"].as_array().expect("keys").iter().filter_map(|key| key["name"].as_str()).collect();
    assert_eq!(names.len(), 21, "the own key and one of each server");
}

#[tokio::test]
async fn what_one_server_changes_the_other_sees_at_once() {
    let one = Api::start().await;
    let other = serve(one.folder.path()).await;
    let key = one.new_key(json!({ "type": "PERSONAL" })).await;
    let ask = || client().get(format!("{}/v1/users/me", other.url())).bearer_auth(&key).send();
    assert_eq!(ask().await.expect("an answer").status(), 200);
    one.send(&one.own_key(), Method::DELETE, &format!("/v1/api_keys/{}", prefix(&key)), None).await.ok();
    assert_eq!(ask().await.expect("an answer").status(), 401);
}

#[tokio::test]
async fn a_use_is_written_even_when_the_server_is_not_stopped() {
    let api = Api::start().await;
    let key = api.new_key(json!({ "type": "PERSONAL" })).await;
    let other = serve(api.folder.path()).await;
    let used = client().get(format!("{}/v1/users/me", other.url())).bearer_auth(&key).send().await;
    assert_eq!(used.expect("an answer").status(), 200);
    // A minute: the server writes every few seconds.
    for _ in 0..6_000 {
        let keys = api.get("/v1/api_keys").await.ok();
        let listed =
            keys["keys"].as_array().expect("keys").iter().find(|listed| listed["prefix"] == json!(prefix(&key)));
        if listed.is_some_and(|listed| listed["last_used_at"] != Value::Null) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it is not written");
}
