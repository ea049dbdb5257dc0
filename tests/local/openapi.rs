//! `/openapi.json`, compared with the contract.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Api;

/// The operations of the management API's description, copied from it by hand, those of Baseten's SDK that issue 13
/// names, and the two that only a server of ones own has. Inference is described by its path form.
const CONTRACT: &str = "
post   /v1/users/auth/device/authorize                       authorize_device      baseten
post   /v1/users/auth/device/token                           device_token          baseten
post   /v1/users/auth/logout                                 logout                baseten
get    /v1/users/me                                          get_current_user      baseten
get    /v1/users                                             list_users            baseten
get    /v1/teams                                             list_teams            baseten
get    /v1/teams/{team_id}                                   get_team              baseten
get    /v1/api_keys                                          list_api_keys         baseten
post   /v1/api_keys                                          create_api_key        baseten
post   /v1/teams/{team_id}/api_keys                          create_team_api_key   baseten
delete /v1/api_keys/{api_key_prefix}                         revoke_api_key        baseten
patch  /v1/api_keys/{api_key_prefix}                         rename_api_key        extension
get    /v1/audit_logs                                        list_audit_logs       baseten
get    /v1/models                                            list_models           baseten
post   /v1/models                                            create_model          baseten
get    /v1/teams/{team_id}/models                            list_team_models      baseten
post   /v1/teams/{team_id}/models                            create_team_model     baseten
get    /v1/models/{model_id}                                 get_model             baseten
delete /v1/models/{model_id}                                 delete_model          baseten
get    /v1/models/{model_id}/deployments                     list_deployments      baseten
post   /v1/models/{model_id}/deployments                     create_deployment     baseten
get    /v1/models/{model_id}/deployments/{deployment_id}     get_deployment        baseten
delete /v1/models/{model_id}/deployments/{deployment_id}     delete_deployment     baseten
post   /v1/models/{model_id}/deployments/{deployment_id}/activate   activate_deployment baseten
post   /v1/models/{model_id}/deployments/{deployment_id}/deactivate deactivate_deployment baseten
get    /v1/models/{model_id}/deployments/{deployment_id}/logs list_deployment_logs baseten
get    /v1/models/{model_id}/environments                    list_environments     baseten
get    /v1/environment_groups                                list_environment_groups baseten
get    /v1/teams/{team_id}/environment_groups                list_team_environment_groups baseten
post   /v1/prepare_model_upload                              prepare_model_upload  baseten
post   /models/{model_id}/environments/{env_name}/predict    predict_environment   baseten
post   /models/{model_id}/production/predict                 predict_production    baseten
post   /models/{model_id}/development/predict                predict_development   baseten
post   /models/{model_id}/deployment/{deployment_id}/predict predict_deployment    baseten
get    /metrics                                              export_metrics        baseten
get    /health                                               health                extension
get    /openapi.json                                         describe              extension
";

async fn description() -> (Api, Value) {
    let api = Api::start().await;
    let description = api.get_as("", "/openapi.json").await.ok();
    (api, description)
}

fn described(description: &Value) -> Vec<(String, String, Value)> {
    let paths = description["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, operations)| {
        let operations = operations.as_object().expect("operations");
        operations.iter().map(|(method, operation)| (method.clone(), path.clone(), operation.clone()))
    });
    operations.collect()
}

#[tokio::test]
async fn it_describes_the_contracts_operations_and_no_others() {
    let (_, description) = description().await;
    let mut found: Vec<String> = described(&description)
        .iter()
        .map(|(method, path, operation)| {
            let word = |field: &str| operation[field].as_str().expect("a word").to_owned();
            format!("{method} {path} {} {}", word("operationId"), word("x-origin"))
        })
        .collect();
    let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut expected: Vec<String> = CONTRACT.lines().map(squeezed).filter(|line| !line.is_empty()).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn what_it_describes_is_there_and_asks_for_a_key() {
    let (api, description) = description().await;
    for (method, path, operation) in described(&description) {
        // What begins a login asks for no key, but for the fields of a form.
        let expected = match (operation["security"] == json!([]), method.as_str()) {
            (true, "get") => 200,
            (true, _) => 400,
            (false, _) => 401,
        };
        let method: Method = method.to_ascii_uppercase().parse().expect("a method");
        let answer = api.send("", method, &path.replace(['{', '}'], ""), None).await;
        assert_eq!(answer.status, expected, "{path}: {}", answer.text);
    }
}

/// What the management API's description has and the embedded API has not.
const ABSENT: [(&str, &str); 12] = [
    ("POST", "/v1/models/m/deployments/d/patches"),
    ("GET", "/v1/models/m/deployments/d/patches/state"),
    ("POST", "/v1/models/m/deployments/d/patches/sync"),
    ("POST", "/models/m/production/async_predict"),
    ("POST", "/models/m/environments/e/async_predict"),
    ("GET", "/models/m/async_request/r"),
    ("DELETE", "/models/m/async_request/r"),
    ("POST", "/models/m/development/wake"),
    ("POST", "/models/m/deployment/d/wake"),
    ("POST", "/chains/c/production/run_remote"),
    ("POST", "/chains/c/environments/e/run_remote"),
    ("POST", "/chains/c/deployment/d/run_remote"),
];

#[tokio::test]
async fn what_is_not_in_the_embedded_api_says_so() {
    let (api, _) = description().await;
    for (method, path) in ABSENT {
        let answer = api.send(&api.own_key(), method.parse().expect("a method"), path, None).await;
        let message = match path.starts_with("/v1/") {
            true => answer.refused(501),
            false => answer.call_refused(501),
        };
        assert!(message.ends_with("is not in the embedded API; Baseten has it"), "{path}: {message}");
    }
}

#[tokio::test]
async fn its_references_lead_somewhere() {
    fn check(value: &Value, whole: &Value) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(reference)) = fields.get("$ref") {
                    let pointer = reference.strip_prefix('#').expect("a reference into this document");
                    assert!(whole.pointer(pointer).is_some(), "{reference}");
                }
                fields.values().for_each(|value| check(value, whole));
            }
            Value::Array(items) => items.iter().for_each(|value| check(value, whole)),
            _ => {}
        }
    }
    let (_, description) = description().await;
    check(&description, &description);
}
