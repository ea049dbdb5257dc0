//! How one step of a rotation leads to the next. Pure: nothing here reads a clock, a file or a remote.
//!
//! Owns what is to be done next, what each step leaves in the record, and whether an old key is still used.

use jiff::{SignedDuration, Timestamp};

use crate::api::keys::KeyInfo;
use crate::secret::ApiKey;

use super::journal::{Overlap, Record, Step, Successor};

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Make the new key.
    Create,
    /// Try it and read it back.
    Verify,
    /// Give it to this sink.
    Deliver(usize),
    /// Leave the old key as it is.
    Hold,
    /// Revoke the old key.
    Revoke,
    /// Forget the rotation.
    Finish,
    /// Revoke the new key.
    Withdraw,
}

impl Record {
    /// What is to be done next at the time `now`; `at_once` ends an overlap that has no end of its own.
    #[must_use]
    pub fn next(&self, now: Timestamp, at_once: bool) -> Next {
        match self.step {
            Step::Planned => Next::Create,
            Step::Created => Next::Verify,
            Step::Verified => self.deliveries.iter().position(|delivery| !delivery.delivered).map_or(
                // A record always has a sink that is left here; without one, the old key must not go.
                Next::Hold,
                Next::Deliver,
            ),
            Step::Distributed if self.is_due(now) || at_once && self.overlap == Overlap::Kept => Next::Revoke,
            Step::Distributed => Next::Hold,
            Step::Revoked => Next::Finish,
            Step::Withdrawing | Step::Abandoning => Next::Withdraw,
        }
    }

    /// Whether the overlap is over.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.due.is_some_and(|due| now >= due)
    }

    /// The new key is about to be asked for; `keys` are those that are there.
    pub(crate) fn about_to_ask(&mut self, keys: Vec<KeyInfo>, now: Timestamp) {
        if self.asked == 0 {
            self.known = keys.into_iter().map(|key| key.prefix).collect();
        }
        self.asked += 1;
        self.planned_at = now;
    }

    /// How many keys may be there that nobody has.
    pub(crate) fn possible_orphans(&self) -> usize {
        self.asked.saturating_sub(usize::from(self.new.is_some()))
    }

    /// planned → created: the new key is there.
    pub(crate) fn created(&mut self, prefix: &str, secret: ApiKey, requested_at: Timestamp, answered_at: Timestamp) {
        let prefix = prefix.to_owned();
        self.new = Some(Successor { prefix, requested_at, answered_at, secret: Some(secret), info: None });
        self.step = Step::Created;
    }

    /// created → verified: it works, and the remote tells this of it.
    pub(crate) fn verified(&mut self, info: KeyInfo) {
        if let Some(new) = &mut self.new {
            new.info = Some(info);
        }
        self.step = Step::Verified;
    }

    /// A sink has the new key. When it was the last: verified → distributed, and the secret goes.
    pub(crate) fn delivered(&mut self, sink: usize, now: Timestamp) {
        if let Some(delivery) = self.deliveries.get_mut(sink) {
            delivery.delivered = true;
        }
        if !self.deliveries.iter().all(|delivery| delivery.delivered) {
            return;
        }
        self.distributed_at = Some(self.on_the_remotes_clock(now));
        self.due = match self.overlap {
            Overlap::None => Some(now),
            Overlap::For(duration) => Some(now.saturating_add(duration).unwrap_or(Timestamp::MAX)),
            Overlap::Kept => None,
        };
        if let Some(new) = &mut self.new {
            new.secret = None;
        }
        self.step = Step::Distributed;
    }

    /// distributed → revoked: the old key is gone, and what sinks had before with it.
    pub(crate) fn revoked(&mut self) {
        for delivery in &mut self.deliveries {
            delivery.before = None;
        }
        self.step = Step::Revoked;
    }

    /// The time `now` by the clock with which the remote dates keys. It dated the new key between the request for it
    /// and the answer, so how far the two clocks are apart is known to within that. Where they can be the same they
    /// are; else the latest time is taken, so that this program's own last use of the old key is not taken for
    /// somebody else's. A remote that does not date keys is taken to have this machine's clock.
    fn on_the_remotes_clock(&self, now: Timestamp) -> Timestamp {
        let Some(new) = &self.new else { return now };
        let Some(created) = new.info.as_ref().and_then(KeyInfo::created) else { return now };
        // A remote that dates to the second leaves out what is below it.
        let left_out = SignedDuration::from_secs(i64::from(created.subsec_nanosecond() == 0));
        let least = created.duration_since(new.answered_at);
        let most = created.duration_since(new.requested_at) + left_out;
        let can_be_the_same = least <= SignedDuration::ZERO && most >= SignedDuration::ZERO;
        let ahead = if can_be_the_same { SignedDuration::ZERO } else { most };
        now.saturating_add(ahead).unwrap_or(Timestamp::MAX)
    }
}

/// Whether the old key was used after every sink had the new one.
#[must_use]
pub fn used_since(old: &KeyInfo, distributed_at: Option<Timestamp>) -> Option<Timestamp> {
    old.last_used().filter(|used| distributed_at.is_none_or(|distributed| *used > distributed))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use jiff::{SignedDuration, Timestamp};
    use serde_json::json;

    use crate::api::keys::{KeyInfo, KeyType, NewKey};
    use crate::keys::wanted::Wanted;
    use crate::secret::ApiKey;

    use super::super::journal::{Before, Overlap, Record, Remote, Step};
    use super::super::plan::Plan;
    use super::super::sinks::Sink;
    use super::{Next, used_since};

    const SECRET: &str = "new12345.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::new(1_800_000_000 + seconds, 0).expect("a time")
    }

    fn key(prefix: &str, field: &str, time: Timestamp) -> KeyInfo {
        let key = json!({"prefix": prefix, "type": "PERSONAL", field: time.to_string()});
        serde_json::from_value(key).expect("a key")
    }

    fn record(overlap: Overlap) -> Record {
        let old = "old12345.OLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOL".to_owned().into();
        let wanted =
            NewKey { name: None, key_type: KeyType::Personal, team_id: None, model_ids: None, environment_names: None };
        let plan = Plan {
            old: key("old12345", "created_at", at(-1_000)),
            wanted: Wanted { key: wanted, team_name: None },
            sinks: vec![(Sink::Stdout, None), (Sink::File { path: PathBuf::from("/x") }, Some(Before::Text(old)))],
            overlap,
            folder: PathBuf::from("/"),
        };
        let remote = Remote { name: "baseten".to_owned(), identity: "https://api.baseten.co/".to_owned() };
        Record::new(plan, &remote, at(0))
    }

    /// A rotation whose new key the remote dated at `created`, distributed at 100.
    fn distributed(overlap: Overlap, created: Timestamp) -> Record {
        let mut record = record(overlap);
        record.about_to_ask(vec![key("old12345", "created_at", at(-1_000))], at(0));
        assert_eq!(record.next(at(0), false), Next::Create);
        record.created("new12345", ApiKey::parse(SECRET).expect("a key"), at(10), at(12));
        assert_eq!(record.next(at(12), false), Next::Verify);
        record.verified(key("new12345", "created_at", created));
        assert_eq!(record.next(at(13), false), Next::Deliver(0));
        record.delivered(0, at(50));
        assert_eq!(record.next(at(50), false), Next::Deliver(1));
        assert!(serde_json::to_string(&record).expect("JSON").contains(SECRET), "a sink still needs it");
        record.delivered(1, at(100));
        record
    }

    #[test]
    fn the_secret_goes_as_soon_as_every_sink_has_it_and_the_old_one_with_the_old_key() {
        let mut record = distributed(Overlap::Kept, at(11));
        let text = serde_json::to_string(&record).expect("JSON");
        assert!(!text.contains("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345") && text.contains("OLDOLD"));
        record.revoked();
        assert!(!serde_json::to_string(&record).expect("JSON").contains("OLDOLD"));
        assert_eq!(record.next(at(101), false), Next::Finish);
    }

    #[test]
    fn a_record_reads_back_as_it_was_written() {
        let mut record = distributed(Overlap::For(SignedDuration::from_hours(7 * 24)), at(11));
        for step in [Step::Distributed, Step::Withdrawing, Step::Abandoning] {
            record.step = step;
            let text = serde_json::to_string(&record).expect("JSON");
            let read: Record = serde_json::from_str(&text).expect("a record");
            assert_eq!(serde_json::to_string(&read).expect("JSON"), text);
        }
        assert!(!format!("{record:?}").contains("OLDOLD"));
    }

    #[test]
    fn the_overlap_decides_when_the_old_key_goes() {
        assert_eq!(distributed(Overlap::None, at(11)).next(at(100), false), Next::Revoke);
        let week = distributed(Overlap::For(SignedDuration::from_secs(600)), at(11));
        assert_eq!(week.next(at(699), true), Next::Hold);
        assert_eq!(week.next(at(700), false), Next::Revoke);
        let kept = distributed(Overlap::Kept, at(11));
        assert_eq!(kept.next(at(1_000_000), false), Next::Hold);
        assert_eq!(kept.next(at(100), true), Next::Revoke);
    }

    #[test]
    fn a_use_counts_by_the_clock_of_the_remote() {
        let used = |created, used| {
            let record = distributed(Overlap::Kept, created);
            used_since(&key("old12345", "last_used_at", used), record.distributed_at).is_some()
        };
        let exact = |seconds: i64| at(seconds) + SignedDuration::from_millis(500);
        // The same clock.
        assert!(!used(exact(11), at(99)) && !used(exact(11), at(100)) && used(exact(11), exact(100)));
        // An hour ahead, and an hour behind; a request takes 2 seconds, so that is how well it is known.
        assert!(!used(exact(3_611), at(3_699)) && used(exact(3_611), at(3_702)));
        assert!(!used(exact(-3_589), at(-3_500)) && used(exact(-3_589), at(-3_497)));
        // A remote that dates to the second may be up to a second later than it says.
        assert!(!used(at(3_611), at(3_701)) && used(at(3_611), at(3_703)));
    }

    #[test]
    fn a_use_that_is_not_told_is_none() {
        let old: KeyInfo =
            serde_json::from_value(json!({"prefix": "p", "type": "PERSONAL", "last_used_at": null})).expect("a key");
        assert_eq!(used_since(&old, Some(at(0))), None);
    }

    #[test]
    fn every_request_but_the_answered_one_may_have_left_a_key() {
        let mut record = record(Overlap::None);
        assert_eq!(record.possible_orphans(), 0);
        record.about_to_ask(vec![key("old12345", "created_at", at(0))], at(0));
        record.about_to_ask(vec![key("lost1234", "created_at", at(1))], at(2));
        assert_eq!(record.possible_orphans(), 2);
        assert_eq!(record.known, ["old12345"], "what a lost request made is never known");
        record.created("new12345", ApiKey::parse(SECRET).expect("a key"), at(2), at(3));
        assert_eq!(record.possible_orphans(), 1);
    }
}
