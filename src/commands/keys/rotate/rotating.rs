//! One run of `truss keys rotate`: from what was typed to rotations, and from what came of them to the answer.

use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::json;

use crate::api::keys::KeyInfo;
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::output::report::Report;
use crate::output::table::terminal_width;
use crate::remote::LOCAL;
use crate::rotation::{Folder, Orders, Outcome, Overlap, Record, Remote, Rotation, Sink, Step};
use crate::session::Session;

use super::super::table::View;
use super::targets::{self, Target};
use super::teller::Teller;
use super::{Arguments, answer};

/// One run.
pub(super) struct Rotating<'a> {
    pub(super) arguments: &'a Arguments,
    pub(super) context: &'a Context,
    pub(super) session: &'a Session,
    folder: &'a Folder,
    remote: Remote,
    pub(super) here: PathBuf,
    teller: Teller<'a>,
}

impl<'a> Rotating<'a> {
    pub(super) fn new(
        arguments: &'a Arguments,
        context: &'a Context,
        session: &'a Session,
        folder: &'a Folder,
    ) -> anyhow::Result<Self> {
        let here = std::env::current_dir()
            .map_err(|error| Failure::new(Kind::Other, "the current folder is not there").cause(error))?;
        let teller = Teller::new(context);
        Ok(Self { arguments, context, session, folder, remote: remote(session), here, teller })
    }

    pub(super) async fn run(&self, wanted: &[String]) -> anyhow::Result<()> {
        let records: Vec<Record> =
            self.folder.all()?.into_iter().filter(|record| record.remote.identity == self.remote.identity).collect();
        let is_single = wanted.len() == 1;
        let targets = if self.arguments.finish {
            self.to_finish(&records, wanted)?
        } else {
            self.targets(&records, wanted).await?
        };
        self.refuse_one_place_for_many(&targets)?;
        if self.arguments.dry_run {
            return self.preview(&targets, is_single).await;
        }
        if wanted.is_empty() && !self.arguments.finish && !self.confirm(&targets).await? {
            return Err(Failure::new(Kind::Unsafe, "not confirmed: nothing was rotated").into());
        }
        self.all(targets, is_single).await
    }

    async fn targets(&self, records: &[Record], wanted: &[String]) -> anyhow::Result<Vec<Target>> {
        if wanted.is_empty() {
            let keys = self.session.client.keys(self.arguments.selection.mine).await?;
            return Ok(self.in_use_last(targets::matching(keys, records, &self.arguments.selection)));
        }
        let (mut targets, mut keys): (Vec<Target>, Option<Vec<KeyInfo>>) = (Vec::new(), None);
        for wanted in wanted {
            let target = match targets::under_way(records, wanted)? {
                Some(record) => Target::Resume(Box::new(record.clone())),
                None if self.arguments.abandon => return Err(none_under_way(wanted).into()),
                None => {
                    if keys.is_none() {
                        keys = Some(self.session.client.keys(false).await?);
                    }
                    targets::key(keys.as_deref().unwrap_or_default(), records, wanted)?
                }
            };
            if !targets.iter().any(|other| other.prefix() == target.prefix()) {
                targets.push(target);
            }
        }
        Ok(self.in_use_last(targets))
    }

    /// Rotations of which the overlap is over. With `--all` also those that were stopped; but a key that is to be
    /// printed is only printed for whoever asks for it.
    fn to_finish(&self, records: &[Record], wanted: &[String]) -> Result<Vec<Target>, Failure> {
        let now = Timestamp::now();
        let prints = |record: &Record| {
            record.deliveries.iter().any(|delivery| delivery.sink == Sink::Stdout && !delivery.delivered)
        };
        let is_meant = |record: &&Record| match record.step {
            Step::Distributed => record.is_due(now),
            _ => self.arguments.all && !prints(record),
        };
        if wanted.is_empty() {
            let meant: Vec<&Record> = records.iter().filter(is_meant).collect();
            return Ok(meant.into_iter().map(|record| Target::Resume(Box::new(record.clone()))).collect());
        }
        let found = wanted.iter().map(|wanted| match targets::under_way(records, wanted)? {
            Some(record) => Ok(Target::Resume(Box::new(record.clone()))),
            None => Err(none_under_way(wanted)),
        });
        found.collect()
    }

    /// The key in use sees the others through before it goes itself.
    fn in_use_last(&self, mut targets: Vec<Target>) -> Vec<Target> {
        targets.sort_by_key(|target| self.is_in_use(target.prefix()));
        targets
    }

    pub(super) fn is_in_use(&self, prefix: &str) -> bool {
        self.session.client.key().prefix() == Some(prefix)
    }

    async fn confirm(&self, targets: &[Target]) -> anyhow::Result<bool> {
        if self.arguments.yes || targets.is_empty() {
            return Ok(true);
        }
        let keys: Vec<KeyInfo> = targets
            .iter()
            .map(|target| match target {
                Target::Resume(record) => record.old.clone(),
                Target::Start(key) => (**key).clone(),
            })
            .collect();
        let output = self.context.output();
        let view = View { now: Some(Timestamp::now()), ..View::default() };
        output.note(view.table(&keys).render(terminal_width(), false).trim_end());
        self.context.confirm(format!("Rotate these keys ({})?", keys.len())).await
    }

    async fn preview(&self, targets: &[Target], is_single: bool) -> anyhow::Result<()> {
        let (mut documents, mut lines) = (Vec::new(), Vec::new());
        for target in targets {
            match target {
                Target::Resume(record) => {
                    documents.push(answer::rotation(record, &record.step.to_string()));
                    lines.push(answer::rest_lines(record));
                }
                Target::Start(key) => {
                    let plan = self.plan(key, self.named_sinks()?, self.overlap()).await?;
                    documents.push(answer::plan(&plan));
                    lines.push(answer::plan_lines(&plan));
                }
            }
        }
        let output = self.context.output();
        match documents.as_slice() {
            [document] if output.is_json() && is_single => output.json(document),
            _ if output.is_json() => output.json(&json!({"rotations": documents})),
            [] => {
                output.note("no key matches: nothing to rotate");
                Ok(())
            }
            _ => Ok(output.answer(&crate::output::sanitize::clean(&lines.join("\n")))?),
        }
    }

    /// Does one after the other; one that fails does not keep the others.
    async fn all(&self, targets: Vec<Target>, is_single: bool) -> anyhow::Result<()> {
        let (count, mut done, mut failed) = (targets.len(), Vec::new(), Vec::<(Target, anyhow::Error)>::new());
        for target in targets {
            match self.one(&target).await {
                Ok(outcome) => {
                    self.context.output().note(&answer::sentence(&outcome, Timestamp::now()));
                    done.push(answer::outcome(&outcome));
                }
                Err(error) if count == 1 => return Err(error),
                Err(error) => failed.push((target, error)),
            }
        }
        if !failed.is_empty() {
            return Err(self.failure(&failed, count)?.into());
        }
        let output = self.context.output();
        if count == 0 {
            output.note("nothing to do");
        }
        match done.as_slice() {
            _ if !output.is_json() || self.teller.has_answered() => Ok(()),
            [document] if is_single => output.json(document),
            documents => output.json(&json!({"rotations": documents})),
        }
    }

    /// What several rotations are told of, some of which failed. When none is under way, there is nothing that running it
    /// again would go on with.
    fn failure(&self, failed: &[(Target, anyhow::Error)], count: usize) -> Result<Failure, Failure> {
        let lines: String =
            failed.iter().map(|(target, error)| format!("\n  {}: {error:#}", target.prefix())).collect();
        let under_way = self.folder.all()?;
        let is_begun = |(target, _): &(Target, anyhow::Error)| {
            let is_its = |record: &Record| {
                record.remote.identity == self.remote.identity && record.old.prefix == target.prefix()
            };
            under_way.iter().any(is_its)
        };
        if failed.len() < count || failed.iter().any(is_begun) {
            let message = format!("{} of {count} rotations are not finished:{lines}", failed.len());
            return Ok(Failure::new(Kind::Partial, message).hint("run the same command again"));
        }
        let kind = failed.first().map_or(Kind::Other, |(_, error)| Report::of(error).kind);
        Ok(Failure::new(kind, format!("none of {count} keys was rotated:{lines}")))
    }

    async fn one(&self, target: &Target) -> anyhow::Result<Outcome> {
        let Arguments { force, finish, abandon, sink_timeout, .. } = *self.arguments;
        let orders = Orders { force, at_once: finish && !self.arguments.keys.is_empty(), sink_timeout };
        let rotation = Rotation::new(&self.session.client, self.remote.clone(), self.folder, &self.teller, orders);
        match target {
            Target::Resume(record) if abandon => rotation.abandon(&record.old.prefix).await,
            Target::Resume(record) => {
                self.refuse_other_plan(record)?;
                match rotation.resume(&record.old.prefix).await? {
                    Outcome::Cleared if !finish => {
                        let sinks = record.deliveries.iter().map(|delivery| delivery.sink.clone()).collect();
                        rotation.start(self.safe_plan(&record.old, sinks, record.overlap).await?).await
                    }
                    outcome => Ok(outcome),
                }
            }
            Target::Start(key) => rotation.start(self.safe_plan(key, self.named_sinks()?, self.overlap()).await?).await,
        }
    }

    /// A rotation goes on as it was begun. The same words again are fine: a script that was stopped says them.
    fn refuse_other_plan(&self, record: &Record) -> anyhow::Result<()> {
        let sinks_differ =
            self.named_sinks()?.iter().any(|sink| !record.deliveries.iter().any(|delivery| delivery.sink == *sink));
        let overlap_differs = self.overlap() != Overlap::None && self.overlap() != record.overlap;
        if !sinks_differ && !overlap_differs {
            return Ok(());
        }
        let sinks: Vec<String> = record.deliveries.iter().map(|delivery| format!("--to {}", delivery.sink)).collect();
        Err(Failure::new(
            Kind::Usage,
            format!("the key `{}` is being rotated already, otherwise: {}", record.old.prefix, sinks.join(" ")),
        )
        .hint(format!(
            "go on with `truss keys rotate {0}`, or undo it with `truss keys rotate --abandon {0}`",
            record.old.prefix
        ))
        .into())
    }
}

/// The embedded API has another address in each process.
fn remote(session: &Session) -> Remote {
    let url = session.credentials.management_url();
    match session.credentials.remote.as_deref() {
        Some(LOCAL) => Remote { name: LOCAL.to_owned(), identity: LOCAL.to_owned() },
        Some(name) => Remote { name: name.to_owned(), identity: url.to_string() },
        None => Remote { name: url.host_str().unwrap_or_default().to_owned(), identity: url.to_string() },
    }
}

fn none_under_way(wanted: &str) -> Failure {
    Failure::new(Kind::NotFound, format!("no rotation of `{wanted}` is under way"))
        .hint("`truss keys rotate --pending` shows those that are")
}
