//! `/v1/users/me`: whose key it is.

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::client::Call;
use crate::api::path::Path;
use crate::api::{Client, Error};

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct User {
    pub(crate) user_id: String,
    pub(crate) email: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) workspace_name: Option<String>,
    /// Fields that this program does not know; kept for JSON output.
    #[serde(flatten)]
    pub(crate) other: Map<String, Value>,
}

impl User {
    /// What a person calls the user: the address, else the name, else the id.
    pub(crate) fn label(&self) -> &str {
        self.email.as_ref().or(self.name.as_ref()).unwrap_or(&self.user_id)
    }

    /// Workspace and user, as Python's truss writes them: `acme\you@example.com`.
    pub(crate) fn signature(&self) -> String {
        let workspace = self.workspace_name.as_ref().map(|workspace| format!("{workspace}\\"));
        workspace.unwrap_or_default() + self.label()
    }
}

impl Client {
    pub(crate) async fn current_user(&self) -> Result<User, Error> {
        self.send(Call::new(Method::GET, Path::of(&["v1", "users", "me"]))).await
    }
}
