//! What a rotation needs of whoever started it: to tell, to hide and to print.
//!
//! Owns the words for what a rotation does. Leaves where they appear to the command.

use std::fmt;

use crate::secret::ApiKey;

use super::journal::{Record, Step};
use super::sinks::Sink;

/// Whoever started a rotation.
pub trait Frontend {
    /// `action` is about to be done.
    fn before(&self, action: &Action<'_>);
    /// `action` was done.
    fn after(&self, action: &Action<'_>);
    /// This secret is in use from now on: keep it out of logs.
    fn secret(&self, secret: &ApiKey);
    /// Prints the new key: the sink `stdout`.
    ///
    /// # Errors
    ///
    /// When it cannot be written; it is not delivered then.
    fn print(&self, record: &Record, secret: &ApiKey) -> anyhow::Result<()>;
    /// A sink's command printed this line; the secret is not in it.
    fn said(&self, line: &str);
    /// Something that a user should know.
    fn note(&self, text: &str);
    /// Something that a user must know.
    fn warn(&self, text: &str);
}

/// Something that a rotation does and that lasts: a write, a request, a delivery. Between any two of them it can be
/// stopped for good, and goes on when it is run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// Writes down how far it is.
    Save(Step),
    /// Forgets the rotation that is over.
    Forget,
    /// Reads which keys there are.
    List,
    /// Asks for the new key.
    Create,
    /// Revokes keys whose secrets got lost, if there are any.
    RevokeOrphans,
    /// Tries the new key.
    Try(&'a str),
    /// Reads back what the new key may do.
    ReadBack(&'a str),
    /// Gives the new key to a sink.
    Deliver(&'a Sink),
    /// Puts the old key back into a sink.
    PutBack(&'a Sink),
    /// Revokes the old key.
    Revoke(&'a str),
    /// Makes sure that the old key is gone.
    Confirm(&'a str),
    /// Revokes the new key again.
    Withdraw(&'a str),
}

impl Action<'_> {
    /// What a person wants to hear when it was done, if anything.
    #[must_use]
    pub fn done(&self) -> Option<String> {
        match self {
            Self::Try(prefix) => Some(format!("the new key `{prefix}` works")),
            Self::ReadBack(prefix) => Some(format!("`{prefix}` may do what the old key may, and no more")),
            Self::Deliver(sink) => Some(format!("delivered to {sink}")),
            Self::PutBack(sink) => Some(format!("put the old key back into {sink}")),
            Self::Confirm(prefix) => Some(format!("revoked the old key `{prefix}`")),
            Self::Withdraw(prefix) => Some(format!("revoked the new key `{prefix}`")),
            Self::RevokeOrphans => Some("revoked a key that was made before, whose secret got lost".to_owned()),
            Self::Save(_) | Self::Forget | Self::List | Self::Create | Self::Revoke(_) => None,
        }
    }
}

impl fmt::Display for Action<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Save(step) => write!(formatter, "writing down: {step}"),
            Self::Forget => formatter.write_str("forgetting the rotation"),
            Self::List => formatter.write_str("reading the list of keys"),
            Self::Create => formatter.write_str("asking for the new key"),
            Self::RevokeOrphans => formatter.write_str("looking for a key that a lost answer left"),
            Self::Try(prefix) => write!(formatter, "trying the new key `{prefix}`"),
            Self::ReadBack(prefix) => write!(formatter, "reading back what `{prefix}` may do"),
            Self::Deliver(sink) => write!(formatter, "delivering to {sink}"),
            Self::PutBack(sink) => write!(formatter, "putting the old key back into {sink}"),
            Self::Revoke(prefix) => write!(formatter, "revoking the old key `{prefix}`"),
            Self::Confirm(prefix) => write!(formatter, "making sure that `{prefix}` is gone"),
            Self::Withdraw(prefix) => write!(formatter, "revoking the new key `{prefix}`"),
        }
    }
}
