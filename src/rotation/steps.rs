//! The machine: does what the record says is next, and writes down that it was done, until nothing is left to do.
//!
//! Owns the order, delivery, and who asks the remote. Leaves making the key to `creation`, the old key's end to
//! `retirement` and the new key's end to `withdrawal`.

use std::time::Duration;

use jiff::Timestamp;

use crate::api::Client;
use crate::error::{Explain as _, Failure, Kind};
use crate::secret::ApiKey;

use super::folder::Folder;
use super::frontend::{Action, Frontend};
use super::journal::{Record, Remote, Step};
use super::lock::Lock;
use super::plan::Plan;
use super::sinks::Delivering;
use super::transitions::Next;

/// What the user says about how far to go.
#[derive(Clone, Copy, Debug)]
pub struct Orders {
    /// Revoke the old key although it is still used.
    pub force: bool,
    /// Revoke an old key that was to be kept.
    pub at_once: bool,
    /// How long a sink's command may take.
    pub sink_timeout: Duration,
}

/// How far a run came without an error.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The old key is gone, and every sink has the new one.
    Rotated(Box<Record>),
    /// Every sink has the new key, and the old one stays for now.
    Overlapping(Box<Record>),
    /// The new key is gone again, and the old one is where it was.
    Abandoned(Box<Record>),
    /// An earlier run's new key, which had not proved itself, is gone; the rotation can start anew.
    Cleared,
}

/// A rotation on a remote by this process.
pub struct Rotation<'a> {
    pub(super) client: &'a Client,
    pub(super) remote: Remote,
    pub(super) folder: &'a Folder,
    pub(super) frontend: &'a dyn Frontend,
    pub(super) orders: Orders,
}

/// A record that this process alone works on.
pub(super) struct Held {
    pub(super) record: Record,
    /// The new key, as long as this process has it.
    pub(super) successor: Option<ApiKey>,
    _lock: Lock,
}

impl<'a> Rotation<'a> {
    /// Sets up; does nothing yet.
    #[must_use]
    pub fn new(
        client: &'a Client,
        remote: Remote,
        folder: &'a Folder,
        frontend: &'a dyn Frontend,
        orders: Orders,
    ) -> Self {
        Self { client, remote, folder, frontend, orders }
    }

    /// Starts what was planned and goes as far as it can.
    ///
    /// # Errors
    ///
    /// [`Kind::Partial`] for what can be resumed; else nothing was changed, or it was undone.
    pub async fn start(&self, plan: Plan) -> anyhow::Result<Outcome> {
        let lock = self.folder.lock_key(&self.remote, &plan.old.prefix)?;
        if self.folder.load(&self.remote, &plan.old.prefix)?.is_some() {
            return Err(Failure::new(Kind::Partial, format!("the key `{}` is being rotated already", plan.old.prefix))
                .hint("run it again to resume that rotation")
                .into());
        }
        plan.sinks.iter().try_for_each(|(sink, _)| sink.probe())?;
        let record = Record::new(plan, &self.remote, Timestamp::now());
        self.drive(Held { record, successor: None, _lock: lock }).await
    }

    /// Goes on with a rotation that was stopped, or ends one whose overlap is over.
    ///
    /// # Errors
    ///
    /// As [`Rotation::start`]; [`Kind::NotFound`] when there is none by now.
    pub async fn resume(&self, old_prefix: &str) -> anyhow::Result<Outcome> {
        self.drive(self.hold(old_prefix)?).await
    }

    pub(super) fn hold(&self, old_prefix: &str) -> Result<Held, Failure> {
        let lock = self.folder.lock_key(&self.remote, old_prefix)?;
        let record = self.folder.load(&self.remote, old_prefix)?.ok_or_else(|| {
            Failure::new(Kind::NotFound, format!("no rotation of the key `{old_prefix}` is under way"))
                .hint("`truss keys rotate --pending` shows those that are")
        })?;
        let successor = record.new.as_ref().and_then(|new| new.secret.clone());
        successor.iter().for_each(|secret| self.frontend.secret(secret));
        Ok(Held { record, successor, _lock: lock })
    }

    async fn drive(&self, mut held: Held) -> anyhow::Result<Outcome> {
        loop {
            match held.record.next(Timestamp::now(), self.orders.at_once) {
                Next::Create => self.create(&mut held).await?,
                Next::Verify => self.verify(&mut held).await?,
                Next::Deliver(sink) => self.deliver(&mut held, sink).await?,
                Next::Hold => return Ok(Outcome::Overlapping(Box::new(held.record))),
                Next::Revoke => self.retire(&mut held).await?,
                Next::Finish => {
                    self.forget(&held)?;
                    return Ok(Outcome::Rotated(Box::new(held.record)));
                }
                Next::Withdraw => return self.withdraw(held).await,
            }
        }
    }

    async fn deliver(&self, held: &mut Held, index: usize) -> anyhow::Result<()> {
        let Held { record, successor, .. } = &*held;
        let Some(secret) = successor else {
            return Err(Failure::new(Kind::Other, "the new key's secret is not in the rotation's state any more")
                .hint(format!("`truss keys rotate --abandon {}` undoes it; then rotate anew", record.old.prefix))
                .into());
        };
        let sink = &record.deliveries[index].sink;
        let delivering = Delivering {
            frontend: self.frontend,
            locks: self.folder,
            timeout: self.orders.sink_timeout,
            record,
            secret,
        };
        let action = Action::Deliver(sink);
        self.frontend.before(&action);
        sink.deliver(&delivering).await.map_err(|error| unfinished(record, error))?;
        self.frontend.after(&action);
        held.record.delivered(index, Timestamp::now());
        self.save(&held.record).map_err(|error| unfinished(&held.record, error))?;
        Ok(())
    }

    /// Whose key asks the remote: the one in use, but never the old one once the new one is there to do it. A use of
    /// the old key would look as if somebody still had it, and it cannot see its own end.
    pub(super) fn asking(&self, held: &Held) -> Client {
        let uses_old = self.client.key().prefix() == Some(held.record.old.prefix.as_str());
        let Some(new) = held.record.new.as_ref().filter(|_| uses_old) else { return self.client.clone() };
        let in_a_sink = || {
            let keys = held.record.deliveries.iter().filter_map(|delivery| delivery.sink.key());
            keys.into_iter().find(|key| key.prefix() == Some(new.prefix.as_str()))
        };
        match held.successor.clone().or_else(in_a_sink) {
            Some(key) => self.client.with_key(key),
            None => self.client.clone(),
        }
    }

    /// Does a request, telling about it.
    pub(super) async fn request<T, E>(
        &self,
        action: Action<'_>,
        request: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.frontend.before(&action);
        let answer = request.await?;
        self.frontend.after(&action);
        Ok(answer)
    }

    pub(super) fn save(&self, record: &Record) -> Result<(), Failure> {
        let action = Action::Save(record.step);
        self.frontend.before(&action);
        self.folder.save(record)?;
        self.frontend.after(&action);
        Ok(())
    }

    pub(super) fn forget(&self, held: &Held) -> Result<(), Failure> {
        self.frontend.before(&Action::Forget);
        self.folder.remove(&held.record)?;
        self.frontend.after(&Action::Forget);
        Ok(())
    }
}

/// What stops a rotation that has a new key already: running it again goes on.
pub(super) fn unfinished(record: &Record, error: impl Into<anyhow::Error>) -> anyhow::Error {
    let error = error.into();
    let state = match record.step {
        Step::Distributed | Step::Revoked => "the new key is everywhere, and the old one is not revoked yet",
        Step::Withdrawing | Step::Abandoning => "the new key is not revoked yet, and the old one works",
        Step::Planned | Step::Created | Step::Verified => "the old key still works everywhere",
    };
    let prefix = &record.old.prefix;
    let hint = match error.downcast_ref::<Failure>().and_then(|failure| failure.hint()) {
        Some(hint) => format!("{hint}; then run `truss keys rotate {prefix}` again: it goes on where it stopped"),
        None => format!("run `truss keys rotate {prefix}` again: it goes on where it stopped"),
    };
    Failure::new(Kind::Partial, format!("the rotation of `{prefix}` is not finished: {state}"))
        .hint(hint)
        .cause(Chain(error))
        .into()
}

/// An error as the cause of another one.
#[derive(Debug)]
struct Chain(anyhow::Error);

impl std::fmt::Display for Chain {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::error::Error for Chain {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}
