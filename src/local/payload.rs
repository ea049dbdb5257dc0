//! What a push must look like: the same checks before the upload and when it is committed. Each names its source.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::local::http::error_response::ErrorResponse;
use crate::local::lifecycle::FAILING_NAME;
use crate::local::store::models::PRODUCTION;

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DeploymentPayload {
    pub(crate) config: Map<String, Value>,
    pub(crate) raw_config: Option<String>,
    pub(crate) user_env: Option<Map<String, Value>>,
    pub(crate) environment_name: Option<String>,
    pub(crate) create_environment_if_missing: Option<bool>,
    pub(crate) preserve_env_instance_type: Option<bool>,
    pub(crate) deploy_timeout_minutes: Option<i64>,
    pub(crate) deployment_name: Option<String>,
    pub(crate) labels: Option<Map<String, Value>>,
    pub(crate) is_development: Option<bool>,
    pub(crate) region: Option<String>,
    pub(crate) instance_type_id: Option<String>,
    pub(crate) promotion_settings_override: Option<Map<String, Value>>,
}

/// The longest name of a model or a deployment, in characters: the management API's description.
const LONGEST_NAME: usize = 255;

impl DeploymentPayload {
    /// Checks all that can be checked without knowing what exists.
    pub(crate) fn check(&self) -> Result<(), ErrorResponse> {
        if let Some(name) = &self.deployment_name {
            // The length is the description's, the characters are those that Python's truss lets through
            // (`push` of its remote).
            let allowed = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
            check_name("deployment_name", name, allowed, "letters, numbers, `-`, `_` and `.`")?;
        }
        if let Some(name) = &self.environment_name {
            // Unproven: length and characters. The name stands in a path.
            let allowed = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
            check_name("environment_name", name, allowed, "letters, numbers, `-` and `_`")?;
        }
        // SDK 0.13.1, `deploy_timeout_minutes`.
        if self.deploy_timeout_minutes.is_some_and(|minutes| !(10..=1440).contains(&minutes)) {
            return Err(ErrorResponse::invalid("deploy_timeout_minutes must be between 10 and 1440"));
        }
        // SDK 0.13.1, `is_development`: these fields must be left at their defaults.
        let keeps_no_type = self.preserve_env_instance_type == Some(false);
        if self.is_development() && (self.environment_name.is_some() || self.deployment_name.is_some() || keeps_no_type)
        {
            return Err(ErrorResponse::invalid(
                "a development deployment has no environment_name, no deployment_name, and leaves \
                 preserve_env_instance_type as it is",
            ));
        }
        // SDK 0.13.1, `promotion_settings_override`.
        if self.promotion_settings_override.is_some() && self.environment_name.is_none() {
            return Err(ErrorResponse::invalid("promotion_settings_override needs an environment_name"));
        }
        // Python's truss: both fields of its config have these types.
        if !matches!(self.config.get("bis_llm"), None | Some(Value::Null | Value::Object(_))) {
            return Err(ErrorResponse::invalid("config.bis_llm must be an object"));
        }
        match self.config.get("model_name") {
            None | Some(Value::Null | Value::String(_)) => Ok(()),
            Some(_) => Err(ErrorResponse::invalid("config.model_name must be text")),
        }
    }

    pub(crate) fn is_development(&self) -> bool {
        self.is_development.unwrap_or(false)
    }

    /// The environment that must exist already, when one must. SDK 0.13.1: one is created unless the push
    /// forbids it, and production always exists.
    pub(crate) fn required_environment(&self) -> Option<&str> {
        let may_be_made = self.create_environment_if_missing.unwrap_or(true);
        self.environment_name.as_deref().filter(|name| !may_be_made && *name != PRODUCTION)
    }

    /// Models in this format are built from their config alone: SDK 0.13.1, `s3_key`.
    pub(crate) fn needs_archive(&self) -> bool {
        self.config.get("bis_llm").is_none_or(Value::is_null)
    }

    /// Whether the build is meant to fail: the name in the config or of the model (`push --model-name`) says so.
    pub(crate) fn fails(&self, model_name: &str) -> bool {
        let in_config = self.config.get("model_name").and_then(Value::as_str);
        [in_config, Some(model_name)].contains(&Some(FAILING_NAME))
    }

    /// The instance type that the push asks for, as a name: what it says, or its config's accelerator, or CPU and
    /// memory. Unproven: how Baseten finds one.
    pub(crate) fn instance_type(&self) -> String {
        if let Some(id) = &self.instance_type_id {
            return id.clone();
        }
        let resource = |name: &str| {
            let value = self.config.get("resources").and_then(|resources| resources.get(name));
            match value {
                Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
                Some(Value::Number(number)) => Some(number.to_string()),
                _ => None,
            }
        };
        let by_size = || {
            let cpu = resource("cpu").unwrap_or_else(|| "1".to_owned());
            let memory = resource("memory").unwrap_or_else(|| "2".to_owned());
            format!("{cpu}x{}", memory.trim_end_matches("Gi"))
        };
        resource("instance_type").or_else(|| resource("accelerator")).unwrap_or_else(by_size)
    }
}

fn check_name(field: &str, name: &str, allowed: impl Fn(char) -> bool, words: &str) -> Result<(), ErrorResponse> {
    if name.is_empty() || name.chars().count() > LONGEST_NAME || !name.chars().all(allowed) {
        return Err(ErrorResponse::invalid(format!("{field} must be 1 to {LONGEST_NAME} {words}")));
    }
    Ok(())
}

/// A model's name: 1 to 255 characters of any kind, as the management API's description has it.
pub(crate) fn check_model_name(name: &str) -> Result<(), ErrorResponse> {
    check_name("name", name, |_| true, "characters")
}

/// An API key's name: Baseten's page on API keys has these characters. Unproven: that the API refuses others (one
/// example of its Terraform provider has some), and the length.
pub(crate) fn check_key_name(name: &str) -> Result<(), ErrorResponse> {
    let allowed = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    check_name("name", name, allowed, "lowercase letters, numbers and hyphens")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{DeploymentPayload, check_key_name, check_model_name};

    fn payload(more: Value) -> DeploymentPayload {
        let mut fields = json!({ "config": {} });
        let (Some(fields_map), Value::Object(more)) = (fields.as_object_mut(), more) else { panic!("objects") };
        fields_map.extend(more);
        serde_json::from_value(fields).expect("a payload")
    }

    #[test]
    fn limits_are_inclusive() {
        for (minutes, valid) in [(9, false), (10, true), (1440, true), (1441, false)] {
            let payload = payload(json!({ "deploy_timeout_minutes": minutes }));
            assert_eq!(payload.check().is_ok(), valid, "{minutes}");
        }
    }

    #[test]
    fn names_are_what_baseten_takes() {
        let (longest, too_long) = ("ü".repeat(255), "ü".repeat(256));
        for (name, valid) in
            [("hello", true), ("Hello World_1", true), ("a.b", true), (" ", true), (&longest, true), ("", false)]
        {
            assert_eq!(check_model_name(name).is_ok(), valid, "{name}");
        }
        assert!(check_model_name(&too_long).is_err());
        for (name, valid) in [("ci-1", true), ("CI", false), ("a_b", false), ("", false), ("ü", false)] {
            assert_eq!(check_key_name(name).is_ok(), valid, "{name}");
        }
        let (longest, too_long) = ("a".repeat(255), "a".repeat(256));
        for (name, valid) in [("v1.0_a-b", true), (&longest, true), (&too_long, false), ("a b", false), ("", false)] {
            assert_eq!(payload(json!({ "deployment_name": name })).check().is_ok(), valid, "{name}");
        }
        for (name, valid) in [("staging-2", true), ("a/b", false), ("", false)] {
            assert_eq!(payload(json!({ "environment_name": name })).check().is_ok(), valid, "{name}");
        }
    }

    #[test]
    fn only_an_environment_that_may_not_be_made_must_exist() {
        let required = |environment: &str, create: Option<bool>| {
            let payload = payload(json!({ "environment_name": environment, "create_environment_if_missing": create }));
            payload.required_environment().is_some()
        };
        assert!(required("staging", Some(false)));
        assert!(!required("staging", Some(true)));
        assert!(!required("staging", None));
        assert!(!required("production", Some(false)));
    }

    #[test]
    fn the_instance_type_is_what_the_config_asks_for() {
        let named = |resources: Value| payload(json!({ "config": { "resources": resources } })).instance_type();
        assert_eq!(named(json!({ "instance_type": "H100:2", "accelerator": "T4" })), "H100:2");
        assert_eq!(named(json!({ "accelerator": "T4", "cpu": "3" })), "T4");
        assert_eq!(named(json!({ "accelerator": null, "cpu": "4", "memory": "16Gi" })), "4x16");
        assert_eq!(named(json!({})), "1x2");
    }
}
