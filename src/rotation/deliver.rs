//! Every place gets the new key, and the old one goes when that was asked for.
//!
//! Owns verified → delivered, and delivered → over.

use crate::api::resources::keys::LastUse;
use crate::error::{Failure, Kind};
use crate::hint::hinted;
use crate::keys::family::place;
use crate::keys::revoke::revoke;
use crate::keys::sinks::Delivery;
use crate::rotation::engine::{LockedRotation, Rotation, unfinished};
use crate::rotation::journal::{Record, Step};

impl Rotation<'_> {
    /// verified → delivered. Before each place gets it and after the last, the new key must still be there.
    pub(crate) async fn deliver(&self, rotation: &mut LockedRotation) -> anyhow::Result<()> {
        for index in 0..rotation.record.deliveries.len() {
            if rotation.record.deliveries[index].delivered {
                continue;
            }
            self.refuse_gone(rotation).await?;
            let result = self.deliver_to(rotation, index).await;
            result.map_err(|error| unfinished(rotation, error))?;
            rotation.record.placed(index, self.now());
            self.save(rotation).map_err(|error| unfinished(rotation, error))?;
        }
        self.refuse_gone(rotation).await?;
        rotation.record.delivered();
        Ok(())
    }

    async fn deliver_to(&self, rotation: &LockedRotation, index: usize) -> Result<(), Failure> {
        let LockedRotation { record, secret, lock, .. } = rotation;
        let (placement, key) = (&record.deliveries[index], &record.spec.key);
        let Some(secret) = secret else {
            return Err(Failure::new(Kind::Other, "the new key's secret is not in the rotation's state any more"));
        };
        let delivery = Delivery {
            secret,
            old: Some(&record.old.prefix),
            variables: vec![
                ("TRUSS_KEY_PREFIX", secret.prefix().unwrap_or_default().to_owned()),
                ("TRUSS_KEY_NAME", record.new_name().to_owned()),
                ("TRUSS_KEY_TYPE", key.key_type.api_name().to_owned()),
                ("TRUSS_KEY_FAMILY", place(&record.old).0),
            ],
            folder: &record.folder,
            timeout: self.orders.sink_timeout,
            locks: self.store.locks(),
            lock: Some(lock.file()),
            line: &|line| self.reporter.note(line),
            print: &|secret| self.reporter.print(record, secret),
        };
        self.reporter.verbose(&format!("delivering to {}", placement.sink));
        placement.sink.deliver(&placement.before, &delivery).await?;
        self.reporter.verbose(&format!("delivered to {}", placement.sink));
        Ok(())
    }

    /// A new key that somebody has revoked is given to nobody: places that have it get back what stood there.
    async fn refuse_gone(&self, rotation: &mut LockedRotation) -> anyhow::Result<()> {
        let keys = self.list(rotation).await.map_err(|error| unfinished(rotation, error))?;
        rotation.note_old_key(&keys);
        let new = rotation.record.new.as_ref().map(|new| new.prefix.clone()).unwrap_or_default();
        if keys.iter().any(|key| key.prefix == new) {
            return Ok(());
        }
        rotation.record.step = Step::Withdrawing;
        self.save(rotation).map_err(|error| unfinished(rotation, error))?;
        self.put_back(rotation).await?;
        self.store.remove(&rotation.record)?;
        let old = rotation.record.old.label();
        Err(Failure::new(
            Kind::Partial,
            format!("somebody has revoked the new key `{new}`: it was delivered to nobody else"),
        )
        .with_hint(format!("the places that had it were restored; rotate `{old}` again"))
        .into())
    }

    /// delivered → over: revokes the old key, unless somebody has used it since. Answers whether there was one.
    pub(crate) async fn retire(&self, rotation: &LockedRotation) -> anyhow::Result<bool> {
        let record = &rotation.record;
        let (client, keys) = (self.client_of(rotation), self.list(rotation).await);
        let keys = keys.map_err(|error| unfinished(rotation, error))?;
        let Some(old) = keys.iter().find(|key| key.prefix == record.old.prefix) else { return Ok(false) };
        let is_there = record.new.as_ref().is_some_and(|new| keys.iter().any(|key| key.prefix == new.prefix));
        let doubt = match (is_there, old.last_use()) {
            (false, _) => Some("the new key no longer exists"),
            (true, LastUse::Unknown) => Some("the remote does not report whether it is used"),
            (true, LastUse::At(used)) if record.delivered_at.is_none_or(|delivered| used > delivered) => {
                Some("it was used after every place had the new one")
            }
            (true, LastUse::At(_) | LastUse::None) => None,
        };
        if let Some(doubt) = doubt {
            self.store.remove(record)?;
            return Err(stays(record, doubt).into());
        }
        self.reporter.verbose(&format!("revoking the old key `{}`", old.prefix));
        revoke(&client, &old.prefix).await.map_err(|error| unfinished(rotation, error)).map(|()| true)
    }
}

fn stays(record: &Record, why: &str) -> Failure {
    let old = &record.old;
    Failure::new(
        Kind::Partial,
        format!("the new key is in place everywhere, and `{}` is kept, because {why}", old.label()),
    )
    .with_hint(format!(
        "find who uses it and give them the new key; then {}",
        hinted(&["keys", "rotations", "finish", &place(old).0])
    ))
}
