//! The new key's end: when it did not prove itself, or the user gives the rotation up.

use crate::api::Client;
use crate::error::{Failure, Kind};
use crate::hint::hinted;
use crate::keys::create::find;
use crate::keys::lookup::describe;
use crate::keys::revoke::revoke;
use crate::keys::sinks::Sink;
use crate::rotation::engine::{ELSEWHERE_HINT, LockedRotation, Outcome, Rotation, unfinished};
use crate::rotation::journal::{Record, Step};

impl Rotation<'_> {
    /// Gives a rotation up that is under way here: what stood in each place goes back there, then the new key is revoked.
    /// One that has no secret is only forgotten.
    pub(crate) async fn abandon(&self, old_prefix: &str) -> anyhow::Result<Outcome> {
        let mut rotation = self.lock_rotation(old_prefix).await?;
        let keys = self.list(&rotation).await?;
        rotation.note_old_key(&keys);
        if rotation.record.step == Step::Planned
            && let Some(holder) = find(self.client, |keys| rotation.record.spec.holder(keys)).await?
        {
            let (revoke, key) = (hinted(&["keys", "revoke", &holder.prefix]), describe(&holder));
            self.reporter.warn(&format!("{key} is there; if nobody has its secret, {revoke}"));
        }
        if rotation.secret.is_some() {
            if rotation.is_old_listed == Some(false) {
                let old = rotation.record.old.label();
                let message = format!("the old key `{old}` is gone: without the new one nothing would work");
                let rotate = hinted(&["keys", "rotate", &rotation.record.old.prefix]);
                let hint = format!("{rotate} ends the rotation; {ELSEWHERE_HINT}");
                return Err(Failure::new(Kind::Unsafe, message).with_hint(hint).into());
            }
            rotation.record.step = Step::Withdrawing;
            self.save(&rotation)?;
            self.withdraw(&rotation).await?;
        }
        self.store.remove(&rotation.record)?;
        Ok(Outcome::Abandoned(Box::new(rotation.record)))
    }

    /// Takes the new key back from every place, and revokes it.
    pub(crate) async fn withdraw(&self, rotation: &LockedRotation) -> anyhow::Result<()> {
        self.put_back(rotation).await?;
        let Some(new) = &rotation.record.new else { return Ok(()) };
        let client = self.withdrawing(rotation);
        revoke(&client, &new.prefix).await.map_err(|error| unfinished(rotation, error))?;
        self.reporter.note(&format!("revoked the new key `{}`", new.prefix));
        Ok(())
    }

    pub(crate) async fn put_back(&self, rotation: &LockedRotation) -> anyhow::Result<()> {
        let LockedRotation { record, .. } = rotation;
        let Some(new) = &record.new else { return Ok(()) };
        // One that is not known to have it may have got it just before a crash.
        for placement in &record.deliveries {
            let sink = &placement.sink;
            let is_back =
                sink.put_back(&placement.before, (Some(&record.old.prefix), &new.prefix), self.store.locks()).await;
            if is_back.map_err(|error| unfinished(rotation, error))? {
                self.reporter.note(&format!("restored {sink}"));
            } else if placement.delivered && matches!(sink, Sink::Command { .. } | Sink::Stdout) {
                self.reporter.warn(&format!("{sink} has `{}`, which stops working now", new.prefix));
            }
        }
        Ok(())
    }

    /// The key in use may be the new one: then the old one, which is back in its place, revokes it.
    fn withdrawing(&self, rotation: &LockedRotation) -> Client {
        let Record { old, new, deliveries, .. } = &rotation.record;
        if self.client.key().prefix() != new.as_ref().map(|new| new.prefix.as_str()) {
            return self.client.clone();
        }
        let mut keys = deliveries.iter().filter_map(|placement| placement.sink.section_key());
        match keys.find(|key| key.prefix() == Some(old.prefix.as_str())) {
            Some(old) => self.client.with_key(old),
            None => self.client.clone(),
        }
    }
}
