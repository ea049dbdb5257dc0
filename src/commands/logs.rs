//! `truss logs`: what a deployment said, or says.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::json;

use crate::api::resources::logs::LogLine;
use crate::commands::model::{Selected, Selection};
use crate::commands::push::log::{Source, in_words, now};
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::options::duration;
use crate::push::failure_budget::FailureBudget;
use crate::push::follow::{LogCursor, poll_delays};
use crate::sanitize::clean;

/// How far back the management API answers, by the contract; a little less, because clocks differ.
const REACH: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const MARGIN: Duration = Duration::from_secs(10 * 60);

/// Whose log, and which part of it
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// How far back to start, 7 days at most
    #[arg(long, value_name = "DURATION", default_value = "30m", value_parser = duration)]
    since: Duration,
    /// Follow the log until you stop it
    #[arg(long)]
    tail: bool,
    /// Leave out lines that are less serious, and those without a level
    #[arg(long, value_name = "LEVEL", value_parser = level(), ignore_case = true)]
    min_level: Option<String>,
}

/// As the management API writes it.
fn level() -> impl TypedValueParser<Value = String> {
    PossibleValuesParser::new(["debug", "info", "warning", "error"]).map(|level| level.to_uppercase())
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    if arguments.since > REACH {
        return Err(Failure::new(Kind::Usage, "`--since` reaches 7 days back at most").into());
    }
    context.online(async |session| {
        let client = &session.client;
        let selected = arguments.selection.find(client, context).await?;
        let Selected { model_id, deployment_id } = &selected;
        let source = Source { client, model_id, deployment_id, min_level: arguments.min_level.as_deref() };
        let log = Log { source, context };
        if arguments.tail { log.follow(arguments.since).await } else { log.print(arguments.since).await }
    })
}

struct Log<'a> {
    source: Source<'a>,
    context: &'a Context,
}

impl Log<'_> {
    /// What there is until now.
    async fn print(&self, since: Duration) -> anyhow::Result<()> {
        let (mut cursor, now, output) = (start(since), now(), self.context.output());
        let mut lines = Vec::new();
        loop {
            let before = lines.len();
            cursor
                .advance(now, async |start, end| self.source.page(start, end).await, |line| lines.push(line.clone()))
                .await?;
            // A turn ends after so many pages, and the next one goes on.
            if lines.len() == before {
                break;
            }
        }
        if output.is_json() {
            let Source { model_id, deployment_id, .. } = self.source;
            return output.json(&json!({"model_id": model_id, "deployment_id": deployment_id, "logs": lines}));
        }
        if lines.is_empty() {
            output.note("no lines in this time; `--since` reaches further back");
        }
        lines.iter().try_for_each(|line| self.print_line(line))
    }

    /// What there is, and what comes: until Ctrl-C. As JSON, a document a line.
    async fn follow(&self, since: Duration) -> anyhow::Result<()> {
        let (mut cursor, mut failures) = (start(since), FailureBudget::with_fresh(Instant::now()));
        for delay in poll_delays() {
            let printed = RefCell::new(Ok(()));
            let print = |line: &LogLine| {
                let mut printed = printed.borrow_mut();
                if printed.is_ok() {
                    *printed = self.print_line(line);
                }
            };
            let advanced = cursor.advance(now(), async |start, end| self.source.page(start, end).await, print).await;
            failures.tolerate(advanced, Instant::now())?;
            printed.into_inner()?;
            tokio::time::sleep(delay).await;
        }
        unreachable!("the delays have no end")
    }

    fn print_line(&self, line: &LogLine) -> anyhow::Result<()> {
        let output = self.context.output();
        if output.is_json() { output.json(line) } else { Ok(output.print(&clean(&in_words(line)))?) }
    }
}

fn start(since: Duration) -> LogCursor {
    let reach = since.min(REACH.saturating_sub(MARGIN));
    LogCursor::new(now() - i64::try_from(reach.as_millis()).unwrap_or(i64::MAX))
}
