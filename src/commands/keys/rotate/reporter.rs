//! What a rotation tells, on stderr, and the key that it prints, on stdout.

use std::cell::Cell;

use serde_json::{Value, json};

use crate::commands::keys::destination::nowhere;
use crate::context::Context;
use crate::rotation::{Record, Reporter};
use crate::secret::ApiKey;

pub(crate) struct RunReporter<'a> {
    context: &'a Context,
    has_answered: Cell<bool>,
}

impl<'a> RunReporter<'a> {
    pub(crate) fn new(context: &'a Context) -> Self {
        Self { context, has_answered: Cell::new(false) }
    }

    /// Whether the answer is on stdout already: with JSON it carries the key that was printed.
    pub(crate) fn has_answered(&self) -> bool {
        self.has_answered.get()
    }
}

pub(crate) fn to_json(record: &Record, state: &str) -> Value {
    let sinks: Vec<Value> = record
        .deliveries
        .iter()
        .map(|placement| json!({"sink": placement.sink.to_string(), "delivered": placement.delivered}))
        .collect();
    json!({
        "old": record.old,
        "new_prefix": record.new.as_ref().map(|new| &new.prefix),
        "new_name": record.new_name(),
        "state": state,
        "sinks": sinks,
    })
}

impl Reporter for RunReporter<'_> {
    fn verbose(&self, text: &str) {
        self.context.output().verbose(text);
    }

    fn note(&self, text: &str) {
        self.context.output().note(text);
    }

    fn warn(&self, text: &str) {
        self.context.output().warn(text);
    }

    fn hide(&self, secret: &ApiKey) {
        self.context.mask(secret);
    }

    fn print(&self, record: &Record, secret: &ApiKey) -> anyhow::Result<()> {
        // A rotation that was stopped may go on with another stdout than it was begun with.
        if self.context.output().discards_stdout() {
            return Err(nowhere().into());
        }
        if !self.context.output().is_json() {
            return Ok(self.context.output().print(secret.expose())?);
        }
        let mut document = to_json(record, "delivered");
        // It comes last, so every other place has the key.
        document["sinks"].as_array_mut().into_iter().flatten().for_each(|sink| sink["delivered"] = true.into());
        document["api_key"] = secret.expose().into();
        self.context.output().secret_json(&json!({"rotations": [document]}), secret)?;
        self.has_answered.set(true);
        Ok(())
    }
}
