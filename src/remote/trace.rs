//! Where a key was looked for, and what came of it.
//!
//! Owns the words for it. Holds prefixes only, never a key.

use std::fmt;

use crate::remote::{Error, LOCAL, Outcome, REMOTE_VARIABLE};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum NamedBy {
    /// `--remote`.
    #[default]
    Option,
    /// [`REMOTE_VARIABLE`].
    Variable,
}

impl NamedBy {
    /// How the remote was named, as it could be typed.
    fn typed(self, remote: &str) -> String {
        match self {
            Self::Option => format!("--remote {remote}"),
            Self::Variable => format!("{REMOTE_VARIABLE}={remote}"),
        }
    }
}

/// A place that a key, or a URL, may come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// `--api-key-stdin`.
    Stdin,
    Named(NamedBy, String),
    Variable(&'static str),
    /// A section of the trussrc that nobody named.
    Section(String),
    /// What the system's keyring has for a section.
    Keyring(String),
    /// The embedded API's own key, for the remote `local`.
    Embedded(NamedBy),
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => formatter.write_str("--api-key-stdin"),
            Self::Named(by, remote) => formatter.write_str(&by.typed(remote)),
            Self::Variable(name) => formatter.write_str(name),
            Self::Section(remote) => write!(formatter, "[{remote}] of the trussrc"),
            Self::Keyring(remote) => write!(formatter, "[{remote}] of the keyring"),
            Self::Embedded(by) => formatter.write_str(&by.typed(LOCAL)),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Used,
    /// It has a key, but that one comes first.
    Shadowed(Source),
    /// It is there, but not used for this reason.
    Ignored(String),
    /// It is used if the embedded API made it; else that API's own key is.
    Offered,
    Unset,
}

impl State {
    /// One word for it, as JSON has it.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Shadowed(_) => "shadowed",
            Self::Ignored(_) => "ignored",
            Self::Offered => "offered",
            Self::Unset => "unset",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Used => formatter.write_str("used"),
            Self::Shadowed(source) => write!(formatter, "shadowed by {source}"),
            Self::Ignored(reason) => write!(formatter, "ignored because {reason}"),
            Self::Offered => formatter.write_str("used if the embedded API made it"),
            Self::Unset => formatter.write_str("unset"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub source: Source,
    pub state: State,
    /// The prefix of the key that it has, or a placeholder when a key has none.
    pub prefix: Option<String>,
}

/// What a user should hear although nothing failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Warning {
    /// `API_KEY` belongs to another program.
    ForeignApiKey,
    /// A variable hides the key of a remote in the trussrc. Worth a line on a terminal only: in a script it is meant.
    Hidden { variable: &'static str, remote: String },
}

impl Warning {
    /// Whether it is for a person at a terminal only.
    pub(crate) fn is_for_terminals(&self) -> bool {
        matches!(self, Self::Hidden { .. })
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ForeignApiKey => {
                formatter.write_str("`API_KEY` does not look like a Baseten key (`prefix.secret`), so it is not used")
            }
            Self::Hidden { variable, remote } => {
                write!(formatter, "the key in `{variable}` is used instead of that of the remote `{remote}`")
            }
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Trace {
    pub steps: Vec<Step>,
    pub warnings: Vec<Warning>,
    pub outcome: Result<Outcome, Error>,
}

impl Trace {
    /// Writes down whether the embedded API knew the key that was offered to it.
    pub(crate) fn settle_offer(&mut self, was_taken: bool) {
        let Some(offered) = self.steps.iter().position(|step| step.state == State::Offered) else { return };
        let source = self.steps[offered].source.clone();
        self.steps[offered].state =
            if was_taken { State::Used } else { State::Ignored("the embedded API did not make it".to_owned()) };
        if let Some(own) = self.steps.iter_mut().find(|step| matches!(step.source, Source::Embedded(_)) && was_taken) {
            own.state = State::Shadowed(source);
        }
    }
}
