//! `finish` without KEY over generated lists: what it revokes is what the reference revokes.

use std::collections::BTreeMap;
use std::env;
use std::fs;

use serde_json::Value;

use super::generate::Scene;
use super::reference::{Verdict, base_and_count, only_reason, verdict};
use crate::baseten::app::in_parallel;
use crate::baseten::run::run;
use crate::baseten::world::{text, trussrc};
use crate::support::Home;
use crate::support::baseten::Baseten;

/// How many lists, and the seed of the first: `TRUSS_TEST_LISTS` and `TRUSS_TEST_SEED` say others.
const LISTS: u64 = 1_200;
const SEED: u64 = 20_261_120;

fn setting(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |value| value.parse().expect("a number"))
}

fn seeds() -> Vec<u64> {
    let first = setting("TRUSS_TEST_SEED", SEED);
    (first..first + setting("TRUSS_TEST_LISTS", LISTS)).collect()
}

/// The list as the key in use sees it.
fn listed(scene: &mut Scene) -> Vec<Value> {
    let (status, answer) = scene.state.handle("GET", "/v1/api_keys", "", Some(&scene.login), "");
    assert_eq!(status, 200, "{answer}");
    scene.state.acted.clear();
    answer["keys"].as_array().expect("a list").clone()
}

fn verdicts(scene: &Scene, list: &[Value]) -> BTreeMap<String, Verdict> {
    scene.judge(|asker| list.iter().map(|key| (text(key, "prefix"), verdict(list, key, asker))).collect())
}

#[test]
fn finish_revokes_what_the_reference_revokes() {
    // A server and a home for some of the lists each, one after the other.
    let seeds = seeds();
    let chunks: Vec<&[u64]> = seeds.chunks(40).collect();
    in_parallel(
        &chunks,
        |chunk| format!("seeds {} to {}", chunk[0], chunk[chunk.len() - 1]),
        |chunk| {
            let (remote, home) = (Baseten::start(), Home::new());
            for seed in *chunk {
                judge(&remote, &home, *seed);
            }
        },
    );
}

fn judge(remote: &Baseten, home: &Home, seed: u64) {
    let mut scene = Scene::generate(seed);
    let list = listed(&mut scene);
    let expected = verdicts(&scene, &list);
    let arguments = scene.arguments();
    fs::write(home.trussrc(), trussrc(&remote.url(), &scene.login)).expect("it is written");
    *remote.state() = scene.state;
    let ended = run(home.truss(&arguments));
    let told = || format!("seed {seed}: {}\n{}", ended.told(), serde_json::to_string_pretty(&list).expect("JSON"));
    assert_eq!(ended.code, Some(0), "{}", told());
    let revoked = remote.state().revoked();
    for (prefix, verdict) in &expected {
        match (verdict, revoked.contains(prefix)) {
            (Verdict::Revoke, false) => panic!("{prefix} is due and was kept: {}", told()),
            (Verdict::Keep, true) => panic!("{prefix} was revoked: {}", told()),
            _ => {}
        }
    }
    assert!(revoked.iter().all(|prefix| expected.contains_key(prefix)), "what was not listed: {}", told());
    assert!(remote.state().made().is_empty(), "{}", told());
}

#[test]
fn the_lists_hold_what_matters() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let mut count = |what, is: bool| *counts.entry(what).or_default() += usize::from(is);
    for seed in SEED..SEED + LISTS {
        let mut scene = Scene::generate(seed);
        let list = listed(&mut scene);
        let verdicts = verdicts(&scene, &list);
        let is = |verdict| verdicts.values().any(|is| *is == verdict);
        count("something is due", is(Verdict::Revoke));
        count("nothing is due", !is(Verdict::Revoke));
        count("either", is(Verdict::Either));
        let only =
            scene.judge(|asker| list.iter().filter_map(|key| only_reason(&list, key, asker)).collect::<Vec<_>>());
        only.into_iter().for_each(|reason| *reasons.entry(reason).or_default() += 1);
        let in_use = scene.judge(|asker| asker.in_use.to_owned());
        let login = list.iter().find(|key| text(key, "prefix") == in_use).expect("it sees itself");
        let base = base_and_count(login).0;
        count("the key in use has a family", list.iter().filter(|key| base_and_count(key).0 == base).count() > 1);
        let any = |wanted: &dyn Fn(&Value) -> bool| list.iter().any(wanted);
        count("no name", any(&|key| key["name"].is_null()));
        count("a use that is absent", any(&|key| key.get("last_used_at").is_none()));
        count("a use that is null", any(&|key| key.get("last_used_at").is_some_and(Value::is_null)));
        count("a use that is a number", any(&|key| key["last_used_at"].is_number()));
        count("a creation that is absent", any(&|key| key.get("created_at").is_none()));
        count("other people's", any(&|key| !key["owner"].is_null() && key["owner"] != login["owner"]));
        let of_team = |key: &Value, team| key["team_name"] == team;
        count("two teams", any(&|key| of_team(key, "ml")) && any(&|key| of_team(key, "web")));
    }
    assert!(counts.values().all(|count| *count >= 50), "{counts:?}");
    // Each condition is the only one that keeps some key: a program that forgets it is found out.
    assert!(reasons.len() == 11 && reasons.values().all(|count| *count >= 10), "{reasons:?}");
}
