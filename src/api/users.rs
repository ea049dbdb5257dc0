//! `/v1/users/me`: whose key it is.

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::client::Call;
use super::path::Path;
use super::{Client, Error};

/// The user that a key acts for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct User {
    /// The user's id.
    pub user_id: String,
    /// The address, if the remote tells it.
    pub email: Option<String>,
    /// The user's name, if the remote tells it.
    pub name: Option<String>,
    /// The workspace, if the remote tells it.
    pub workspace_name: Option<String>,
    /// Fields that this program does not know; kept for JSON output.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl User {
    /// What a person calls the user: the address, else the name, else the id.
    #[must_use]
    pub fn label(&self) -> &str {
        self.email.as_ref().or(self.name.as_ref()).unwrap_or(&self.user_id)
    }

    /// Workspace and user, as Python's truss writes them: `acme\you@example.com`.
    #[must_use]
    pub fn signature(&self) -> String {
        let workspace = self.workspace_name.as_ref().map(|workspace| format!("{workspace}\\"));
        workspace.unwrap_or_default() + self.label()
    }
}

impl Client {
    /// Whose key this client uses.
    ///
    /// # Errors
    ///
    /// As every request.
    pub async fn current_user(&self) -> Result<User, Error> {
        self.send(Call::new(Method::GET, Path::of(&["v1", "users", "me"]))).await
    }
}
