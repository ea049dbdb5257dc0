//! What `truss push` writes to stdout.

use serde::Serialize;
use serde_json::json;

use crate::api::resources::deployments::Deployment;
use crate::commands::push::deploy::Push;
use crate::commands::push::links::{Link, Links};
use crate::context::Context;
use crate::humanize::size;
use crate::output::table::Table;
use crate::push::Value;
use crate::sanitize::clean_line;

#[derive(Serialize)]
struct DryRun<'plan> {
    model_name: &'plan str,
    config: Value,
    files: Vec<PackedFile<'plan>>,
    total_bytes: u64,
}

#[derive(Serialize)]
struct PackedFile<'plan> {
    path: std::borrow::Cow<'plan, str>,
    size: u64,
}

/// What a push would send.
pub(crate) fn dry_run(context: &Context, push: &Push<'_>) -> anyhow::Result<()> {
    let Push { plan, model_name, options, .. } = push;
    let packed = plan.collection.files.iter();
    let answer = DryRun {
        model_name,
        config: plan.sent_config(options.no_cache),
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
    let (files, total) = (size::files(answer.files.len()), size::in_words(answer.total_bytes));
    context.output().note(&format!("{files}, {total}: nothing was uploaded"));
    Ok(())
}

/// What was made; `environment` is the one that it goes to.
pub(crate) fn result(
    context: &Context,
    push: &Push<'_>,
    deployment: &Deployment,
    environment: Option<&str>,
    links: &Links,
    uploaded_bytes: u64,
) -> anyhow::Result<()> {
    let Push { plan, model_name, .. } = push;
    if context.output().is_json() {
        let url = |link: &Option<Link>| link.as_ref().and_then(Link::url).map(str::to_owned);
        return context.output().json(&json!({
            "model_id": deployment.model_id,
            "model_name": model_name,
            "deployment_id": deployment.id,
            "model_version_id": deployment.id,
            "environment": environment,
            "status": deployment.status,
            "is_draft": deployment.is_development,
            "predict_url": url(&links.predict),
            "logs_url": url(&links.logs),
            "files": plan.collection.files.len(),
            "total_bytes": plan.collection.total_bytes(),
            "uploaded_bytes": uploaded_bytes,
        }));
    }
    let known = [
        ("model", Some(format!("{model_name} ({})", deployment.model_id))),
        ("deployment", Some(deployment.id.clone())),
        ("status", Some(deployment.status.clone())),
        ("environment", environment.map(str::to_owned)),
        ("predict", links.predict.as_ref().map(Link::to_string)),
        ("stable URL", links.environment.as_ref().map(Link::to_string)),
        ("logs", links.logs.as_ref().map(Link::to_string)),
    ];
    let line =
        |(label, value): (&str, Option<String>)| value.map(|value| format!("{label:<12} {}", clean_line(&value)));
    let lines: Vec<String> = known.into_iter().filter_map(line).collect();
    Ok(context.output().print(&lines.join("\n"))?)
}
