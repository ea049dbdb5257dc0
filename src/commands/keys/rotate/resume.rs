//! Going on with a rotation: as it was begun.

use crate::commands::keys::destination;
use crate::commands::keys::rotate::plan::Ready;
use crate::commands::keys::rotate::run::RotateRun;
use crate::error::{Failure, Kind};
use crate::keys::lookup::Listing;
use crate::keys::sinks::Sink;
use crate::rotation::Record;

impl RotateRun<'_> {
    /// A rotation goes on as it was begun. The same words again are fine: a script that was stopped says them.
    pub(crate) fn resume(&self, record: Box<Record>, listing: &Listing) -> anyhow::Result<Ready> {
        let is_listed = listing.keys.iter().any(|key| key.prefix == record.old.prefix);
        if is_listed && self.is_in_use(&record.old.prefix) {
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
        Err(self.other_sinks(&record).into())
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
