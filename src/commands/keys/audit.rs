//! `truss keys audit`.

use std::collections::HashSet;

use clap::Args;
use jiff::Timestamp;
use reqwest::StatusCode;
use serde_json::json;

use crate::api::Error;
use crate::commands::keys::count;
use crate::commands::keys::sarif;
use crate::context::Context;
use crate::context::session::Session;
use crate::error::{Failure, Kind};
use crate::keys::audit::{Circumstances, Finding, Rule, UNUSED, examine, of_trussrc};

/// How many entries of the audit log are looked at, the newest first.
const MOST_ENTRIES: usize = 10_000;

/// How to report
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Write the report as SARIF 2.1.0, for code scanning
    #[arg(long)]
    sarif: bool,
    /// Exit with 8 if there are findings; the report is still written
    #[arg(long)]
    fail_on_findings: bool,
}

/// Checks the keys and the trussrc against Baseten's security advice.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let mut findings: Vec<Finding> = context.trussrc()?.examine().iter().filter_map(of_trussrc).collect();
    let examined = context.online(async |session| examine_keys(context, session).await)?;
    findings.extend(examined.findings);
    report(arguments, context, &findings, &examined.unchecked)?;
    if findings.is_empty() {
        context.output().note(&format!("{}: no findings", checked(examined.keys, context)?));
    }
    if !arguments.fail_on_findings || findings.is_empty() {
        return Ok(());
    }
    let plural = if findings.len() == 1 { "" } else { "s" };
    Err(Failure::new(Kind::Unsafe, format!("the audit has {} finding{plural}", findings.len())).into())
}

fn checked(keys: usize, context: &Context) -> anyhow::Result<String> {
    let store = context.trussrc()?;
    let trussrc = store.mode().map(|_| format!(" and {}", store.display_path(context.variables())));
    Ok(format!("{}{} checked", count(keys), trussrc.unwrap_or_default()))
}

struct Examined {
    keys: usize,
    findings: Vec<Finding>,
    /// Rules that cannot be checked with this key.
    unchecked: Vec<Rule>,
}

async fn examine_keys(context: &Context, session: &Session) -> anyhow::Result<Examined> {
    let now = Timestamp::now();
    let keys = session.client.keys().await?;
    let managing = managing(session, now).await?;
    let in_ci = context.variables().is_on("CI");
    let unchecked = if managing.is_none() { vec![Rule::TooMuchAccess] } else { Vec::new() };
    let in_ci = session.client.key().prefix().filter(|_| in_ci).map(str::to_owned);
    let findings = examine(&keys, &Circumstances { now, managing, in_ci });
    Ok(Examined { keys: keys.len(), findings, unchecked })
}

/// The keys that the audit log shows as managing something. `None` when the remote has no log, refuses it to this key,
/// or has more than can be read: what is not in a part of it may be in the rest.
async fn managing(session: &Session, now: Timestamp) -> Result<Option<HashSet<String>>, Error> {
    match session.client.audit_log(now - UNUSED, MOST_ENTRIES).await {
        Ok(log) if log.is_whole => Ok(Some(log.actors().into_iter().map(str::to_owned).collect())),
        Ok(_) => Ok(None),
        Err(error) => match error.status() {
            Some(StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::METHOD_NOT_ALLOWED) => Ok(None),
            _ => Err(error),
        },
    }
}

fn report(arguments: &Arguments, context: &Context, findings: &[Finding], unchecked: &[Rule]) -> anyhow::Result<()> {
    let output = context.output();
    for rule in unchecked {
        output.note(&format!("`{}` is not checked: this key cannot read the whole audit log", rule.name()));
    }
    if arguments.sarif {
        return output.json(&sarif::of_audit(findings));
    }
    if output.is_json() {
        return output.json(&json!({"findings": findings, "unchecked": unchecked}));
    }
    for finding in findings {
        let Finding { rule, message, advice, .. } = finding;
        output.sentence(&format!("{}: {message}; {advice}", rule.name()))?;
    }
    Ok(())
}
