//! What a command receives: the options, the environment, the output, and the way online. All lazy.
//!
//! Owns whether questions may be asked, and the one runtime of commands that use the network. A command that needs
//! no network builds no runtime, no client and no TLS store.

use std::io::{self, IsTerminal as _};
use std::sync::Arc;

use tokio::runtime;
use tokio::sync::oneshot;

use crate::api::{Exchange, Log};
use crate::error::{Failure, Kind};
use crate::hint::Repeated;
use crate::options::GlobalOptions;
use crate::output::{self, Output};
use crate::remote::{self, Request, Trace, Trussrc};
use crate::secret::ApiKey;
use crate::session::Session;
use crate::signals;
use crate::trussrc::{self, Store, StoreError};
use crate::variables::Variables;

/// How many threads an upload sends with: one thread is a tenth slower on a fast line, more gain nothing.
const SENDERS: usize = 2;

/// How many characters a secret has at least that is recognised elsewhere.
const SHORTEST_SECRET: usize = 12;

/// What a command receives.
#[derive(Debug)]
pub struct Context {
    options: GlobalOptions,
    variables: Variables,
    output: Output,
}

impl Context {
    /// Takes what was typed and the environment; looks at nothing else yet.
    #[must_use]
    pub fn new(options: GlobalOptions, variables: Variables) -> Self {
        let settings = output::Settings {
            format: options.output,
            jq: options.jq.clone(),
            quiet: options.quiet,
            verbose: options.verbose,
            color: options.color,
            repeated: Repeated::of(&options),
        };
        let output = Output::new(settings, &variables);
        Self { options, variables, output }
    }

    /// Finds what is wrong with the global options before anything is done that cannot be undone.
    ///
    /// # Errors
    ///
    /// [`Kind::Usage`] for a jq program that does not compile.
    pub fn check(&self) -> anyhow::Result<()> {
        Ok(self.options.jq.as_deref().map_or(Ok(()), output::json::check)?)
    }

    /// The global options as they were typed.
    #[must_use]
    pub fn options(&self) -> &GlobalOptions {
        &self.options
    }

    /// The environment.
    #[must_use]
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// Where to print.
    #[must_use]
    pub fn output(&self) -> &Output {
        &self.output
    }

    /// Whether a question would reach a person.
    #[must_use]
    pub fn is_interactive(&self) -> bool {
        !self.options.non_interactive && io::stdin().is_terminal() && self.output.stderr_is_terminal()
    }

    /// The trussrc's place on disk.
    ///
    /// # Errors
    ///
    /// When no home folder is known.
    pub fn trussrc(&self) -> Result<Store, StoreError> {
        Store::locate(self.options.trussrc.as_deref(), &self.variables)
    }

    /// Looks for the key of `remote` in every source. A trussrc that cannot be read is no error yet, because a source
    /// before it may have a key: the error comes along for whoever needs the trussrc after all.
    ///
    /// # Errors
    ///
    /// When no home folder is known.
    pub fn trace(
        &self,
        remote: Option<&str>,
        stdin_key: Option<&ApiKey>,
    ) -> anyhow::Result<(Trace, Option<StoreError>)> {
        let loaded = self.trussrc()?.load();
        if let Ok(Some(loaded)) = &loaded {
            loaded.remarks.iter().for_each(|remark| self.output.warn(&remark.to_string()));
        }
        let trussrc = match &loaded {
            Ok(Some(loaded)) => Trussrc::Read(&loaded.document),
            Ok(None) => Trussrc::Absent,
            Err(_) => Trussrc::Unreadable,
        };
        let trace = remote::resolve(&Request { remote, stdin_key, variables: &self.variables, trussrc });
        Ok((trace, loaded.err()))
    }

    /// Every secret that this machine has for Baseten: those of the environment and of the trussrc.
    ///
    /// # Errors
    ///
    /// [`Kind::Interrupted`] and [`Kind::Terminated`]. A trussrc that cannot be read is a warning.
    pub fn known_secrets(&self) -> anyhow::Result<Vec<ApiKey>> {
        let variables = remote::KEY_VARIABLES.iter().filter_map(|name| self.variables.text(name));
        let mut secrets: Vec<ApiKey> = variables.filter_map(|text| ApiKey::parse(text).ok()).collect();
        match self.trussrc().and_then(|store| store.text()) {
            Ok(text) => secrets.extend(trussrc::secrets(&text)),
            Err(StoreError::NoHome) => {}
            Err(StoreError::Stopped(stop)) => return Err(stop.into()),
            Err(error) => self.output.warn(&format!("{error}: secrets in it are not recognised")),
        }
        // What is shorter would be found everywhere.
        secrets.retain(|secret| secret.expose().len() >= SHORTEST_SECRET);
        Ok(secrets)
    }

    /// Where requests are told of: all of them with `--verbose`, and to a person those that keep them waiting.
    #[must_use]
    pub fn request_log(&self) -> Option<Log> {
        let output = self.output.clone();
        let log = move |exchange: &Exchange| {
            output.detail(&exchange.to_string());
            // The pauses that the client makes of itself are shorter.
            let wait = exchange.wait.filter(|wait| wait.as_secs() >= 1 && output.stderr_is_terminal());
            if let Some(wait) = wait {
                output.note(&format!(
                    "⏳ the server asks for a pause, trying again in {:.0} s",
                    wait.as_secs_f64().ceil()
                ));
            }
        };
        (self.output.is_verbose() || self.output.stderr_is_terminal()).then(|| Arc::new(log) as Log)
    }

    /// Has GitHub Actions hide a new secret in its log, before the secret is used anywhere. The runner obeys the line
    /// on stderr too, and stdout belongs to the answer.
    pub fn mask(&self, secret: &ApiKey) {
        self.output.hide(secret);
        if self.variables.text("GITHUB_ACTIONS") == Some("true") {
            self.output.mask(secret);
        }
    }

    /// Asks a question whose default is no. A thread of its own waits for the answer, so that connections that are open
    /// are looked after meanwhile.
    ///
    /// # Errors
    ///
    /// [`Kind::Interrupted`] and [`Kind::Terminated`], and when the terminal cannot be read.
    pub async fn confirm(&self, question: String) -> anyhow::Result<bool> {
        let (output, (answer, answered)) = (self.output.clone(), oneshot::channel());
        std::thread::spawn(move || answer.send(output.confirm(&question)));
        answered.await?
    }

    /// Does `work` with a session on the remote that is meant. SIGINT and SIGTERM end it where it is.
    ///
    /// # Errors
    ///
    /// What finding the remote, the key or the work can end in; [`Kind::Interrupted`] and [`Kind::Terminated`].
    pub fn online<T>(&self, work: impl AsyncFnOnce(&Session) -> anyhow::Result<T>) -> anyhow::Result<T> {
        one_thread(self.in_session(async |session| unless_stopped(work(session)).await))
    }

    /// As [`Context::online`], but `work` itself listens to [`signals::stop_requested`]: it has something to put in
    /// order before it ends, and takes the time that it needs.
    ///
    /// # Errors
    ///
    /// As [`Context::online`].
    pub fn online_until_done<T>(&self, work: impl AsyncFnOnce(&Session) -> anyhow::Result<T>) -> anyhow::Result<T> {
        one_thread(self.in_session(async |session| {
            let _until_done = signals::protection();
            work(session).await
        }))
    }

    /// Does `work` that sends much over several connections, and itself listens to [`signals::stop_requested`].
    ///
    /// # Errors
    ///
    /// As [`Context::online`].
    pub fn upload<T>(&self, work: impl AsyncFnOnce(&Session) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let mut threads = runtime::Builder::new_multi_thread();
        run(threads.worker_threads(SENDERS), self.in_session(work))
    }

    async fn in_session<T>(&self, work: impl AsyncFnOnce(&Session) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let session = unless_stopped(Session::open(self)).await?;
        let result = work(&session).await;
        session.close().await;
        result
    }

    /// Does `work` on a runtime of its own. SIGINT and SIGTERM end it where it is.
    ///
    /// # Errors
    ///
    /// When there can be no runtime, what `work` ends in, [`Kind::Interrupted`] and [`Kind::Terminated`].
    pub fn block_on<T>(&self, work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
        one_thread(unless_stopped(work))
    }
}

async fn unless_stopped<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::select! {
        biased;
        result = work => result,
        stop = signals::stop_requested() => Err(stop.into()),
    }
}

/// One thread is enough for requests one after another, and starts without any.
fn one_thread<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    run(&mut runtime::Builder::new_current_thread(), work)
}

fn run<T>(builder: &mut runtime::Builder, work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = builder
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Kind::Other, "the network cannot be used").cause(error))?;
    let result = runtime.block_on(work);
    // What nobody waits for any more, such as a name server that does not answer, must not keep the program.
    runtime.shutdown_background();
    result
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use tokio::sync::oneshot;
    use tokio::task::spawn_blocking;

    use super::one_thread;

    #[test]
    fn what_nobody_waits_for_any_more_does_not_keep_the_program() {
        let (end, ended) = mpsc::channel::<()>();
        let (over, is_over) = mpsc::channel();
        let run = move || {
            let result = one_thread(async {
                let (start, started) = oneshot::channel();
                // As a name server that does not answer.
                spawn_blocking(move || start.send(()).map(|()| ended.recv()));
                Ok(started.await?)
            });
            over.send(result).expect("the test waits");
        };
        thread::spawn(run);
        let result = is_over.recv_timeout(Duration::from_secs(20)).expect("it does not wait");
        assert!(result.is_ok());
        drop(end);
    }
}
