//! Why a change to the trussrc is not made.
//!
//! Owns the reasons and their words. Leaves finding them to `edit` and `document`.

use std::borrow::Cow;

use crate::error::{Explain, Kind};

/// A change that would not read back as it was meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A section's name that a header cannot hold.
    #[error("`{}` cannot be the name of a remote", .0.escape_debug())]
    SectionName(String),
    /// `[DEFAULT]` gives every section its options; it is no remote.
    #[error("`DEFAULT` is no remote: its options hold for every remote")]
    DefaultSection,
    /// A section that was to be added.
    #[error("section [{0}] is there already")]
    SectionThere(String),
    /// An option's name that would not read back.
    #[error("`{}` cannot be the name of an option", .0.escape_debug())]
    OptionName(String),
    /// A value that would not read back. Never holds the value.
    #[error("the value of `{option}` {problem}, which a trussrc cannot hold")]
    Value {
        /// The option's name.
        option: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The new text reads otherwise than meant: the lines around it are laid out in a way that cannot be kept.
    #[error("the change would give other lines of the trussrc another meaning")]
    OtherMeaning,
}

impl Explain for Refusal {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        let hint = match self {
            Self::SectionName(_) | Self::OptionName(_) => "take a name of letters, numbers and hyphens",
            Self::DefaultSection => "name another remote with `--remote NAME`",
            Self::OtherMeaning => "nothing was changed; make the change by hand with `truss configure`",
            Self::SectionThere(_) | Self::Value { .. } => return None,
        };
        Some(Cow::Borrowed(hint))
    }
}
