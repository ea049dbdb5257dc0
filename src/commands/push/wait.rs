//! `--wait` and `--tail` of `truss push`.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::api::Error;
use crate::api::resources::deployments::Deployment;
use crate::commands::push::links::Link;
use crate::commands::push::log::{Log, Source, last_lines};
use crate::commands::push::options::Options;
use crate::context::Context;
use crate::context::session::Session;
use crate::error::{Explain as _, Failure, Kind};
use crate::output::spinner::Spinner;
use crate::push::failure_budget::FailureBudget;
use crate::push::follow::{Outlook, outlook, poll_delays};

/// A deployment that was made a moment ago, and is followed.
pub(crate) struct Follow<'push> {
    pub(crate) context: &'push Context,
    pub(crate) session: &'push Session,
    pub(crate) options: &'push Options,
    pub(crate) model_id: &'push str,
    pub(crate) deployment_id: &'push str,
    pub(crate) logs: Option<&'push Link>,
}

impl Follow<'_> {
    /// Waits until the deployment is active, no longer than `--timeout-seconds` whatever the remote does meanwhile.
    pub(crate) async fn until_active(&self) -> anyhow::Result<Deployment> {
        let started = Instant::now();
        let status = RefCell::new(None);
        let active = async {
            let spinner = self.context.output().spinner("waiting for the deployment");
            self.active(&spinner, &status).await
        };
        let active = match self.options.timeout_seconds {
            None => active.await,
            Some(limit) => match tokio::time::timeout(limit, active).await {
                Ok(active) => active,
                Err(_) => Err(self.not_in_time(limit, status.borrow().as_deref())),
            },
        };
        let deployment = self.or_end_of_log(active).await?;
        let output = self.context.output();
        let state = if deployment.status == "SCALED_TO_ZERO" { "scaled to zero" } else { "active" };
        output.note(&format!("the deployment is {state} after {}", in_words(started.elapsed())));
        if self.session.is_embedded() {
            output.note("nothing was built: the remote `local` stores the Truss and only steps through the statuses");
        }
        Ok(deployment)
    }

    async fn active(&self, spinner: &Spinner, status: &RefCell<Option<String>>) -> Result<Deployment, Failure> {
        let mut log = self.options.tail.then(Log::new);
        self.poll(async |deployment| {
            let Some(deployment) = deployment else { return Ok(None) };
            if status.borrow().as_ref() != Some(&deployment.status) {
                self.show_status(spinner, &deployment.status);
                status.replace(Some(deployment.status.clone()));
            }
            if let Some(log) = &mut log {
                self.print_new_lines(log, spinner).await?;
            }
            match outlook(&deployment.status) {
                Outlook::Active => Ok(Some(deployment)),
                Outlook::Failed => Err(self.failed(&deployment.status)),
                Outlook::Pending => Ok(None),
            }
        })
        .await
    }

    /// Asks for the deployment again and again, until `check` has a result; it gets `None` for a failure that may pass.
    async fn poll<T>(
        &self,
        mut check: impl AsyncFnMut(Option<Deployment>) -> Result<Option<T>, Failure>,
    ) -> Result<T, Failure> {
        let mut failures = FailureBudget::with_fresh(Instant::now());
        for delay in poll_delays() {
            let deployment = self.session.client.deployment(self.model_id, self.deployment_id).await;
            let deployment = failures.tolerate(deployment, Instant::now()).map_err(|error| self.not_readable(error))?;
            if let Some(result) = check(deployment).await? {
                return Ok(result);
            }
            tokio::time::sleep(delay).await;
        }
        unreachable!("the delays have no end")
    }

    /// Beside a person's spinner; a line where there is none.
    fn show_status(&self, spinner: &Spinner, status: &str) {
        spinner.set_message(status);
        if !spinner.is_shown() {
            self.context.output().note(&format!("status: {status}"));
        }
    }

    /// Shows the log until the deployment has failed; it goes on when it is active.
    pub(crate) async fn until_stopped(&self) -> anyhow::Result<()> {
        let ended = self.failed_at_last().await;
        self.or_end_of_log(ended).await
    }

    async fn failed_at_last(&self) -> Result<(), Failure> {
        let spinner = self.context.output().spinner("following the log");
        let mut log = Log::new();
        self.poll(async |deployment| {
            self.print_new_lines(&mut log, &spinner).await?;
            if let Some(Deployment { status, .. }) = deployment {
                if outlook(&status) == Outlook::Failed {
                    return Err(self.failed(&status));
                }
                spinner.set_message(&status);
            }
            Ok(None)
        })
        .await
    }

    async fn print_new_lines(&self, log: &mut Log, spinner: &Spinner) -> Result<(), Failure> {
        let print = |line: &str| spinner.suspend(|| self.context.output().log_line(line));
        log.print_new_lines(self.source(), print).await.map_err(|error| self.not_readable(error))
    }

    fn source(&self) -> Source<'_> {
        Source {
            client: &self.session.client,
            model_id: self.model_id,
            deployment_id: self.deployment_id,
            min_level: None,
        }
    }

    /// A failure of the deployment comes with the end of its log: before the error in text, unless it was followed, and
    /// in the error's details in JSON.
    async fn or_end_of_log<T>(&self, result: Result<T, Failure>) -> anyhow::Result<T> {
        let mut failure = match result {
            Ok(value) => return Ok(value),
            Err(failure) => failure,
        };
        let output = self.context.output();
        let was_followed = self.options.tail && !output.is_json();
        if matches!(failure.kind(), Kind::Deployment | Kind::DeploymentTimeout) && !was_followed {
            let lines = last_lines(self.source()).await;
            if output.is_json() {
                failure = failure.details(self.details(Some(&lines)));
            } else if !lines.is_empty() {
                output.note(&format!("the last lines of its log:\n  {}", lines.join("\n  ")));
            }
        }
        Err(failure.into())
    }

    fn failed(&self, status: &str) -> Failure {
        let message = format!("the deployment `{}` failed with status {status}", self.deployment_id);
        Failure::new(Kind::Deployment, message).details(self.details(None)).with_hint_if_any(self.log_is_at())
    }

    fn not_in_time(&self, limit: Duration, status: Option<&str>) -> Failure {
        let status = status.map(|status| format!(" (status {status})")).unwrap_or_default();
        let (id, limit) = (self.deployment_id, in_words(limit));
        let failure = Failure::new(
            Kind::DeploymentTimeout,
            format!("the deployment `{id}` was not active within {limit}{status}"),
        );
        self.continues(failure)
    }

    fn not_readable(&self, error: Error) -> Failure {
        let message = format!("the deployment `{}` cannot be followed", self.deployment_id);
        self.continues(Failure::new(error.kind(), message).cause(error))
    }

    /// `failure` ends this program, and not the deployment.
    pub(crate) fn continues(&self, failure: Failure) -> Failure {
        let log = self.log_is_at().map(|place| format!("; {place}")).unwrap_or_default();
        let hint = format!("the deployment `{}` of the model `{}` continues{log}", self.deployment_id, self.model_id);
        failure.with_hint(hint).details(self.details(None))
    }

    fn log_is_at(&self) -> Option<String> {
        self.logs.map(|logs| format!("its log: {logs}"))
    }

    fn details(&self, log_lines: Option<&[String]>) -> serde_json::Value {
        let mut details = json!({
            "model_id": self.model_id,
            "deployment_id": self.deployment_id,
            "logs_url": self.logs.and_then(Link::url),
        });
        if let Some(lines) = log_lines {
            details["log_lines"] = json!(lines);
        }
        details
    }
}

/// `42 s`, `2 min 5 s`.
fn in_words(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}
