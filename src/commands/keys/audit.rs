//! `truss keys audit`.

use std::collections::HashSet;

use clap::Args;
use jiff::Timestamp;
use reqwest::StatusCode;
use serde_json::json;

use crate::api::Error;
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::keys::audit::{Circumstances, Finding, Rule, UNUSED, examine, of_trussrc};
use crate::output::sanitize::clean_line;
use crate::output::sarif;
use crate::session::Session;

/// How many entries of the audit log are looked at, the newest first.
const MOST_ENTRIES: usize = 10_000;

/// How to report
#[derive(Debug, Args)]
pub struct Arguments {
    /// Write the report as SARIF 2.1.0, for code scanning
    #[arg(long)]
    sarif: bool,
    /// Exit with 8 when there is any finding; the report is written all the same
    #[arg(long)]
    fail_on_findings: bool,
}

/// Holds the keys and the trussrc up to Baseten's security advice.
///
/// # Errors
///
/// [`Kind::Unsafe`] for findings when that was asked for, and what the requests can end in.
pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let mut findings: Vec<Finding> = context.trussrc()?.examine().iter().filter_map(of_trussrc).collect();
    let (of_keys, not_judged) = context.online(async |session| judge(context, session).await)?;
    findings.extend(of_keys);
    report(arguments, context, &findings, &not_judged)?;
    if !arguments.fail_on_findings || findings.is_empty() {
        return Ok(());
    }
    let count = findings.len();
    let plural = if count == 1 { "" } else { "s" };
    Err(Failure::new(Kind::Unsafe, format!("the audit has {count} finding{plural}")).into())
}

/// What the rules say about the keys, and which rules could not be judged.
async fn judge(context: &Context, session: &Session) -> anyhow::Result<(Vec<Finding>, Vec<Rule>)> {
    let now = Timestamp::now();
    let keys = session.client.keys(false).await?;
    let managing = managing(session, now).await?;
    let in_ci = context.variables().text("CI").is_some_and(|value| !matches!(value, "false" | "0"));
    let not_judged = if managing.is_none() { vec![Rule::TooMuchAccess] } else { Vec::new() };
    let in_ci = session.client.key().prefix().filter(|_| in_ci).map(str::to_owned);
    Ok((examine(&keys, &Circumstances { now, managing, in_ci }), not_judged))
}

/// The keys that the audit log shows as managing something. `None` when the remote has no log, keeps it from this key,
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

fn report(arguments: &Arguments, context: &Context, findings: &[Finding], not_judged: &[Rule]) -> anyhow::Result<()> {
    let output = context.output();
    for rule in not_judged {
        output.note(&format!("`{}` is not judged: this key is shown no whole audit log", rule.name()));
    }
    if arguments.sarif {
        return output.json(&sarif::document(findings));
    }
    if output.is_json() {
        return output.json(&json!({"findings": findings, "not_judged": not_judged}));
    }
    for finding in findings {
        let Finding { rule, message, advice, .. } = finding;
        output.answer(&clean_line(&format!("{}: {message}; {advice}", rule.name())))?;
    }
    if findings.is_empty() {
        output.note("nothing to complain about");
    }
    Ok(())
}
