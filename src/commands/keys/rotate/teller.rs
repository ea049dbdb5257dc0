//! What a rotation tells, on stderr, and the key that it prints, on stdout.

use std::cell::Cell;

use crate::context::Context;
use crate::rotation::{Action, Frontend, Record};
use crate::secret::ApiKey;

use super::answer;
use super::planning::nowhere;

/// Tells the user of this run.
pub(super) struct Teller<'a> {
    context: &'a Context,
    answered: Cell<bool>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(context: &'a Context) -> Self {
        Self { context, answered: Cell::new(false) }
    }

    /// Whether the answer is on stdout already: with JSON it carries the key that was printed.
    pub(super) fn has_answered(&self) -> bool {
        self.answered.get()
    }
}

impl Frontend for Teller<'_> {
    fn before(&self, action: &Action<'_>) {
        self.context.output().detail(&action.to_string());
    }

    fn after(&self, action: &Action<'_>) {
        if let Some(done) = action.done() {
            self.context.output().note(&done);
        }
    }

    fn secret(&self, secret: &ApiKey) {
        self.context.mask(secret);
    }

    fn print(&self, record: &Record, secret: &ApiKey) -> anyhow::Result<()> {
        // A rotation that was stopped may go on with another stdout than it was begun with.
        if self.context.output().discards_stdout() {
            return Err(nowhere().into());
        }
        if !self.context.output().is_json() {
            return Ok(self.context.output().answer(secret.expose())?);
        }
        let mut document = answer::rotation(record, &record.step.to_string());
        document["api_key"] = secret.expose().into();
        self.context.output().secret_json(&document, secret)?;
        self.answered.set(true);
        Ok(())
    }

    fn said(&self, line: &str) {
        self.context.output().note(line);
    }

    fn note(&self, text: &str) {
        self.context.output().note(text);
    }

    fn warn(&self, text: &str) {
        self.context.output().warn(text);
    }
}
