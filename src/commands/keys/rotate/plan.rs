//! From what was typed to which keys are rotated, and how.

use jiff::Timestamp;

use crate::api::resources::keys::KeyInfo;
use crate::commands::keys::destination;
use crate::commands::keys::rotate::run::RotateRun;
use crate::commands::keys::selection::refuse_several_teams;
use crate::error::{Failure, Kind};
use crate::hint::hinted;
use crate::keys::USE_WEB_PAGE_HINT;
use crate::keys::family::Family;
use crate::keys::filter::Filter;
use crate::keys::lookup::Listing;
use crate::keys::sinks::{Before, Sink};
use crate::remote::Source;
use crate::rotation::journal::Step;
use crate::rotation::scope::environments_are_unknown;
use crate::rotation::{Plan, Record, only_member, successor};
use crate::sanitize::display_name;

pub(crate) enum Target {
    Resume(Box<Record>),
    Start(Box<KeyInfo>),
    Refuse(String, Failure),
}

pub(crate) enum Ready {
    Resume(Box<Record>),
    /// Goes on to these places instead of those that do not have the new key yet.
    Redirect(Box<Record>, Vec<(Sink, Before)>),
    Start(Box<Plan>),
}

impl Target {
    pub(crate) fn prefix(&self) -> &str {
        match self {
            Self::Resume(record) => &record.old.prefix,
            Self::Start(key) => &key.prefix,
            Self::Refuse(prefix, _) => prefix,
        }
    }
}

impl RotateRun<'_> {
    /// The keys that `wanted` and the conditions mean. A rotation under way is gone on with, whatever lives.
    pub(crate) async fn targets(
        &self,
        wanted: &[String],
        records: Vec<Record>,
        listing: &Listing,
    ) -> anyhow::Result<Vec<Target>> {
        let selection = &self.arguments.selection;
        let (filter, now) = (selection.filter(&self.session.client, false).await?, Timestamp::now());
        let mut targets: Vec<Target> = Vec::new();
        if wanted.is_empty() {
            let families = Family::all(&listing.keys);
            let is_meant = |key: &KeyInfo| filter.matches(listing, key, now);
            let meant: Vec<&Family<'_>> =
                families.iter().filter(|family| family.newest().is_some_and(is_meant)).collect();
            refuse_several_teams(listing, &filter, meant.iter().filter_map(|family| family.newest()))?;
            targets.extend(meant.into_iter().filter_map(target));
            targets.retain(|target| !records.iter().any(|record| record.old.prefix == target.prefix()));
            targets.extend(records.into_iter().map(|record| Target::Resume(Box::new(record))));
        } else {
            for wanted in wanted {
                let target = match records.iter().find(|record| record.is_meant(wanted)) {
                    Some(record) => Some(Target::Resume(Box::new(record.clone()))),
                    None => self.named(wanted, listing, &filter, now)?,
                };
                // A key may have been renamed since its rotation began.
                targets.extend(target.map(|target| {
                    let record = records.iter().find(|record| record.is_about(target.prefix()));
                    record.map_or(target, |record| Target::Resume(Box::new(record.clone())))
                }));
            }
        }
        let mut unique: Vec<Target> = Vec::new();
        for target in targets {
            if !unique.iter().any(|other| other.prefix() == target.prefix()) {
                unique.push(target);
            }
        }
        // The key in use sees the others through before it goes itself.
        unique.sort_by_key(|target| self.is_in_use(target.prefix()));
        Ok(unique)
    }

    fn named(
        &self,
        wanted: &str,
        listing: &Listing,
        filter: &Filter,
        now: Timestamp,
    ) -> Result<Option<Target>, Failure> {
        let family = listing.family(wanted, |key| filter.belongs(key))?;
        let newest = family.newest();
        if !self.arguments.selection.is_empty() && !newest.is_some_and(|key| filter.matches(listing, key, now)) {
            self.context.output().verbose(&format!("`{}` does not meet the conditions", display_name(wanted)));
            return Ok(None);
        }
        Ok(target(&family))
    }

    /// What replacing `old` would do. Only reads, and asks what the remote does not tell.
    pub(crate) async fn plan(&self, old: &KeyInfo, listing: &Listing) -> anyhow::Result<Plan> {
        if self.is_in_use(&old.prefix) {
            self.refuse_key_in_use(old, None)?;
        }
        let origin = destination::origin(self.session, self.context, &self.folder)?;
        let mut sinks = destination::holders(&old.prefix, &origin, self.context)?;
        for sink in destination::read(&self.arguments.sinks, &origin)? {
            if !sinks.contains(&sink) {
                sinks.push(sink);
            }
        }
        if sinks.is_empty() {
            sinks.push(Sink::Stdout);
        }
        if sinks.contains(&Sink::Stdout) && self.context.output().discards_stdout() {
            return Err(destination::nowhere().into());
        }
        let all_environments = self.arguments.all_environments || self.ask_about_environments(old).await?;
        let spec = successor(&self.session.client, listing, old, all_environments).await?;
        let mut places = Vec::new();
        for sink in sinks {
            let before = sink.check(Some(&old.prefix), self.arguments.replace, self.context.variables())?;
            places.push((sink, before));
        }
        Ok(Plan { old: old.clone(), spec, sinks: places, folder: self.folder.clone() })
    }

    /// `step` is how far its rotation is, if there is one.
    pub(crate) fn refuse_key_in_use(&self, old: &KeyInfo, step: Option<Step>) -> Result<(), Failure> {
        match self.session.credentials.origin {
            Source::Embedded(_) => {
                Err(Failure::new(Kind::Unsafe, format!("`{}` is the embedded API's own key", old.prefix))
                    .with_hint("rotate a key that you made there; `truss local reset` starts again with another one"))
            }
            Source::Variable(name) if self.arguments.revoke_now || step == Some(Step::Delivered) => {
                let message = format!("{name} has the old key, and would still have it when it is revoked");
                let finish = hinted(&["keys", "rotations", "finish", &old.prefix]);
                let hint = match step {
                    Some(Step::Delivered) => format!("give {name} the new key, then run this again"),
                    _ => format!("leave out `--revoke-now`: {finish} revokes it when the new one is in use"),
                };
                Err(Failure::new(Kind::Unsafe, message).with_hint(hint))
            }
            Source::Variable(name) => {
                self.context.output().warn(&format!("{name} has the old key: give it the new one"));
                Ok(())
            }
            Source::Stdin | Source::Named(..) | Source::Section(_) | Source::Keyring(_) => Ok(()),
        }
    }

    /// What the remote does not tell is asked: the new key must not be able to do more.
    async fn ask_about_environments(&self, old: &KeyInfo) -> anyhow::Result<bool> {
        if !environments_are_unknown(old) {
            return Ok(false);
        }
        let name = display_name(old.label());
        if self.context.is_interactive() {
            if self.context.confirm(format!("Can {name} call all environments?")).await? {
                return Ok(true);
            }
            let message = format!("`{name}` is not rotated, because a new key could call more environments");
            return Err(Failure::new(Kind::Unsafe, message).with_hint(USE_WEB_PAGE_HINT).into());
        }
        let message = format!("the remote does not report which environments `{name}` may call");
        self.lacks_environments.set(true);
        Err(Failure::new(Kind::Unsafe, message).with_hint(self.again(&[&old.prefix])).into())
    }
}

fn target(family: &Family<'_>) -> Option<Target> {
    let newest = family.newest()?;
    Some(match only_member(family) {
        Ok(key) => Target::Start(Box::new(key.clone())),
        Err(failure) => Target::Refuse(newest.prefix.clone(), failure),
    })
}
