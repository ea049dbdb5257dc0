//! `truss whoami`.

use serde_json::json;

use crate::api;
use crate::api::Client;
use crate::api::resources::keys::KeyType;
use crate::context::Context;
use crate::context::session::Session;
use crate::credential::Credential;
use crate::sanitize::clean_line;

/// Asks the remote whose key is used. As text: workspace and address, as Python's truss prints them, then the remote and
/// the key.
pub(crate) fn run(context: &Context) -> anyhow::Result<()> {
    context.online(async |session| {
        let user = session.client.current_user().await?;
        let key_type = match session.client.key() {
            Credential::ApiKey(_) => key_type(&session.client).await?,
            Credential::Login(_) => None,
        };
        let Session { credentials, .. } = session;
        let url = credentials.address.app_url();
        // The embedded API's ends with this run.
        let url = Some(url).filter(|_| !session.is_embedded());
        if context.output().is_json() {
            let mut answer = serde_json::to_value(&user)?;
            answer["remote"] = json!(credentials.remote);
            answer["remote_url"] = json!(url);
            let is_key = credentials.secret.tokens().is_none();
            let prefix = is_key.then(|| credentials.secret.display_prefix());
            answer["key"] = json!({"prefix": prefix, "type": key_type});
            return context.output().json(&answer);
        }
        let remote = match (&credentials.remote, url) {
            (Some(remote), Some(url)) => format!("{remote} ({url})"),
            (remote, url) => remote.as_deref().or(url).unwrap_or_default().to_owned(),
        };
        let key_type = key_type.map(|key_type| format!(", {key_type}")).unwrap_or_default();
        let key = format!("{}{key_type}, from {}", credentials.secret.display_prefix(), credentials.origin);
        let lines = [user.signature(), format!("remote  {remote}"), format!("key     {key}")];
        Ok(context.output().print(&lines.map(|line| clean_line(&line).into_owned()).join("\n"))?)
    })
}

/// The type of the key in use, which only the list of keys tells. A key that may not read it has a type that is unknown.
async fn key_type(client: &Client) -> Result<Option<KeyType>, api::Error> {
    match client.keys().await {
        Ok(keys) => {
            let own = keys.into_iter().find(|key| Some(key.prefix.as_str()) == client.key().prefix());
            Ok(own.map(|key| key.key_type))
        }
        Err(error) if error.status().is_some() => Ok(None),
        Err(error) => Err(error),
    }
}
