//! What `truss push` writes to stdout.

use serde::Serialize;
use serde_json::json;

use crate::api::deployments::Deployment;
use crate::context::Context;
use crate::output::table::Table;
use crate::push::plan::Plan;
use crate::push::{Value, size};

/// The answer to `--dry-run`.
#[derive(Serialize)]
struct DryRun<'plan> {
    model_name: &'plan str,
    config: &'plan Value,
    files: Vec<PackedFile<'plan>>,
    total_bytes: u64,
}

#[derive(Serialize)]
struct PackedFile<'plan> {
    path: std::borrow::Cow<'plan, str>,
    size: u64,
}

/// What would be pushed.
pub(super) fn dry_run(context: &Context, plan: &Plan, model_name: &str) -> anyhow::Result<()> {
    let packed = plan.collection.files.iter();
    let answer = DryRun {
        model_name,
        config: plan.config.value(),
        files: packed.map(|file| PackedFile { path: file.path.to_string_lossy(), size: file.size }).collect(),
        total_bytes: plan.collection.total_bytes(),
    };
    if context.output().is_json() {
        return context.output().json(&answer);
    }
    let mut table = Table::new(&["FILE", "SIZE"]);
    for file in &answer.files {
        table.row([file.path.clone().into_owned(), size::in_words(file.size)]);
    }
    context.output().table(&table)?;
    let (count, total) = (answer.files.len(), size::in_words(answer.total_bytes));
    context.output().note(&format!("{count} files, {total}: nothing was uploaded"));
    Ok(())
}

/// What a push made.
pub(super) struct Result<'push> {
    pub(super) model_name: &'push str,
    pub(super) deployment: &'push Deployment,
    pub(super) environment: Option<&'push str>,
    pub(super) predict_url: String,
    pub(super) logs_url: String,
    pub(super) plan: &'push Plan,
    pub(super) uploaded_bytes: u64,
}

/// The answer to a push.
pub(super) fn result(context: &Context, result: &Result<'_>) -> anyhow::Result<()> {
    let Result { model_name, deployment, environment, predict_url, logs_url, plan, uploaded_bytes } = result;
    let environment = deployment.environment.as_deref().or(*environment);
    if context.output().is_json() {
        return context.output().json(&json!({
            "model_id": deployment.model_id,
            "model_name": model_name,
            "deployment_id": deployment.id,
            "model_version_id": deployment.id,
            "environment": environment,
            "status": deployment.status,
            "is_draft": deployment.is_development,
            "predict_url": predict_url,
            "logs_url": logs_url,
            "files": plan.collection.files.len(),
            "total_bytes": plan.collection.total_bytes(),
            "uploaded_bytes": uploaded_bytes,
        }));
    }
    let mut lines = vec![
        format!("model        {model_name} ({})", deployment.model_id),
        format!("deployment   {}", deployment.id),
        format!("status       {}", deployment.status),
    ];
    lines.extend(environment.map(|environment| format!("environment  {environment}")));
    lines.push(format!("predict      {predict_url}"));
    lines.push(format!("logs         {logs_url}"));
    let lines: Vec<String> = lines.iter().map(|line| crate::output::sanitize::clean(line).into_owned()).collect();
    Ok(context.output().answer(&lines.join("\n"))?)
}
