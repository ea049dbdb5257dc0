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
