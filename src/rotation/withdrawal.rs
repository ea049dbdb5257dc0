//! The new key's end: when it did not prove itself, or the user gives the rotation up.
//!
//! Owns putting back what sinks had, and revoking the new key after that, never before.

use crate::api::Client;
use crate::error::{Failure, Kind};
use crate::keys::revoke::revoke;
use crate::secret::ApiKey;

use super::frontend::Action;
use super::journal::{Before, Record, Step};
use super::steps::{Held, Outcome, Rotation, unfinished};

impl Rotation<'_> {
    /// Gives the rotation up: the old key back where that can be done, then the new one revoked.
    ///
    /// # Errors
    ///
    /// [`Kind::Unsafe`] when the old key is gone: nothing would be left that works. [`Kind::Partial`] for what can be
    /// resumed, [`Kind::NotFound`] when no rotation is under way.
    pub async fn abandon(&self, old_prefix: &str) -> anyhow::Result<Outcome> {
        let mut held = self.hold(old_prefix)?;
        if held.record.step == Step::Revoked {
            return Err(nothing_left(&held.record).into());
        }
        if held.record.step != Step::Abandoning {
            let client = self.asking(&held);
            let keys = self.request(Action::List, client.keys(false)).await?;
            let is_listed = |prefix: &str| keys.iter().any(|key| key.prefix == prefix);
            let new = held.record.new.as_ref().map(|new| new.prefix.as_str());
            // With both gone there is nothing to lose any more.
            if !is_listed(&held.record.old.prefix) && new.is_some_and(is_listed) {
                return Err(nothing_left(&held.record).into());
            }
            held.record.step = Step::Abandoning;
            self.save(&held.record)?;
        }
        self.withdraw(held).await
    }

    /// What [`Rotation::abandon`] and a failed proof have begun is done to its end.
    pub(super) async fn withdraw(&self, held: Held) -> anyhow::Result<Outcome> {
        self.put_back(&held).await?;
        self.take_away(&held).await?;
        match held.record.step {
            Step::Abandoning => Ok(Outcome::Abandoned(Box::new(held.record))),
            _ => Ok(Outcome::Cleared),
        }
    }

    async fn put_back(&self, held: &Held) -> anyhow::Result<()> {
        let Some(new) = &held.record.new else { return Ok(()) };
        let deliveries = &held.record.deliveries;
        // The first that is not known to have it may have got it just before a crash.
        let reached = deliveries.iter().position(|delivery| !delivery.delivered).map_or(deliveries.len(), |at| at + 1);
        for delivery in &deliveries[..reached] {
            let sink = &delivery.sink;
            match &delivery.before {
                Some(before) => {
                    let action = Action::PutBack(sink);
                    self.frontend.before(&action);
                    let done = sink.put_back(self.folder, &new.prefix, before).await;
                    if done.map_err(|error| unfinished(&held.record, error))? {
                        self.frontend.after(&action);
                    }
                }
                None if delivery.delivered => self.frontend.warn(&format!(
                    "{sink} has the new key `{}`, which stops working now: give it the old one by hand",
                    new.prefix
                )),
                None => {}
            }
        }
        Ok(())
    }

    /// Revokes the new key and forgets the rotation.
    pub(super) async fn take_away(&self, held: &Held) -> anyhow::Result<()> {
        let client = self.withdrawing(held);
        if let Some(new) = &held.record.new {
            self.request(Action::Withdraw(&new.prefix), revoke(&client, &new.prefix))
                .await
                .map_err(|error| unfinished(&held.record, error))?;
        }
        let _alone = self.folder.lock_creation().await?;
        self.revoke_orphans(held, &client).await?;
        self.forget(held)?;
        Ok(())
    }

    /// The key in use may be the new one: then the old one, which is back in its place, sees it off.
    fn withdrawing(&self, held: &Held) -> Client {
        let new = held.record.new.as_ref().map(|new| new.prefix.as_str());
        if self.client.key().prefix() != new {
            return self.client.clone();
        }
        let is_old = |key: &ApiKey| key.prefix() == Some(held.record.old.prefix.as_str());
        let kept = held.record.deliveries.iter().filter_map(|delivery| delivery.before.as_ref().and_then(Before::key));
        match kept.into_iter().find(is_old) {
            Some(old) => self.client.with_key(old),
            None => self.client.clone(),
        }
    }
}

fn nothing_left(record: &Record) -> Failure {
    let old = &record.old.prefix;
    Failure::new(Kind::Unsafe, format!("the old key `{old}` is gone: without the new one nothing would work"))
        .hint(format!("`truss keys rotate {old}` ends the rotation"))
}
