//! `--wait` and `--tail` of `truss push`.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::api::deployments::Deployment;
use crate::api::logs::LogLine;
use crate::api::{Client, Error};
use crate::context::Context;
use crate::error::{Explain as _, Failure, Kind};
use crate::push::follow::{LogCursor, Outlook, outlook, pauses};
use crate::session::Session;

use super::options::Options;

/// How many questions in a row may fail at a server that is away for a moment.
const MOST_FAILURES: u32 = 5;

/// A deployment that is followed.
pub(super) struct Follow<'push> {
    pub(super) session: &'push Session,
    pub(super) options: &'push Options,
    pub(super) model_id: &'push str,
    pub(super) deployment_id: &'push str,
}

impl Follow<'_> {
    /// Waits until the deployment is active.
    pub(super) async fn until_active(&self, context: &Context) -> anyhow::Result<Deployment> {
        let started = Instant::now();
        let mut log = self.options.tail.then(|| LogCursor::new(now()));
        let mut told = String::new();
        let mut patience = Patience::default();
        for pause in pauses() {
            if let Some(deployment) = patience.ask(self.deployment().await)? {
                if deployment.status != told {
                    context.output().note(&format!("status: {}", deployment.status));
                    told.clone_from(&deployment.status);
                }
                let outlook = outlook(&deployment.status);
                self.tell_log(context, &mut log, &mut patience).await?;
                match outlook {
                    Outlook::Active => return Ok(deployment),
                    Outlook::Failed => return Err(self.failed(&deployment.status).into()),
                    Outlook::Pending => {}
                }
            }
            let left = self.options.timeout_seconds.map(|limit| limit.saturating_sub(started.elapsed()));
            if left == Some(Duration::ZERO) {
                return Err(self.not_in_time(&told).into());
            }
            tokio::time::sleep(left.map_or(pause, |left| left.min(pause))).await;
        }
        unreachable!("the pauses have no end")
    }

    /// Shows the log until the deployment has failed; it goes on when it is active.
    pub(super) async fn until_stopped(&self, context: &Context) -> anyhow::Result<()> {
        let mut log = Some(LogCursor::new(now()));
        let mut patience = Patience::default();
        for pause in pauses() {
            let deployment = patience.ask(self.deployment().await)?;
            self.tell_log(context, &mut log, &mut patience).await?;
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

    async fn tell_log(
        &self,
        context: &Context,
        log: &mut Option<LogCursor>,
        patience: &mut Patience,
    ) -> Result<(), Error> {
        let Some(cursor) = log else { return Ok(()) };
        let page = async |start, end| self.client().logs(self.model_id, self.deployment_id, start, end).await;
        for line in patience.ask(cursor.advance(now(), page).await)?.unwrap_or_default() {
            context.output().note(&in_words(&line));
        }
        Ok(())
    }

    fn failed(&self, status: &str) -> Failure {
        let hint =
            if self.options.tail { "the log above says why" } else { "its log says why: push again with `--tail`" };
        Failure::new(Kind::Deployment, format!("the deployment `{}` is {status}", self.deployment_id)).hint(hint)
    }

    fn not_in_time(&self, status: &str) -> Failure {
        let limit = self.options.timeout_seconds.unwrap_or_default().as_secs();
        let message =
            format!("the deployment `{}` was not active within {limit} s, it is {status}", self.deployment_id);
        Failure::new(Kind::Deployment, message).hint("it goes on without this program; see its log on the web page")
    }
}

/// Bears with a server that is away for a moment.
#[derive(Default)]
struct Patience {
    failures: u32,
}

impl Patience {
    /// The answer; `None` for a failure that may pass.
    fn ask<T>(&mut self, answer: Result<T, Error>) -> Result<Option<T>, Error> {
        match answer {
            Ok(answer) => {
                self.failures = 0;
                Ok(Some(answer))
            }
            Err(error) if error.kind() == Kind::Server && self.failures < MOST_FAILURES => {
                self.failures += 1;
                Ok(None)
            }
            Err(error) => Err(error),
        }
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
