//! Why the keyring cannot be used, and the way out.

use crate::hint::hinted;
use crate::keyring::DISABLED_VARIABLE;

/// Why the keyring does not help. Never contains a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    #[error("`{DISABLED_VARIABLE}` turns the keyring off")]
    Disabled,
    #[error("this program knows no keyring on this system")]
    Unsupported,
    /// Python's keyring finds the bus by that variable alone.
    #[error("`DBUS_SESSION_BUS_ADDRESS` is not set, so no keyring can be reached")]
    NoBus,
    #[error("{from} has Python's keyring use `{backend}`, which this program cannot read")]
    Backend { from: String, backend: String },
    #[error("there is no keyring on this machine: {0}")]
    Absent(String),
    #[error("the keyring is locked")]
    Locked,
    #[error("the keyring did not answer within 5 seconds")]
    TimedOut,
    #[error("the keyring failed: {0}")]
    Failed(String),
    #[error("what the keyring has for this remote {0}")]
    Item(&'static str),
}

impl Error {
    /// What somebody can do whose login for `remote` is in there.
    pub(crate) fn way_out(&self, remote: &str) -> String {
        let login = hinted(&["login", "--browser", "--remote", remote]);
        let first = self.first_step().map_or_else(String::new, |first| first + ", ");
        format!("{first}log in again with {login}, or pass a key in BASETEN_API_KEY")
    }

    /// What makes the keyring work, where that can be said.
    pub(crate) fn first_step(&self) -> Option<String> {
        Some(match self {
            Self::Disabled => format!("unset {DISABLED_VARIABLE}"),
            Self::Backend { from, .. } => format!("take the setting out of {from}"),
            Self::NoBus => "set DBUS_SESSION_BUS_ADDRESS to your session's bus".to_owned(),
            Self::Locked => "unlock the keyring and try again".to_owned(),
            Self::TimedOut | Self::Failed(_) => "restart the keyring's service and try again".to_owned(),
            Self::Unsupported | Self::Absent(_) | Self::Item(_) => return None,
        })
    }
}
