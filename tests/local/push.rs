//! Pushing: prepare and commit, and that both check the same.

use serde_json::{Value, json};

use crate::support::{Api, Pushed, tar_of, tar_with_config};
use crate::uploads::{prepared, put};

async fn prepare(api: &Api, request: &Value) -> crate::support::Answer {
    api.post("/v1/prepare_model_upload", request).await
}

#[tokio::test]
async fn an_uploaded_archive_becomes_a_model_that_walks_to_active() {
    let api = Api::start().await;
    let upload =
        prepared(&api, json!({ "name": "hello", "deployment": { "config": { "model_name": "hello" } } })).await;
    put(&upload, tar_with_config()).await.ok();
    let deployment = json!({
        "config": { "model_name": "hello" }, "raw_config": "model_name: hello\n", "user_env": { "client": "test" },
        "environment_name": "production", "deploy_timeout_minutes": 60
    });
    let source = json!({ "kind": "model_archive", "name": "hello", "s3_key": upload.key, "deployment": deployment });
    let made = api.post("/v1/models", &json!({ "source": source })).await.ok();
    assert_eq!((&made["model"]["name"], &made["deployment"]["status"]), (&json!("hello"), &json!("BUILDING")));
    assert_eq!(made["deployment"]["name"], json!("deployment-1"));
    let uploads = std::fs::read_dir(api.folder.path().join("uploads")).expect("a folder");
    assert_eq!(uploads.count(), 0, "nothing is under way");
    let pushed = Pushed::from(&made);
    // On a machine that is busy a step can pass unseen; none comes out of order.
    let steps = ["BUILDING", "DEPLOYING", "LOADING_MODEL", "ACTIVE"];
    let mut reached = 0;
    let started = std::time::Instant::now();
    while steps[reached] != "ACTIVE" {
        assert!(started.elapsed().as_secs() < 60, "it does not get further than {}", steps[reached]);
        let path = format!("/v1/models/{}/deployments/{}", pushed.id, pushed.deployment_id);
        let status = api.get(&path).await.ok()["status"].clone();
        let step = steps.iter().position(|step| status == json!(step)).expect("a step");
        assert!(step >= reached, "{status} after {}", steps[reached]);
        reached = step;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }

    // The archive belongs to the model now: its credentials are done.
    put(&upload, tar_with_config()).await.refused_by_s3(403, "InvalidAccessKeyId");
    let again = prepared(&api, json!({ "model_id": pushed.id, "deployment": { "config": {} } })).await;
    put(&again, tar_with_config()).await.ok();
    let source = json!({ "kind": "model_archive", "s3_key": again.key, "deployment": { "config": {} } });
    let path = format!("/v1/models/{}/deployments", pushed.id);
    let second = api.post(&path, &json!({ "source": source })).await.ok();
    assert_eq!(second["deployment"]["name"], json!("deployment-2"));
    assert_eq!(second["model"]["deployments_count"], json!(2));
}

#[tokio::test]
async fn a_dry_run_gives_nothing_to_upload_with() {
    let api = Api::start().await;
    let nothing = json!({
        "creds": null, "s3_bucket": null, "s3_key": null, "s3_region": null, "s3_endpoint_url": null
    });
    let dry = json!({ "name": "hello", "dry_run": true, "deployment": { "config": {} } });
    assert_eq!(prepare(&api, &dry).await.ok(), nothing);
    let without_archive = json!({ "name": "hello", "deployment": { "config": { "bis_llm": { "version": "1" } } } });
    assert_eq!(prepare(&api, &without_archive).await.ok(), nothing);
}

#[tokio::test]
async fn prepare_and_commit_refuse_the_same_payloads() {
    let api = Api::start().await;
    let model = api.new_model("taken", json!({ "deployment_name": "v1" })).await;
    let good = json!({ "config": { "bis_llm": {} } });
    let with = |more: Value| crate::support::without_archive(more);
    let too_long = "x".repeat(256);
    let new_models = [
        ("taken", good.clone(), "already has a model named `taken`"),
        ("", good.clone(), "name must be 1 to 255 characters"),
        (&too_long, good.clone(), "name must be 1 to 255 characters"),
        ("new", with(json!({ "config": { "bis_llm": {}, "model_name": 7 } })), "must be text"),
        ("new", with(json!({ "config": { "bis_llm": [] } })), "must be an object"),
        ("new", with(json!({ "config": "text" })), "expected a map"),
        ("new", with(json!({ "deploy_timeout_minutes": 9 })), "between 10 and 1440"),
        ("new", with(json!({ "deploy_timeout_minutes": 1441 })), "between 10 and 1440"),
        ("new", with(json!({ "deployment_name": "a b" })), "deployment_name must be"),
        ("new", with(json!({ "environment_name": "a/b" })), "environment_name must be"),
        ("new", with(json!({ "labels": [1] })), "expected a map"),
        ("new", with(json!({ "is_development": true, "environment_name": "production" })), "a development deployment"),
        ("new", with(json!({ "is_development": true, "deployment_name": "v1" })), "a development deployment"),
        (
            "new",
            with(json!({ "is_development": true, "preserve_env_instance_type": false })),
            "a development deployment",
        ),
        ("new", with(json!({ "promotion_settings_override": {} })), "needs an environment_name"),
        (
            "new",
            with(json!({ "environment_name": "qa", "create_environment_if_missing": false })),
            "no environment `qa`",
        ),
        ("new", json!({}), "missing field `config`"),
    ];
    for (name, deployment, part) in new_models {
        let request = json!({ "name": name, "dry_run": true, "deployment": deployment });
        let prepared = prepare(&api, &request).await.refused(400);
        let source = json!({ "kind": "model_archive", "name": name, "deployment": deployment });
        let committed = api.post("/v1/models", &json!({ "source": source })).await.refused(400);
        assert!(prepared.contains(part) && committed.contains(part), "{name} {deployment}: {prepared} / {committed}");
    }
    for (deployment, part) in [
        (with(json!({ "environment_name": "qa", "create_environment_if_missing": false })), "no environment `qa`"),
        (with(json!({ "deploy_timeout_minutes": 0 })), "between 10 and 1440"),
        (with(json!({ "deployment_name": "v1" })), "already has a deployment named `v1`"),
    ] {
        let request = json!({ "model_id": model.id, "dry_run": true, "deployment": deployment });
        let prepared = prepare(&api, &request).await.refused(400);
        let path = format!("/v1/models/{}/deployments", model.id);
        let committed = api.post(&path, &json!({ "source": { "deployment": deployment } })).await.refused(400);
        assert!(prepared.contains(part) && committed.contains(part), "{deployment}: {prepared} / {committed}");
    }
    let models = api.get("/v1/models").await.ok();
    assert_eq!(models["models"].as_array().map(Vec::len), Some(1), "nothing was made");
}

#[tokio::test]
async fn a_model_may_have_any_name_of_255_characters() {
    let api = Api::start().await;
    for name in ["a.b", "  ", "llama-3.1", "\u{fc}n\u{ef}c\u{f6}de \u{1f600}", &"\u{fc}".repeat(255)] {
        let model = api.new_model(name, json!({ "config": { "bis_llm": {}, "model_name": name } })).await;
        assert_eq!(api.get(&format!("/v1/models/{}", model.id)).await.ok()["name"], json!(name));
    }
}

#[tokio::test]
async fn a_deployments_name_is_its_own_and_the_default_skips_taken_ones() {
    let api = Api::start().await;
    let model = api.new_model("names", json!({ "deployment_name": "deployment-2" })).await;
    let names = async |api: &Api| {
        let listed = api.get(&format!("/v1/models/{}/deployments", model.id)).await.ok();
        let deployments = listed["deployments"].as_array().expect("a list").clone();
        deployments.iter().map(|one| one["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    api.new_deployment(&model.id, json!({})).await;
    api.new_deployment(&model.id, json!({ "is_development": true })).await;
    api.new_deployment(&model.id, json!({ "is_development": true })).await;
    api.new_deployment(&model.id, json!({})).await;
    assert_eq!(names(&api).await, ["deployment-2", "deployment-3", "development", "deployment-4"]);
    let path = format!("/v1/models/{}/deployments", model.id);
    for name in ["deployment-3", "development"] {
        let source = json!({ "deployment": crate::support::without_archive(json!({ "deployment_name": name })) });
        api.post(&path, &json!({ "source": source })).await.refused(400);
    }
    // In another model they are free.
    api.new_model("other", json!({ "deployment_name": "deployment-3" })).await;
}

#[tokio::test]
async fn prepare_is_about_one_model() {
    let api = Api::start().await;
    let team = api.default_team().await;
    let model = api.new_model("one", json!({})).await;
    let deployment = json!({ "config": {} });
    for request in [
        json!({ "deployment": deployment }),
        json!({ "deployment": deployment, "name": "x", "model_id": model.id }),
        json!({ "deployment": deployment, "model_id": model.id, "team_id": team }),
        json!({ "name": "x" }),
    ] {
        prepare(&api, &request).await.refused(400);
    }
    prepare(&api, &json!({ "deployment": deployment, "model_id": "nope" })).await.refused(404);
    prepare(&api, &json!({ "deployment": deployment, "name": "x", "team_id": "nope" })).await.refused(404);
    let same_name_elsewhere =
        json!({ "deployment": deployment, "name": "one", "team_id": api.new_team("other"), "dry_run": true });
    prepare(&api, &same_name_elsewhere).await.ok();
}

#[tokio::test]
async fn an_archive_that_is_absent_foreign_or_without_config_is_refused() {
    let api = Api::start().await;
    let request = json!({ "name": "hello", "deployment": { "config": {} } });
    let absent = prepared(&api, request.clone()).await;
    let no_config = prepared(&api, request.clone()).await;
    put(&no_config, tar_of(&[("model/model.py", b"x = 1")])).await.ok();
    let no_tar = prepared(&api, request.clone()).await;
    put(&no_tar, vec![7; 4096]).await.ok();
    let empty = prepared(&api, request.clone()).await;
    put(&empty, Vec::new()).await.ok();
    let team = api.new_team("other");
    let foreign = prepared(&api, json!({ "name": "hello", "team_id": team, "deployment": { "config": {} } })).await;
    put(&foreign, tar_with_config()).await.ok();
    for (key, part) in [
        (Some(absent.key.as_str()), "no such archive was uploaded"),
        (Some("archives/nope.tar"), "no such archive was uploaded"),
        (Some("../../etc/passwd"), "no such archive was uploaded"),
        (Some(foreign.key.as_str()), "no such archive was uploaded"),
        (Some(no_config.key.as_str()), "no config.yaml"),
        (Some(empty.key.as_str()), "no config.yaml"),
        (Some(no_tar.key.as_str()), "it is no tar"),
        (None, "s3_key is needed"),
    ] {
        let source = json!({ "name": "hello", "s3_key": key, "deployment": { "config": {} } });
        let message = api.post("/v1/models", &json!({ "source": source })).await.refused(400);
        assert!(message.contains(part), "{key:?}: {message}");
    }
    let other_kind = json!({ "kind": "library_listing", "name": "x", "deployment": { "config": {} } });
    api.post("/v1/models", &json!({ "source": other_kind })).await.refused(400);
}

#[tokio::test]
async fn a_development_deployment_is_pushed_over_in_place() {
    let api = Api::start().await;
    let first = api.new_model("dev", json!({ "is_development": true })).await;
    assert_eq!(api.finish(&first).await["status"], json!("ACTIVE"));
    let second = api.new_deployment(&first.id, json!({ "is_development": true })).await;
    let walking = api.hold(&second).await;
    assert_eq!(second.deployment_id, first.deployment_id);
    let model = api.get(&format!("/v1/models/{}", first.id)).await.ok();
    assert_eq!(model["development_deployment_id"], json!(first.deployment_id));
    assert_eq!(model["deployments_count"], json!(1));
    assert_eq!((&walking["status"], &walking["name"]), (&json!("BUILDING"), &json!("development")));
}

#[tokio::test]
async fn an_environment_keeps_its_instance_type_unless_told_otherwise() {
    let api = Api::start().await;
    let payload = |accelerator: &str, preserve: bool| {
        json!({
            "environment_name": "production", "preserve_env_instance_type": preserve,
            "config": { "bis_llm": {}, "resources": { "accelerator": accelerator } }
        })
    };
    let first = api.new_model("gpu", payload("T4", true)).await;
    let active = api.finish(&first).await;
    assert_eq!(active["instance_type_name"], json!("T4"));
    let kept = api.new_deployment(&first.id, payload("H100", true)).await;
    assert_eq!(api.finish(&kept).await["instance_type_name"], json!("T4"));
    let changed = api.new_deployment(&first.id, payload("H100", false)).await;
    assert_eq!(api.finish(&changed).await["instance_type_name"], json!("H100"));
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let api = Api::start().await;
    let deployment = json!({ "config": {}, "raw_config": "x".repeat(33 * 1024 * 1024) });
    prepare(&api, &json!({ "name": "hello", "deployment": deployment })).await.refused(413);
}

#[tokio::test]
async fn the_archive_of_a_development_deployment_goes_when_it_is_pushed_over() {
    let api = Api::start().await;
    let mut model = None;
    for _ in 0..3 {
        let deployment = json!({ "config": {}, "is_development": true });
        let about = match &model {
            Some(id) => json!({ "model_id": id, "deployment": deployment }),
            None => json!({ "name": "dev", "deployment": deployment }),
        };
        let upload = prepared(&api, about).await;
        put(&upload, tar_with_config()).await.ok();
        let source = json!({ "name": "dev", "s3_key": upload.key, "deployment": deployment });
        let path = model.as_ref().map_or("/v1/models".to_owned(), |id| format!("/v1/models/{id}/deployments"));
        let made = api.post(&path, &json!({ "source": source })).await.ok();
        model = Some(Pushed::from(&made).id);
    }
    // The next push tidies up what the last one left.
    prepared(&api, json!({ "model_id": model, "deployment": { "config": {} } })).await;
    let archives = std::fs::read_dir(api.folder.path().join("archives")).expect("a folder");
    assert_eq!(archives.count(), 1);
}
