//! `truss whoami`.

use clap::Args;

use crate::context::Context;
use crate::output::sanitize::clean_line;

/// It takes the global options alone
#[derive(Debug, Args)]
pub struct Arguments {}

/// Asks the remote whose key is used. As text: workspace and address, as Python's truss prints them.
///
/// # Errors
///
/// What finding the key and asking the remote can end in.
pub fn run(_: &Arguments, context: &Context) -> anyhow::Result<()> {
    context.online(async |session| {
        let user = session.client.current_user().await?;
        if context.output().is_json() {
            return context.output().json(&user);
        }
        let name = user.email.as_ref().or(user.name.as_ref()).unwrap_or(&user.user_id);
        let workspace = user.workspace_name.as_ref().map(|workspace| format!("{workspace}\\")).unwrap_or_default();
        Ok(context.output().answer(&clean_line(&format!("{workspace}{name}")))?)
    })
}
