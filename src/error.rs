//! What kinds of failure there are, their exit codes, and how an error is told to a user.
//!
//! Owns the exit code table and the shape `error: …`, `cause: …`, `hint: …`. Leaves the facts to the module
//! where something failed, and the printing to `output`.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::io;

use serde_json::{Value, json};

/// What a failure means to a script: each kind has one exit code and one word for JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anything that no other kind describes.
    Other,
    /// The command line itself is wrong.
    Usage,
    /// No credentials, or the remote refused them (401, 403).
    Credentials,
    /// What was asked for does not exist.
    NotFound,
    /// A check here or the server (other 4xx) refused the input.
    Invalid,
    /// The server failed, could not be reached, or did not answer in time.
    Server,
    /// A part was done, or somebody else is at it: the hint names what is left.
    Partial,
    /// Refused to be safe.
    Unsafe,
    /// The deployment failed.
    Deployment,
    /// The deployment was not active in time.
    DeploymentTimeout,
    /// SIGINT.
    Interrupted,
    /// SIGTERM.
    Terminated,
}

impl Kind {
    /// Every kind, in the order of the exit codes.
    pub const ALL: [Self; 12] = [
        Self::Other,
        Self::Usage,
        Self::Credentials,
        Self::NotFound,
        Self::Invalid,
        Self::Server,
        Self::Partial,
        Self::Unsafe,
        Self::Deployment,
        Self::DeploymentTimeout,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// The process's exit code, which is a promise to scripts and never changed; the word in `error.code` of a JSON error;
    /// and one line for `truss help exit-codes` and the man page.
    const fn row(self) -> (u8, &'static str, &'static str) {
        match self {
            Self::Other => (1, "failed", "something else failed"),
            Self::Usage => (2, "usage", "wrong usage"),
            Self::Credentials => (3, "credentials", "no credentials, or refused (401, 403)"),
            Self::NotFound => (4, "not_found", "not found"),
            Self::Invalid => (5, "invalid", "invalid: refused by a check here or by the server (other 4xx)"),
            Self::Server => {
                (6, "server", "the server failed (5xx, 429 after retries), could not be reached, or timed out")
            }
            Self::Partial => {
                (7, "partial", "partly done, or somebody else is at it: hint and details name what is left")
            }
            Self::Unsafe => (
                8,
                "refused",
                "refused to be safe: a scope the remote did not confirm, a secret in what would be uploaded or \
                 that a scan found, \
                 the key in use, a confirmation needed and no terminal",
            ),
            Self::Deployment => (9, "deployment_failed", "the deployment failed (--wait, --tail)"),
            Self::DeploymentTimeout => (10, "deployment_timeout", "the deployment was not active in time (--wait)"),
            Self::Interrupted => (130, "interrupted", "interrupted"),
            Self::Terminated => (143, "terminated", "terminated"),
        }
    }

    /// The process's exit code.
    pub fn exit_code(self) -> u8 {
        let (exit_code, ..) = self.row();
        exit_code
    }

    /// The word that stands in `error.code` of a JSON error.
    pub fn code(self) -> &'static str {
        let (_, code, _) = self.row();
        code
    }

    /// One line for `truss help exit-codes` and the man page.
    pub fn meaning(self) -> &'static str {
        let (.., meaning) = self.row();
        meaning
    }
}

/// An error that `report` lists, which is where an exit code is read off an error.
pub(crate) trait Listed {}

/// What an error of this crate can say about itself beyond its message.
pub(crate) trait Explain: Error + Listed {
    fn kind(&self) -> Kind;

    /// What the user can do about it, if there is something.
    fn hint(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// What a script needs to go on, if there is something.
    fn details(&self) -> Option<&Value> {
        None
    }
}

/// A failure that a command words itself.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
    hint: Option<String>,
    details: Option<Box<Value>>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// A failure of `kind`; `message` starts in lower case, has names in backticks and no full stop.
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, details: None, source: None }
    }

    /// A file that somebody named, and that cannot be read.
    pub(crate) fn unreadable(name: &str, error: io::Error) -> Self {
        let kind = if error.kind() == io::ErrorKind::NotFound { Kind::NotFound } else { Kind::Invalid };
        Self::new(kind, format!("cannot read `{name}`")).cause(error)
    }

    pub(crate) fn with_hint(self, hint: impl Into<String>) -> Self {
        self.with_hint_if_any(Some(hint))
    }

    pub(crate) fn with_hint_if_any(mut self, hint: Option<impl Into<String>>) -> Self {
        self.hint = hint.map(Into::into);
        self
    }

    /// Adds what a script needs to go on: in JSON alone.
    pub(crate) fn details(mut self, details: Value) -> Self {
        self.details = Some(Box::new(details));
        self
    }

    /// Adds a key that is left as the only one, for a script: `prefix` as far as it is known.
    pub(crate) fn left(self, prefix: Option<&str>, name: Option<&str>) -> Self {
        let failed = json!({"prefix": prefix, "name": name, "code": self.kind.code(), "message": self.message});
        self.details(json!({"done": [], "failed": [failed]}))
    }

    /// Adds what a script needs to go on, when a part was done and nothing says more.
    pub(crate) fn add_partial_details(&mut self, details: Value) {
        if self.kind == Kind::Partial {
            self.details.get_or_insert(Box::new(details));
        }
    }

    /// Adds what caused it, shown as `cause:` lines.
    pub(crate) fn cause(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

impl Explain for Failure {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        self.hint.as_deref().map(Cow::Borrowed)
    }

    fn details(&self) -> Option<&Value> {
        self.details.as_deref()
    }
}
