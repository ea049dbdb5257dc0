//! What goes wrong on demand, and what others do meanwhile.

use std::process::{Command, Stdio};

use serde_json::json;

use super::{Scene, noon, prefix};
use crate::support::baseten::{Answer, Baseten, Seed, State, Trouble, When};
use crate::support::send;

const BODY: &str = r#"{"type": "PERSONAL", "name": "ci"}"#;

fn post(scene: &mut Scene) -> Answer {
    let ada = scene.ada.clone();
    scene.state.exchange("POST", "/v1/api_keys", "", Some(&ada), BODY)
}

fn get(scene: &mut Scene) -> Answer {
    let ada = scene.ada.clone();
    scene.state.exchange("GET", "/v1/users/me", "", Some(&ada), "")
}

#[test]
fn a_request_goes_wrong_before_or_after_the_remote_acted() {
    let troubles = [
        (Trouble::Lost, Answer::Lost),
        (Trouble::Silence, Answer::Silence),
        (Trouble::Garbage, Answer::Garbage),
        (Trouble::Kill, Answer::Killed),
        (Trouble::Status(503), Answer::Reply(503, json!({}))),
    ];
    for (trouble, expected) in troubles {
        let mut scene = Scene::new();
        scene.state.fail_before(When::nth("POST", 0), trouble);
        scene.state.fail_after(When::nth("POST", 1), trouble);
        assert!(matches!(get(&mut scene), Answer::Reply(200, _)));
        assert_eq!(post(&mut scene), expected);
        assert!(scene.state.named("ci").is_empty());
        assert_eq!(post(&mut scene), expected);
        assert_eq!(scene.state.named("ci").len(), 1);
        assert!(matches!(post(&mut scene), Answer::Reply(400, _)));
        assert_eq!(scene.state.came(), 4);
        assert_eq!(scene.state.made().len(), 1);
    }
}

#[test]
fn several_requests_in_a_row_go_wrong() {
    let mut scene = Scene::new();
    scene.state.fail_before(When::request(1).and(1), Trouble::Lost);
    scene.state.fail_before(When::request(4).onward(), Trouble::Lost);
    let lost: Vec<bool> = (0..7).map(|_| get(&mut scene) == Answer::Lost).collect();
    assert_eq!(lost, [false, true, true, false, true, true, true]);
    scene.state.arm();
    assert_ne!(get(&mut scene), Answer::Lost);
    assert_eq!(scene.state.came(), 1);
}

#[test]
fn somebody_else_acts_just_before_or_after_a_request() {
    let mut scene = Scene::new();
    scene.state.just_before(When::nth("POST", 0), |state| {
        state.add(Seed::personal("ada").name("ci"));
    });
    scene.state.just_after(When::nth("POST", 0), |state| {
        let rival = state.named("ci")[0].prefix().to_owned();
        assert!(state.revoke(&rival));
    });
    assert!(matches!(post(&mut scene), Answer::Reply(400, _)));
    assert!(scene.state.named("ci").is_empty());
    assert!(matches!(post(&mut scene), Answer::Reply(200, _)));
    assert_eq!((scene.state.made().len(), scene.state.revoked().len()), (1, 0), "only requests count");
}

#[test]
fn it_is_served_over_http() {
    let mut state = State::new(noon);
    let ada = state.add(Seed::personal("ada").name("login"));
    let remote = Baseten::with(state);
    let ask = |method: &str, path: &str, key: Option<&str>, body: &str| send(&remote.url(), method, path, key, body);
    let (status, list) = ask("GET", "/v1/api_keys?type=PERSONAL", Some(&ada), "").expect("an answer");
    assert!(status == 200 && list.contains(prefix(&ada)) && !list.contains(&ada), "{list}");
    assert_eq!(ask("GET", "/v1/api_keys", None, "").expect("an answer").0, 401);
    remote.state().fail_after(When::nth("POST", 0), Trouble::Lost);
    remote.state().fail_after(When::nth("POST", 1), Trouble::Garbage);
    assert_eq!(ask("POST", "/v1/api_keys", Some(&ada), BODY), None);
    let (status, garbage) = ask("POST", "/v1/api_keys", Some(&ada), BODY).expect("an answer");
    assert!(status == 200 && serde_json::from_str::<serde_json::Value>(&garbage).is_err(), "{garbage}");
    assert_eq!(remote.state().named("ci").len(), 1);
}

#[test]
fn it_kills_whom_it_is_told_to() {
    let remote = Baseten::start();
    let ada = remote.state().add(Seed::personal("ada"));
    remote.state().fail_after(When::request(0), Trouble::Kill);
    let mut victim = Command::new("sleep").arg("600").stdin(Stdio::null()).spawn().expect("sleep is there");
    remote.victim(Some(victim.id()));
    assert_eq!(send(&remote.url(), "POST", "/v1/api_keys", Some(&ada), BODY), None);
    assert_eq!(victim.wait().expect("it ends").code(), None);
    assert_eq!(remote.state().named("ci").len(), 1);
}

#[test]
fn requests_meet_before_the_first_is_acted_on() {
    let remote = Baseten::start();
    let ada = remote.state().add(Seed::personal("ada"));
    remote.meet("POST", 2);
    let statuses = std::thread::scope(|scope| {
        let ask = || send(&remote.url(), "POST", "/v1/api_keys", Some(&ada), BODY).expect("an answer").0;
        let first = scope.spawn(ask);
        // Alone it is not acted on.
        while remote.requests("POST") == 0 {
            std::thread::yield_now();
        }
        assert!(remote.state().made().is_empty());
        let second = scope.spawn(ask);
        let mut statuses = [first, second].map(|asking| asking.join().expect("it ends"));
        statuses.sort_unstable();
        statuses
    });
    assert_eq!(statuses, [200, 400]);
}
