//! `truss local status`.

use serde_json::json;

use crate::context::Context;
use crate::local;
use crate::output::table::Table;

/// Shows where the state is and how much is in it.
pub(crate) fn run(context: &Context) -> anyhow::Result<()> {
    let status = local::status(&local::directory(context.variables())?)?;
    let directory = status.directory.display().to_string();
    if context.output().is_json() {
        return context.output().json(&json!({
            "directory": directory,
            "exists": status.exists,
            "teams": status.teams,
            "api_keys": status.api_keys,
            "models": status.models,
            "deployments": status.deployments,
            "bytes": status.bytes,
        }));
    }
    if !status.exists {
        context.output().note("there is no state yet; the first use of the remote `local` creates it");
    }
    let counts = [status.teams, status.api_keys, status.models, status.deployments, status.bytes];
    let mut table = Table::new(&["DIRECTORY", "TEAMS", "KEYS", "MODELS", "DEPLOYMENTS", "BYTES"]).cut(&["DIRECTORY"]);
    table.row(std::iter::once(directory).chain(counts.map(|count| count.to_string())));
    Ok(context.output().table(&table)?)
}
