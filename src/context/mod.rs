//! What a command receives: the options, the environment, the output, and the way online. All lazy.
//!
//! Owns whether questions may be asked. A command that needs no network builds no runtime, no client and no TLS store.

pub(crate) mod browser;
pub(crate) mod login;
pub(crate) mod runtime;
pub(crate) mod save;
pub(crate) mod session;
pub(crate) mod tokens;

use std::io::{self, IsTerminal as _};
use std::sync::Arc;

use tokio::sync::oneshot;

use crate::api::{Exchange, Log};
use crate::context::runtime::{one_thread, sending_threads, unless_stopped};
use crate::context::session::Session;
use crate::context::tokens::{SystemKeyring, secrets_in_keyring};
use crate::env::Variables;
use crate::error::{Failure, Kind};
use crate::hint::Repeated;
use crate::options::GlobalOptions;
use crate::output::{self, Output};
use crate::remote::{self, NamedBy, REMOTE_VARIABLE, Request, Trace, Trussrc};
use crate::secret::ApiKey;
use crate::signals;
use crate::trussrc::{self, Error as StoreError, Store};

/// Variables that mean `--non-interactive`. `CI` is set by GitHub Actions, GitLab, CircleCI, Travis and others.
const NON_INTERACTIVE_VARIABLES: [&str; 2] = ["TRUSS_NON_INTERACTIVE", "CI"];

/// How many characters a secret has at least that is recognised elsewhere.
const SHORTEST_SECRET: usize = 12;

#[derive(Debug)]
pub(crate) struct Context {
    options: GlobalOptions,
    named_by: NamedBy,
    variables: Variables,
    output: Output,
}

impl Context {
    /// Takes what was typed and the environment; reads nothing else yet.
    pub(crate) fn new(mut options: GlobalOptions, variables: Variables) -> Self {
        let by_variable = if options.remote.is_none() { variables.raw(REMOTE_VARIABLE) } else { None };
        let named_by = if by_variable.is_some() { NamedBy::Variable } else { NamedBy::Option };
        // A name that is not UTF-8 is that of no remote: it is refused, not passed over.
        options.remote = options.remote.or_else(|| Some(by_variable?.to_string_lossy().into_owned()));
        // Who runs a job there watches no prompt, although some of them give it a pseudo-terminal.
        options.non_interactive |= NON_INTERACTIVE_VARIABLES.iter().any(|name| variables.is_on(name));
        let settings = output::Settings {
            format: options.output,
            jq: options.jq.clone(),
            quiet: options.quiet,
            verbose: options.verbose,
            color: options.color,
            repeated: Repeated::of(options.remote.as_deref(), options.trussrc.as_deref()),
        };
        let output = Output::new(settings, &variables);
        Self { options, named_by, variables, output }
    }

    /// Finds what is wrong with the global options before anything is done that cannot be undone.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        Ok(self.options.jq.as_deref().map_or(Ok(()), output::json::check)?)
    }

    /// The global options as they were typed, or as the environment has them.
    pub(crate) fn options(&self) -> &GlobalOptions {
        &self.options
    }

    /// What named the remote in [`Context::options`].
    #[cfg(feature = "local")]
    pub(crate) fn named_by(&self) -> NamedBy {
        self.named_by
    }

    pub(crate) fn variables(&self) -> &Variables {
        &self.variables
    }

    pub(crate) fn output(&self) -> &Output {
        &self.output
    }

    /// Whether a question would reach a person.
    pub(crate) fn is_interactive(&self) -> bool {
        !self.options.non_interactive && io::stdin().is_terminal() && self.output.stderr_is_terminal()
    }

    /// Refuses to wait for what somebody would have to type, where nobody is to be asked.
    pub(crate) fn refuse_typed_stdin(&self) -> Result<(), Failure> {
        if self.options.non_interactive && io::stdin().is_terminal() {
            let failure = Failure::new(Kind::Usage, "stdin is a terminal, and this run is non-interactive");
            return Err(failure.with_hint("pipe the key in, or redirect stdin from a file"));
        }
        Ok(())
    }

    /// Refuses to do `what` where nobody can be asked to confirm it.
    pub(crate) fn refuse_unconfirmed(&self, what: &str, hint: &str) -> Result<(), Failure> {
        if self.is_interactive() {
            return Ok(());
        }
        let message = format!("{what} needs a confirmation, and nobody can be asked");
        Err(Failure::new(Kind::Unsafe, message).with_hint(hint))
    }

    pub(crate) fn trussrc(&self) -> Result<Store, StoreError> {
        Store::locate(self.options.trussrc.as_deref(), &self.variables)
    }

    /// Looks for the key of `remote` in every source. A trussrc that cannot be read is no error yet, because a source
    /// before it may have a key: the error comes along for whoever needs the trussrc after all.
    pub(crate) fn trace(
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
        let trace = remote::resolve(&Request {
            remote,
            named_by: self.named_by,
            stdin_key,
            variables: &self.variables,
            trussrc,
            keyring: Some(&SystemKeyring(&self.variables)),
        });
        Ok((trace, loaded.err()))
    }

    /// Every secret that this machine has for Baseten: those of the environment, of the trussrc, and of the keyring where
    /// a section leads there.
    pub(crate) fn known_secrets(&self) -> anyhow::Result<Vec<ApiKey>> {
        let variables = remote::KEY_VARIABLES.iter().filter_map(|name| self.variables.text(name));
        let mut secrets: Vec<ApiKey> = variables.filter_map(|text| ApiKey::parse(text).ok()).collect();
        match self.trussrc().and_then(|store| store.text()) {
            Ok(text) => {
                secrets.extend(trussrc::secrets(&text));
                secrets.extend(secrets_in_keyring(&text, self));
            }
            Err(StoreError::NoHome) => {}
            Err(StoreError::Stopped(stop)) => return Err(stop.into()),
            Err(error) => self.output.warn(&format!("{error}: secrets in it are not recognised")),
        }
        // What is shorter would be found everywhere.
        secrets.retain(|secret| secret.expose().len() >= SHORTEST_SECRET);
        Ok(secrets)
    }

    /// Where requests are shown: all of them with `--verbose`, and to a person the pauses between them.
    pub(crate) fn request_log(&self) -> Option<Log> {
        let output = self.output.clone();
        let log = move |exchange: &Exchange| {
            output.verbose(&exchange.to_string());
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
    pub(crate) fn mask(&self, secret: &ApiKey) {
        self.output.hide(secret);
        if self.masks() {
            self.output.mask(secret);
        }
    }

    /// Whether a runner hides what it is shown once.
    pub(crate) fn masks(&self) -> bool {
        self.variables.text("GITHUB_ACTIONS") == Some("true")
    }

    /// Asks a question whose default is no. A thread of its own waits for the answer, so that connections that are open
    /// are looked after meanwhile.
    pub(crate) async fn confirm(&self, question: String) -> anyhow::Result<bool> {
        let (output, (answer, answered)) = (self.output.clone(), oneshot::channel());
        std::thread::Builder::new().spawn(move || answer.send(output.confirm(&question)))?;
        answered.await?
    }

    /// Does `work` with a session on the remote that is meant. SIGINT and SIGTERM end it where it is.
    pub(crate) fn online<T>(&self, work: impl AsyncFnOnce(&Session) -> anyhow::Result<T>) -> anyhow::Result<T> {
        one_thread(self.in_session(async |session| unless_stopped(work(session)).await))
    }

    /// As [`Context::online`], but `work` itself listens to [`signals::stop_requested`]: it has something to put in
    /// order before it ends, and takes the time that it needs.
    pub(crate) fn online_until_done<T>(
        &self,
        work: impl AsyncFnOnce(&Session) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        one_thread(self.in_session(async |session| {
            let _until_done = signals::protection();
            work(session).await
        }))
    }

    /// Does `work` that sends much over several connections, and itself listens to [`signals::stop_requested`].
    pub(crate) fn upload<T>(&self, work: impl AsyncFnOnce(&Session) -> anyhow::Result<T>) -> anyhow::Result<T> {
        sending_threads(self.in_session(work))
    }

    /// As [`Context::online`], for work that can be left undone: nobody is asked which remote is meant, or for a key.
    pub(crate) fn online_unasked<T>(&self, work: impl AsyncFnOnce(&Session) -> anyhow::Result<T>) -> anyhow::Result<T> {
        one_thread(async {
            let session = unless_stopped(Session::open_unasked(self)).await?;
            Self::end(session, async |session| unless_stopped(work(session)).await).await
        })
    }

    async fn in_session<T>(&self, work: impl AsyncFnOnce(&Session) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let session = unless_stopped(Session::open(self)).await?;
        Self::end(session, work).await
    }

    async fn end<T>(session: Session, work: impl AsyncFnOnce(&Session) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let result = work(&session).await;
        session.close().await;
        result
    }

    /// Does `work` on a runtime of its own. SIGINT and SIGTERM end it where it is.
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
        one_thread(unless_stopped(work))
    }
}
