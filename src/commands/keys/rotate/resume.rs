//! Going on with a rotation: as it was begun, unless the new key is the only one by now.

use crate::commands::keys::destination;
use crate::commands::keys::rotate::plan::Ready;
use crate::commands::keys::rotate::run::RotateRun;
use crate::error::{Failure, Kind};
use crate::keys::lookup::Listing;
use crate::keys::sinks::{Before, Sink};
use crate::rotation::Record;

impl RotateRun<'_> {
    /// A rotation goes on as it was begun. The same words again are fine: a script that was stopped says them. Without
    /// the old key the new one may be all that works, and must not stay where only the journal has it.
    pub(crate) fn resume(&self, mut record: Box<Record>, listing: &Listing) -> anyhow::Result<Ready> {
        let is_listed = listing.keys.iter().any(|key| key.prefix == record.old.prefix);
        let is_in_use = self.is_in_use(&record.old.prefix);
        if is_listed && is_in_use {
            self.refuse_key_in_use(&record.old, Some(record.step))?;
        }
        let origin = destination::origin(self.session, self.context, &self.folder)?;
        let named = destination::read(&self.arguments.sinks, &origin)?;
        let has = |sink: &Sink| record.deliveries.iter().any(|placement| placement.sink == *sink);
        let is_implied = |sink: &Sink| matches!(sink, Sink::Trussrc { .. }) || named.contains(sink);
        let is_same = named.iter().all(has) && record.deliveries.iter().all(|placement| is_implied(&placement.sink));
        if named.is_empty() || is_same {
            return Ok(Ready::Resume(record));
        }
        // Whoever sees the new key sees the old one. Where that is the key in use, the list is empty when it was refused.
        let is_new_listed = listing.keys.iter().any(|key| record.is_about(&key.prefix));
        let is_gone = !is_listed && if is_in_use { listing.keys.is_empty() } else { is_new_listed };
        if !is_gone || !record.is_on_its_way() {
            return Err(self.other_sinks(&record).into());
        }
        let mut places = Vec::new();
        for sink in named {
            let before = self.before(&record, &sink)?;
            places.push((sink, before));
        }
        record.redirected(places.clone());
        Ok(Ready::Redirect(record, places))
    }

    /// What stands in a place that the new key is to go to. What the rotation saw at its start holds.
    fn before(&self, record: &Record, sink: &Sink) -> Result<Before, Failure> {
        match record.deliveries.iter().find(|placement| placement.sink == *sink) {
            Some(placement) => Ok(placement.before.clone()),
            None => sink.check(Some(&record.old.prefix), self.arguments.replace, self.context.variables()),
        }
    }

    fn other_sinks(&self, record: &Record) -> Failure {
        let old = &record.old.prefix;
        let sinks: Vec<String> = record.deliveries.iter().map(|placement| format!("--to {}", placement.sink)).collect();
        let message = format!("a rotation of `{old}` to other destinations is in progress: {}", sinks.join(" "));
        let (go_on, abandon) = (
            self.context.output().command(&["keys", "rotate", old]),
            self.context.output().command(&["keys", "rotations", "abandon", old]),
        );
        Failure::new(Kind::Partial, message).with_hint(format!("`{go_on}` continues it, `{abandon}` undoes it"))
    }
}
