//! How the one error that ends a command is printed.
//!
//! Owns the shape `error: …`, `  cause: …`, `  hint: …` and its JSON twin, and which errors of this crate know
//! their kind. Leaves the words to the errors.

use std::error::Error;
use std::io;

use serde_json::{Value, json};

use crate::error::{Explain, Failure, Kind, Listed};
use crate::hint::Repeated;
use crate::sanitize::clean;

#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) kind: Kind,
    message: String,
    causes: Vec<String>,
    hint: Option<String>,
    details: Option<Value>,
}

impl Report {
    /// Reads message and causes off the chain; kind and hint come from the outermost error that knows them.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        let explained: Vec<&dyn Explain> = error.chain().filter_map(explain).collect();
        let kind = explained.first().map_or(Kind::Other, |error| error.kind());
        let hint = explained.iter().find_map(|error| error.hint()).map(|hint| clean(&hint).into_owned());
        let mut chain = error.chain().map(|error| clean(&error.to_string()).into_owned());
        let message = chain.next().unwrap_or_default();
        let details = explained.iter().find_map(|error| error.details()).cloned();
        Self { kind, message, causes: chain.collect(), hint, details }
    }

    /// Has the hint's commands repeat the options that were given.
    pub(crate) fn repeating(mut self, options: &Repeated) -> Self {
        self.hint = self.hint.map(|hint| options.add_to(&hint));
        self
    }

    pub(crate) fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// The message and its causes in one sentence.
    pub(crate) fn sentence(&self) -> String {
        self.causes.iter().fold(self.message.clone(), |message, cause| message + ": " + cause)
    }

    pub(crate) fn to_text(&self, color: bool) -> String {
        let label = if color { "\u{1b}[31;1merror:\u{1b}[0m" } else { "error:" };
        let mut text = format!("{label} {}", self.message);
        for cause in &self.causes {
            text += &format!("\n  cause: {cause}");
        }
        if let Some(hint) = &self.hint {
            text += &format!("\n  hint: {hint}");
        }
        text
    }

    /// As a JSON object on one line; the causes stand in `message`, as a sentence would have them.
    pub(crate) fn to_json(&self) -> String {
        let message = self.sentence();
        let mut error = json!({"code": self.kind.code(), "message": message, "hint": self.hint});
        if let Some(details) = &self.details {
            error["details"] = details.clone();
        }
        json!({"error": error}).to_string()
    }
}

/// Whether `error` only says that nobody reads stdout any more.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|error| error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}

/// Lists the errors that know their kind. One that says it does, and is not listed, does not compile.
macro_rules! explained {
    ($($(#[$attribute:meta])* $known:ty),+ $(,)?) => {
        $($(#[$attribute])* impl Listed for $known {})+

        /// What `error` knows of itself. An error that is not listed is of [`Kind::Other`].
        fn explain<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a dyn Explain> {
            $($(#[$attribute])* {
                if let Some(known) = error.downcast_ref::<$known>() {
                    return Some(known);
                }
            })+
            None
        }
    };
}

explained! {
    Failure,
    crate::api::Error,
    crate::remote::Error,
    crate::remote::AddressError,
    crate::trussrc::Error,
    crate::trussrc::SyntaxError,
    crate::trussrc::OptionError,
    crate::push::Error,
    #[cfg(feature = "local")]
    crate::local::Error,
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use crate::error::{Failure, Kind};

    use super::Report;

    fn failure() -> anyhow::Error {
        let cause = std::io::Error::other("disk on fire");
        let failure = Failure::new(Kind::Invalid, "cannot read `a`").with_hint("use water").cause(cause);
        Err::<(), _>(failure).context("cannot push\u{1b}[2J").expect_err("an error")
    }

    #[test]
    fn text_has_error_causes_and_hint_and_no_escape_sequences() {
        let expected = "error: cannot push�[2J\n  cause: cannot read `a`\n  cause: disk on fire\n  hint: use water";
        assert_eq!(Report::of(&failure()).to_text(false), expected);
    }

    #[test]
    fn json_has_code_message_and_hint_on_one_line() {
        let expected = r#"{"error":{"code":"invalid","message":"cannot push�[2J: cannot read `a`: disk on fire","hint":"use water"}}"#;
        assert_eq!(Report::of(&failure()).to_json(), expected);
    }

    #[test]
    fn an_error_that_nobody_knows_is_of_kind_other() {
        assert_eq!(Report::of(&anyhow::anyhow!("odd")).kind, Kind::Other);
    }
}
