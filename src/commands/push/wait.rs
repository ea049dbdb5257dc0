//! `--wait` and `--tail` of `truss push`.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::api::deployments::Deployment;
use crate::api::logs::LogLine;
use crate::api::{Client, Error};
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::push::follow::{LogCursor, Outlook, outlook, pauses};
use crate::push::transient::TransientFailures;
use crate::session::Session;

use super::options::Options;

/// A deployment that was made a moment ago, and is followed.
pub(super) struct Follow<'push> {
    pub(super) session: &'push Session,
    pub(super) options: &'push Options,
    pub(super) model_id: &'push str,
    pub(super) deployment_id: &'push str,
}

/// The deployment's log, as far as it was printed.
struct Log {
    cursor: LogCursor,
    failures: TransientFailures,
}

impl Log {
    fn new() -> Self {
        Self { cursor: LogCursor::new(now()), failures: TransientFailures::with_fresh(Instant::now()) }
    }
}

impl Follow<'_> {
    /// Waits until the deployment is active, no longer than `--timeout-seconds` whatever the remote does meanwhile.
    pub(super) async fn until_active(&self, context: &Context) -> anyhow::Result<Deployment> {
        let status = RefCell::new(None);
        let active = self.active(context, &status);
        match self.options.timeout_seconds {
            None => active.await,
            Some(limit) => match tokio::time::timeout(limit, active).await {
                Ok(active) => active,
                Err(_) => Err(self.not_in_time(limit, status.borrow().as_deref()).into()),
            },
        }
    }

    async fn active(&self, context: &Context, status: &RefCell<Option<String>>) -> anyhow::Result<Deployment> {
        let mut log = self.options.tail.then(Log::new);
        let mut failures = TransientFailures::with_fresh(Instant::now());
        for pause in pauses() {
            if let Some(deployment) = failures.tolerate(self.deployment().await, Instant::now())? {
                if status.borrow().as_ref() != Some(&deployment.status) {
                    context.output().note(&format!("status: {}", deployment.status));
                    status.replace(Some(deployment.status.clone()));
                }
                if let Some(log) = &mut log {
                    self.print_new_lines(context, log).await?;
                }
                match outlook(&deployment.status) {
                    Outlook::Active => return Ok(deployment),
                    Outlook::Failed => return Err(self.failed(&deployment.status).into()),
                    Outlook::Pending => {}
                }
            }
            tokio::time::sleep(pause).await;
        }
        unreachable!("the pauses have no end")
    }

    /// Shows the log until the deployment has failed; it goes on when it is active.
    pub(super) async fn until_stopped(&self, context: &Context) -> anyhow::Result<()> {
        let mut log = Log::new();
        let mut failures = TransientFailures::with_fresh(Instant::now());
        for pause in pauses() {
            let deployment = failures.tolerate(self.deployment().await, Instant::now())?;
            self.print_new_lines(context, &mut log).await?;
            if let Some(deployment) = deployment
                && outlook(&deployment.status) == Outlook::Failed
            {
                return Err(self.failed(&deployment.status).into());
            }
            tokio::time::sleep(pause).await;
        }
        unreachable!("the pauses have no end")
    }

    fn client(&self) -> &Client {
        &self.session.client
    }

    async fn deployment(&self) -> Result<Deployment, Error> {
        self.client().deployment(self.model_id, self.deployment_id).await
    }

    async fn print_new_lines(&self, context: &Context, log: &mut Log) -> Result<(), Error> {
        let page = async |start, end| self.client().logs(self.model_id, self.deployment_id, start, end).await;
        let print = |line: &LogLine| context.output().log_line(&in_words(line));
        let advanced = log.cursor.advance(now(), page, print).await;
        log.failures.tolerate(advanced, Instant::now()).map(|_| ())
    }

    fn failed(&self, status: &str) -> Failure {
        let hint =
            if self.options.tail { "the log above says why" } else { "its log says why: push again with `--tail`" };
        Failure::new(Kind::Deployment, format!("the deployment `{}` is {status}", self.deployment_id)).hint(hint)
    }

    fn not_in_time(&self, limit: Duration, status: Option<&str>) -> Failure {
        let (id, limit) = (self.deployment_id, limit.as_secs());
        let status = status.map(|status| format!(", it is {status}")).unwrap_or_default();
        Failure::new(Kind::Deployment, format!("the deployment `{id}` was not active within {limit} s{status}"))
            .hint("it goes on without this program; see its log on the web page")
    }
}

fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

fn in_words(line: &LogLine) -> String {
    let moment = line.timestamp.parse().ok().and_then(|nanoseconds| Timestamp::from_nanosecond(nanoseconds).ok());
    let moment =
        moment.map_or_else(|| line.timestamp.clone(), |moment| moment.strftime("%Y-%m-%d %H:%M:%S").to_string());
    let replica = line.replica.as_ref().map(|replica| format!("({replica}) ")).unwrap_or_default();
    format!("[{moment}] {replica}{}", line.message.trim_end())
}
