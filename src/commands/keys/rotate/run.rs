//! One run of `truss keys rotate`: from what was typed to rotations, and from what came of them to the answer.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use jiff::Timestamp;
use reqwest::StatusCode;
use serde_json::json;

use crate::api::Error;
use crate::api::resources::keys::KeyInfo;
use crate::commands::keys::rotate::Arguments;
use crate::commands::keys::rotate::plan::{Ready, Target};
use crate::commands::keys::rotate::reporter::{RunReporter, to_json};
use crate::commands::keys::table::View;
use crate::commands::keys::{count, destination};
use crate::context::Context;
use crate::context::session::Session;
use crate::error::{Failure, Kind};
use crate::keys::family::Family;
use crate::keys::family::place;
use crate::keys::lookup::{Listing, describe};
use crate::output::table::terminal_width;
use crate::rotation::{Orders, Outcome, Record, Rotation, Store};
use crate::sanitize::display_name;

pub(crate) struct RotateRun<'a> {
    pub(crate) arguments: &'a Arguments,
    pub(crate) context: &'a Context,
    pub(crate) session: &'a Session,
    pub(crate) folder: PathBuf,
    store: &'a Store,
    identity: String,
    reporter: RunReporter<'a>,
    pub(crate) names: RefCell<HashMap<String, String>>,
    /// Keys, by prefix, whose rotation is done but for its end: rotating them again does nothing.
    pub(crate) rotated: RefCell<HashSet<String>>,
    /// Keys, by prefix, that were to be revoked at the end and may still be there.
    pub(crate) unrevoked: RefCell<HashSet<String>>,
    /// What is left to do if the run is stopped now; without it the command again.
    pub(crate) stop_hint: RefCell<Option<String>>,
    /// Whether a key stays because nobody said that it may call all environments.
    pub(crate) lacks_environments: Cell<bool>,
}

impl<'a> RotateRun<'a> {
    pub(crate) fn new(
        arguments: &'a Arguments,
        context: &'a Context,
        session: &'a Session,
        store: &'a Store,
        identity: String,
    ) -> anyhow::Result<Self> {
        let folder = destination::current_folder(&arguments.sinks)?;
        let (reporter, lacks_environments) = (RunReporter::new(context), Cell::new(false));
        Ok(Self {
            arguments,
            context,
            session,
            folder,
            store,
            identity,
            reporter,
            names: RefCell::default(),
            rotated: RefCell::default(),
            unrevoked: RefCell::default(),
            stop_hint: RefCell::default(),
            lacks_environments,
        })
    }

    pub(crate) async fn run(
        &self,
        wanted: &[String],
        records: Vec<Record>,
        listing: Result<Listing, Error>,
    ) -> anyhow::Result<()> {
        let listing = match listing {
            // The old key was the one in use and is gone: the rotations here go on with the new ones.
            Err(error) if error.status() == Some(StatusCode::UNAUTHORIZED) && is_covered(wanted, &records) => {
                Listing::default()
            }
            listing => listing?,
        };
        let named = listing.keys.iter().filter_map(|key| Some((key.prefix.clone(), key.name.clone()?)));
        self.names.borrow_mut().extend(named);
        let targets = self.targets(wanted, records, &listing).await?;
        if targets.is_empty() {
            self.context.output().note("nothing to rotate");
        }
        let (mut ready, mut failed) = (Vec::new(), Vec::new());
        for target in targets {
            let prefix = target.prefix().to_owned();
            match self.prepare(target, &listing).await {
                Ok(target) => ready.push((prefix, target)),
                Err(error) => {
                    let families = Family::all(&listing.keys).into_iter().filter_map(|family| family.overlap());
                    if families.into_iter().any(|(old, new)| [&old.prefix, &new.prefix].contains(&&prefix)) {
                        self.rotated.borrow_mut().insert(prefix.clone());
                    }
                    failed.push((prefix, error));
                }
            }
        }
        let plans = ready.iter().filter_map(|(_, ready)| match ready {
            Ready::Start(plan) => Some(plan.sinks.as_slice()),
            Ready::Redirect(_, places) => Some(places.as_slice()),
            Ready::Resume(_) => None,
        });
        destination::refuse_shared(&plans.collect::<Vec<_>>())?;
        if self.arguments.dry_run {
            return self.preview(&ready, failed);
        }
        if wanted.is_empty() && !ready.is_empty() && !self.confirm(&ready).await? {
            return Err(Failure::new(Kind::Unsafe, "not confirmed: nothing was rotated").into());
        }
        self.all(ready, failed).await
    }

    pub(crate) fn is_in_use(&self, prefix: &str) -> bool {
        self.session.client.key().prefix() == Some(prefix)
    }

    async fn prepare(&self, target: Target, listing: &Listing) -> anyhow::Result<Ready> {
        match target {
            Target::Refuse(_, failure) => Err(failure.into()),
            Target::Start(key) => Ok(Ready::Start(Box::new(self.plan(&key, listing).await?))),
            Target::Resume(record) => self.resume(record, listing),
        }
    }

    async fn confirm(&self, ready: &[(String, Ready)]) -> anyhow::Result<bool> {
        if self.arguments.yes {
            return Ok(true);
        }
        let key = |(_, ready): &(String, Ready)| match ready {
            Ready::Resume(record) | Ready::Redirect(record, _) => record.old.clone(),
            Ready::Start(plan) => plan.old.clone(),
        };
        let keys: Vec<KeyInfo> = ready.iter().map(key).collect();
        let view = View { now: Some(Timestamp::now()), ..View::default() };
        self.context.output().note(view.table(&keys).render(terminal_width(), false).trim_end());
        let whose = super::super::whose_and_where(self.session, &keys).await;
        self.context.confirm(format!("Rotate {}{whose}?", count(keys.len()))).await
    }

    /// Does one after the other; one that fails does not hold up the others.
    async fn all(&self, ready: Vec<(String, Ready)>, mut failed: Vec<(String, anyhow::Error)>) -> anyhow::Result<()> {
        let (mut done, mut kept) = (Vec::new(), Vec::new());
        for (prefix, target) in ready {
            match self.one(target).await {
                Ok(Outcome::Delivered(record, client)) => {
                    self.report_delivered(&record);
                    kept.push((record, client));
                }
                Ok(Outcome::Rotated(record)) => {
                    self.report_delivered(&record);
                    self.context.output().note(&format!("revoked the old key `{}`", record.old.prefix));
                    done.push(to_json(&record, "rotated"));
                }
                Ok(Outcome::AlreadyRevoked(record)) => {
                    self.report_delivered(&record);
                    self.context.output().note(&format!("the old key `{}` was revoked already", record.old.prefix));
                    done.push(to_json(&record, "rotated"));
                }
                Ok(Outcome::Abandoned(_) | Outcome::Doubtful(..)) => {}
                Err(error) => failed.push((prefix, error)),
            }
        }
        let end = self.revoke_if_confirmed(&kept, &failed).await?;
        for (record, _) in &kept {
            let old = &record.old.prefix;
            if end.failed.iter().any(|(prefix, _)| prefix == old) {
                continue;
            }
            let is_revoked = end.revoked.contains(old);
            done.push(to_json(record, if is_revoked { "rotated" } else { "delivered" }));
            if !is_revoked {
                let base = place(&record.old).0;
                let finish = self.context.output().command(&["keys", "rotations", "finish", &base]);
                let name = display_name(record.old.label()).into_owned();
                self.context.output().note(&format!("{name} still works. When everything uses the new key: {finish}"));
            }
        }
        self.unrevoked.borrow_mut().extend(end.failed.iter().map(|(prefix, _)| prefix.clone()));
        failed.extend(end.failed);
        if !failed.is_empty() {
            return Err(self.failure(failed, done));
        }
        if self.context.output().is_json() && !self.reporter.has_answered() {
            return self.context.output().json(&json!({"rotations": done}));
        }
        Ok(())
    }

    async fn one(&self, target: Ready) -> anyhow::Result<Outcome> {
        let Arguments { revoke_now, yes, sink_timeout, .. } = *self.arguments;
        let is_named = !self.arguments.keys.is_empty();
        let orders = Orders { revoke_now, remake: yes && is_named, sink_timeout };
        let rotation = |orders| Rotation {
            client: &self.session.client,
            identity: &self.identity,
            store: self.store,
            reporter: &self.reporter,
            orders,
        };
        let outcome = match target {
            Ready::Start(plan) => rotation(orders).start(*plan).await?,
            Ready::Resume(record) => rotation(orders).resume(&record.old.prefix).await?,
            Ready::Redirect(record, places) => rotation(orders).redirect(&record.old.prefix, places).await?,
        };
        let Outcome::Doubtful(record, holder) = outcome else { return Ok(outcome) };
        let old = &record.old.prefix;
        let doubt =
            format!("{} may have been created by an interrupted run, and its secret is lost", describe(&holder));
        if is_named && self.context.is_interactive() {
            self.context.output().warn(&doubt);
            if self.context.confirm("Revoke it, and make another?".to_owned()).await? {
                return rotation(Orders { remake: true, ..orders }).resume(old).await;
            }
        }
        let mut words = vec!["keys", "rotate", old, "--yes"];
        words.extend(revoke_now.then_some("--revoke-now"));
        let again = self.context.output().command(&words);
        Err(Failure::new(Kind::Partial, doubt).with_hint(format!("`{again}` revokes it and makes another")).into())
    }

    fn report_delivered(&self, record: &Record) {
        let places = match record.deliveries.len() {
            1 => record.deliveries[0].sink.to_string(),
            places => format!("{places} places"),
        };
        let prefix = record.new.as_ref().map_or("", |new| &new.prefix);
        let environments = match record.old.environment_names.is_absent() && record.old.key_type.accepts_environments()
        {
            true => " (type, team and models as before; environments: all, as you said)",
            false => "",
        };
        let name = record.new_name();
        self.context.output().note(&format!("New key {name} ({prefix}) delivered to {places}{environments}."));
    }
}

fn is_covered(wanted: &[String], records: &[Record]) -> bool {
    !wanted.is_empty() && wanted.iter().all(|wanted| records.iter().any(|record| record.is_meant(wanted)))
}
