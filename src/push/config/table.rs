//! How a table says what a mapping may hold.

use crate::push::config::check::Checker;
use crate::push::config::yaml::value::Value;

pub(crate) enum Flaw {
    /// No server takes it.
    Wrong(String),
    /// A newer server may take it.
    Unknown(String),
}

pub(crate) enum Kind {
    Any,
    Text,
    NonEmpty,
    Format(fn(&str) -> Result<(), Flaw>),
    /// One of the texts that this version knows, or one that is new.
    Open(&'static [&'static str]),
    Bool,
    Integer {
        /// Whether only an integer will do, and not a text or a boolean that says one.
        strict: bool,
        from: i128,
        to: i128,
    },
    Float,
    /// A number above 0 up to 1, and no text that says one.
    Fraction,
    List(&'static Kind),
    /// A mapping with texts for keys.
    Map(&'static Kind),
    Is(&'static Model),
    Optional(&'static Kind),
    Custom(fn(&mut Checker, &Value)),
}

pub(crate) struct Model {
    pub(crate) fields: &'static [(&'static str, Kind)],
    pub(crate) required: &'static [&'static str],
    /// Whether Python's truss leaves out what it does not know here.
    pub(crate) lenient: bool,
    /// What its fields must be to each other; it is asked when each of them is right.
    pub(crate) rule: Option<fn(&mut Checker, &Value)>,
}

impl Model {
    pub(crate) const fn new(fields: &'static [(&'static str, Kind)]) -> Self {
        Self { fields, required: &[], lenient: false, rule: None }
    }

    pub(crate) const fn requires(mut self, required: &'static [&'static str]) -> Self {
        self.required = required;
        self
    }

    pub(crate) const fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    pub(crate) const fn rule(mut self, rule: fn(&mut Checker, &Value)) -> Self {
        self.rule = Some(rule);
        self
    }
}
