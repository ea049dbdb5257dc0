//! `/v1/prepare_model_upload`: the checks of a push, and leave to upload its archive.

use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::api::client::{Call, Repeat};
use crate::api::path::Path;
use crate::api::resources::deployments::{DeploymentPayload, Target};
use crate::api::{Client, Error};

/// Where an archive goes, as the remote says it.
#[derive(Debug, Deserialize)]
pub(crate) struct PreparedUpload {
    pub(crate) creds: Option<UploadCredentials>,
    pub(crate) s3_bucket: Option<String>,
    /// The object; `None` for models that are built without an archive.
    pub(crate) s3_key: Option<String>,
    pub(crate) s3_region: Option<String>,
    /// Another address than AWS's, which the embedded API sends.
    #[serde(default)]
    pub(crate) s3_endpoint_url: Option<String>,
}

/// Temporary credentials for one object, good for about an hour. Not shown by `Debug`.
#[derive(Deserialize)]
pub(crate) struct UploadCredentials {
    pub(crate) aws_access_key_id: String,
    pub(crate) aws_secret_access_key: String,
    pub(crate) aws_session_token: String,
}

impl std::fmt::Debug for UploadCredentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("UploadCredentials(…)")
    }
}

#[derive(Serialize)]
struct PrepareUpload<'push, C> {
    deployment: &'push DeploymentPayload<C>,
    dry_run: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'push str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    team_id: Option<&'push str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model_id: Option<&'push str>,
}

impl Client {
    /// Has the remote check what would be pushed; with `dry_run` nothing else, otherwise it answers where the archive
    /// goes.
    pub(crate) async fn prepare_upload<C: Serialize>(
        &self,
        target: &Target,
        deployment: &DeploymentPayload<C>,
        dry_run: bool,
    ) -> Result<PreparedUpload, Error> {
        let (name, team_id, model_id) = match target {
            Target::New { name, team_id } => (Some(name.as_str()), team_id.as_deref(), None),
            Target::Existing { model_id } => (None, None, Some(model_id.as_str())),
        };
        // Nothing is made by a check; credentials that are not used do no harm either.
        let call = Call::new(Method::POST, Path::of(&["v1", "prepare_model_upload"])).repeat(Repeat::Safe);
        self.send(call.body(PrepareUpload { deployment, dry_run, name, team_id, model_id })).await
    }
}
