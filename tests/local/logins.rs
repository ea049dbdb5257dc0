//! Browser logins: the device grant, its page, and what somebody who is logged in may do.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, ORIGIN};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use truss::internals::local::{self, Logins, Options};

use crate::support::{Answer, Api};

const AUTHORIZE: &str = "/v1/users/auth/device/authorize";
const TOKEN: &str = "/v1/users/auth/device/token";
const LOGOUT: &str = "/v1/users/auth/logout";
const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

async fn post(api: &Api, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = api.request(Method::POST, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    crate::support::answer(request.body(body)).await
}

async fn authorize(api: &Api) -> Value {
    post(api, AUTHORIZE, &[("client_id", "baseten-cli")]).await.ok()
}

async fn poll(api: &Api, code: &Value) -> Answer {
    let code = code["device_code"].as_str().expect("a code");
    post(api, TOKEN, &[("grant_type", DEVICE_GRANT), ("device_code", code), ("client_id", "baseten-cli")]).await
}

async fn refresh(api: &Api, token: &Value) -> Answer {
    let token = token.as_str().expect("a token");
    post(api, TOKEN, &[("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", "baseten-cli")]).await
}

#[track_caller]
fn refusal(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
    assert!(answer.body["error_description"].is_string(), "{}", answer.text);
    answer.body["error"].as_str().expect("a word")
}

/// A server whose codes are confirmed at once, and whose tokens last so long.
async fn approving(token_lifetime: Duration) -> Api {
    let folder = tempfile::tempdir().expect("a folder");
    let logins = Logins { auto_approve: true, token_lifetime };
    let options = Options { logins, ..Options::new(folder.path().to_owned()) };
    Api::with(local::start(options).await.expect("the server starts"), folder)
}

async fn tokens(api: &Api) -> Value {
    poll(api, &authorize(api).await).await.ok()
}

#[tokio::test]
async fn a_code_waits_for_the_button_and_is_good_once() {
    let api = Api::start().await;
    let code = authorize(&api).await;
    let shown = code["user_code"].as_str().expect("a code");
    assert_eq!(
        code["verification_uri_complete"],
        format!("{}?user_code={shown}", code["verification_uri"].as_str().expect("a page"))
    );
    assert_eq!(refusal(&poll(&api, &code).await), "authorization_pending");
    assert_eq!(refusal(&poll(&api, &code).await), "slow_down");

    let page = api.get_as("", &format!("/device?user_code={shown}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!((page.text.matches("<button").count(), page.text.matches("<script").count()), (1, 0), "{}", page.text);
    let confirmed = post(&api, "/device", &[("user_code", shown)]).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.text);
    assert_eq!(post(&api, "/device", &[("user_code", shown)]).await.status, StatusCode::NOT_FOUND);

    let tokens = poll(&api, &code).await.ok();
    let who = api.get_as(tokens["access_token"].as_str().expect("a token"), "/v1/users/me").await.ok();
    assert_eq!(who, api.get("/v1/users/me").await.ok());
    assert_eq!(refusal(&poll(&api, &code).await), "invalid_grant");
}

#[tokio::test]
async fn a_code_that_nobody_made_is_not_shown_and_cannot_be_confirmed() {
    let api = Api::start().await;
    for code in ["", "ABCD-EFGH", "%3Cscript%3Ealert(1)%3C/script%3E"] {
        let page = api.get_as("", &format!("/device?user_code={code}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(!page.text.contains("<script"), "{}", page.text);
    }
    assert_eq!(post(&api, "/device", &[("user_code", "ABCD-EFGH")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(post(&api, "/device", &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_page_of_another_site_can_press_the_button() {
    let api = Api::start().await;
    let code = authorize(&api).await;
    let body = format!("user_code={}", code["user_code"].as_str().expect("a code"));
    let request = api.request(Method::POST, "/device").header(ORIGIN, "https://evil.example").body(body);
    assert_eq!(crate::support::answer(request).await.status, StatusCode::FORBIDDEN);
    assert_eq!(refusal(&poll(&api, &code).await), "authorization_pending");
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_changes() {
    let api = approving(Duration::from_secs(3600)).await;
    let first = tokens(&api).await;
    let second = refresh(&api, &first["refresh_token"]).await.ok();
    assert_eq!(second["expires_in"], json!(3600));
    assert!(first["access_token"] != second["access_token"] && first["refresh_token"] != second["refresh_token"]);
    assert_eq!(refusal(&refresh(&api, &first["refresh_token"]).await), "invalid_grant");
    refresh(&api, &second["refresh_token"]).await.ok();
}

#[tokio::test]
async fn an_access_token_ends_and_its_login_can_be_renewed() {
    let api = approving(Duration::from_millis(300)).await;
    let tokens = tokens(&api).await;
    tokio::time::sleep(Duration::from_millis(350)).await;
    api.get_as(tokens["access_token"].as_str().expect("a token"), "/v1/users/me").await.refused(401);
    let renewed = refresh(&api, &tokens["refresh_token"]).await.ok();
    api.get_as(renewed["access_token"].as_str().expect("a token"), "/v1/users/me").await.ok();
}

#[tokio::test]
async fn logging_out_ends_both_tokens_and_a_key_has_no_login() {
    let api = approving(Duration::from_secs(3600)).await;
    let tokens = tokens(&api).await;
    let access = tokens["access_token"].as_str().expect("a token");
    api.send(access, Method::POST, LOGOUT, None).await.ok();
    api.send(access, Method::POST, LOGOUT, None).await.refused(401);
    assert_eq!(refusal(&refresh(&api, &tokens["refresh_token"]).await), "invalid_grant");
    api.send(&api.own_key(), Method::POST, LOGOUT, None).await.refused(400);
}

#[tokio::test]
async fn somebody_who_is_logged_in_may_do_what_they_may_but_not_by_the_header_of_a_key() {
    let api = approving(Duration::from_secs(3600)).await;
    let tokens = tokens(&api).await;
    let access = tokens["access_token"].as_str().expect("a token");
    let made =
        api.send(access, Method::POST, "/v1/api_keys", Some(&json!({"name": "mine", "type": "PERSONAL"}))).await.ok();
    let mine = api.get("/v1/api_keys?created_by_me=true").await.ok();
    assert!(mine["keys"].as_array().expect("a list").iter().any(|key| key["name"] == "mine"), "{mine}");
    let prefix = made["api_key"].as_str().expect("a key").split('.').next().expect("a prefix").to_owned();
    api.send(access, Method::DELETE, &format!("/v1/api_keys/{prefix}"), None).await.ok();
    let request = api.request(Method::GET, "/v1/users/me").header(AUTHORIZATION, format!("Api-Key {access}"));
    crate::support::answer(request).await.refused(401);
}

#[tokio::test]
async fn what_is_no_grant_is_refused_in_the_words_of_oauth() {
    let api = Api::start().await;
    let client = ("client_id", "baseten-cli");
    for (path, fields, word) in [
        (AUTHORIZE, vec![], "invalid_client"),
        (AUTHORIZE, vec![("client_id", "other")], "invalid_client"),
        (TOKEN, vec![client], "invalid_request"),
        (TOKEN, vec![client, ("grant_type", "password")], "unsupported_grant_type"),
        (TOKEN, vec![client, ("grant_type", "refresh_token")], "invalid_request"),
        (TOKEN, vec![client, ("grant_type", "refresh_token"), ("refresh_token", "x")], "invalid_grant"),
        (TOKEN, vec![client, ("grant_type", DEVICE_GRANT), ("device_code", "x")], "invalid_grant"),
    ] {
        assert_eq!(refusal(&post(&api, path, &fields).await), word, "{path} {fields:?}");
    }
}
