//! The options of `truss push`.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueHint};

use crate::api::resources::deployments::Labels;
use crate::api::resources::environments::PRODUCTION;
use crate::error::{Failure, Kind};
use crate::output::Output;

/// The longest name of a deployment, in characters, by the management API's description.
const LONGEST_NAME: usize = 255;

/// What to push, as what, and where to
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The folder of the Truss
    #[arg(value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) directory: PathBuf,
    /// Pack this file as config.yaml
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Use this model name instead of the config's
    #[arg(long, value_name = "NAME")]
    pub(crate) model_name: Option<String>,
    /// Deploy to this environment
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    environment: Option<String>,
    /// Do not create the environment: the push is refused if it does not exist
    #[arg(long)]
    pub(crate) no_create_environment: bool,
    // Python's truss: not both.
    /// Deploy to production: the same as `--environment production`
    #[arg(long, conflicts_with = "environment")]
    promote: bool,
    /// Deploy in this region, such as `us`
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// Name the deployment: letters, numbers, `-`, `_` and `.`
    #[arg(long, value_name = "NAME", value_parser = deployment_name)]
    pub(crate) deployment_name: Option<String>,
    /// Wait until the deployment is active
    #[arg(long, overrides_with = "no_wait")]
    pub(crate) wait: bool,
    /// Do not wait; the default
    #[arg(long)]
    no_wait: bool,
    /// With `--wait`: stop waiting after this long (exit code 10)
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout_seconds: Option<Duration>,
    /// Show the deployment's log, with `--wait` until it is active, otherwise until you stop it
    #[arg(long)]
    pub(crate) tail: bool,
    /// The team that the model belongs to, by id or name
    #[arg(long, value_name = "TEAM")]
    pub(crate) team: Option<String>,
    /// Labels of the deployment, as a JSON object
    #[arg(long, value_name = "JSON", value_parser = labels)]
    pub(crate) labels: Option<Labels>,
    /// Build without cached layers
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// Keep the environment's instance type; the default
    #[arg(long, overrides_with = "no_preserve_env_instance_type")]
    preserve_env_instance_type: bool,
    /// Take the instance type from the config
    #[arg(long)]
    no_preserve_env_instance_type: bool,
    // The management API's description, and Python's truss.
    /// How long the deployment may take, from 10 to 1440 minutes
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u16).range(10..=1440))]
    pub(crate) deploy_timeout_minutes: Option<u16>,
    /// Do not offer the archive for download; for new models only
    #[arg(long)]
    pub(crate) disable_truss_download: bool,
    /// Send along the git commit and tag, and whether there are uncommitted changes
    #[arg(long)]
    pub(crate) include_git_info: bool,
    // Ours: there is no deployment to follow, and only a dry run goes without the remote.
    /// Show what would be pushed and have the remote check it, without uploading
    #[arg(long, conflicts_with_all = ["wait", "tail"])]
    pub(crate) dry_run: bool,
    /// With `--dry-run`: do not contact the remote either
    #[arg(long, requires = "dry_run")]
    pub(crate) offline: bool,
    /// Push even if a file contains a secret
    #[arg(long)]
    pub(crate) allow_secrets: bool,
    /// Not needed any more: every push is published
    #[arg(long, hide = true)]
    publish: bool,
    /// Not needed any more: every model is trusted
    #[arg(long, hide = true)]
    trusted: bool,
    /// Only Python's truss can do this
    #[arg(long, hide = true)]
    preserve_previous_production_deployment: bool,
}

impl Options {
    pub(crate) fn environment(&self) -> Option<&str> {
        if self.promote { Some(PRODUCTION) } else { self.environment.as_deref() }
    }

    /// Whether the environment's instance type wins. Said of an environment that exists (`None`: not known), else the
    /// server has nothing to keep; the management API's description wants it there alone.
    pub(crate) fn keeps_instance_type(&self, exists: Option<bool>) -> Option<bool> {
        let typed = self.preserve_env_instance_type || self.no_preserve_env_instance_type;
        exists.unwrap_or(typed).then_some(!self.no_preserve_env_instance_type)
    }

    /// Refuses the one option of Python's truss that has nothing behind it here.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if !self.preserve_previous_production_deployment {
            return Ok(());
        }
        let message = "`--preserve-previous-production-deployment` is not possible with Baseten's REST API";
        Err(Failure::new(Kind::Usage, message).with_hint(
            "the environment's promotion settings decide what becomes of the previous deployment (cleanup strategy \
             KEEP keeps it running); Python's truss has this option, over GraphQL",
        ))
    }

    pub(crate) fn note_obsolete(&self, output: &Output) {
        if self.publish {
            output.note("`--publish` is no longer needed: every push is published");
        }
        if self.trusted {
            output.note("`--trusted` is no longer needed: every model is trusted");
        }
        if self.timeout_seconds.is_some() && !self.wait {
            output.warn("`--timeout-seconds` has no effect without `--wait`");
        }
        if self.environment().is_none() && self.no_create_environment {
            output.warn("`--no-create-environment` has no effect without `--environment`");
        }
        if self.environment().is_none() && (self.preserve_env_instance_type || self.no_preserve_env_instance_type) {
            output.warn("without `--environment` there is no instance type to preserve");
        }
    }
}

/// Python's truss takes these characters; the management API's description says how many.
fn deployment_name(text: &str) -> Result<String, String> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    if text.is_empty() || !text.chars().all(allowed) {
        Err("use letters, numbers, `-`, `_` and `.`".to_owned())
    } else if text.len() > LONGEST_NAME {
        Err(format!("use {LONGEST_NAME} characters at most"))
    } else {
        Ok(text.to_owned())
    }
}

/// Whole seconds, as Python's truss takes them.
fn seconds(text: &str) -> Result<Duration, String> {
    text.parse().map(Duration::from_secs).map_err(|_| "give a whole number of seconds".to_owned())
}

/// An object, as Python's truss and the management API's description have it.
fn labels(text: &str) -> Result<Labels, String> {
    match serde_json::from_str(text) {
        Ok(labels) => Ok(labels),
        Err(error) if error.is_data() => Err("give a JSON object, such as {\"team\": \"search\"}".to_owned()),
        Err(error) => Err(format!("not valid JSON: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::labels;

    #[test]
    fn labels_are_sent_as_they_were_typed() {
        for text in [r#"{"a":18446744073709551616,"b":[1.0,"x"]}"#, r#"{"a":1e400}"#, "{}"] {
            assert_eq!(serde_json::to_string(&labels(text).expect(text)).expect("JSON"), text);
        }
        for text in ["[1]", "1", "{", "{1: 2}", "{} x", ""] {
            assert!(labels(text).is_err(), "{text}");
        }
    }
}
