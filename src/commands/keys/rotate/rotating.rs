//! One run of `truss keys rotate`: from what was typed to rotations, and from what came of them to the answer.

use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::json;

use crate::api::keys::KeyInfo;
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::keys::resolve;
use crate::output::table::terminal_width;
use crate::remote::{LOCAL, Source};
use crate::rotation::scope::{Narrowing, Said};
use crate::rotation::sinks::Place;
use crate::rotation::{Folder, Orders, Outcome, Overlap, Plan, Record, Remote, Rotation, Sink, Step, recipients};
use crate::session::Session;

use super::super::table::View;
use super::targets::{self, Target};
use super::teller::Teller;
use super::{Arguments, answer};

/// One run.
pub(super) struct Rotating<'a> {
    arguments: &'a Arguments,
    context: &'a Context,
    session: &'a Session,
    folder: &'a Folder,
    remote: Remote,
    here: PathBuf,
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
        if self.arguments.dry_run {
            return self.preview(&targets, is_single).await;
        }
        if wanted.is_empty() && !self.arguments.finish && !self.confirm(&targets)? {
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

    fn is_in_use(&self, prefix: &str) -> bool {
        self.session.client.key().prefix() == Some(prefix)
    }

    fn confirm(&self, targets: &[Target]) -> anyhow::Result<bool> {
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
        Ok(output.confirm(&format!("Rotate these keys ({})?", keys.len()))?)
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
                    let plan = self.plan(key, targets.len()).await?;
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
        let (count, mut done, mut failed) = (targets.len(), Vec::new(), Vec::new());
        for target in targets {
            match self.one(&target, count).await {
                Ok(outcome) => {
                    self.context.output().note(&answer::sentence(&outcome, Timestamp::now()));
                    done.push(answer::outcome(&outcome));
                }
                Err(error) if count == 1 => return Err(error),
                Err(error) => failed.push(format!("\n  {}: {error:#}", target.prefix())),
            }
        }
        if !failed.is_empty() {
            let message = format!("{} of {count} rotations are not finished:{}", failed.len(), failed.concat());
            return Err(Failure::new(Kind::Partial, message).hint("run the same command again").into());
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

    async fn one(&self, target: &Target, count: usize) -> anyhow::Result<Outcome> {
        let Arguments { force, finish, abandon, sink_timeout, .. } = *self.arguments;
        let orders = Orders { force, at_once: finish && !self.arguments.keys.is_empty(), sink_timeout };
        let rotation = Rotation::new(&self.session.client, self.remote.clone(), self.folder, &self.teller, orders);
        match target {
            Target::Resume(record) if abandon => rotation.abandon(&record.old.prefix).await,
            Target::Resume(record) => {
                self.refuse_other_plan(record)?;
                match rotation.resume(&record.old.prefix).await? {
                    Outcome::Cleared => rotation.start(self.plan(&record.old, count).await?).await,
                    outcome => Ok(outcome),
                }
            }
            Target::Start(key) => rotation.start(self.plan(key, count).await?).await,
        }
    }

    async fn plan(&self, old: &KeyInfo, count: usize) -> anyhow::Result<Plan> {
        if self.is_in_use(&old.prefix) && self.session.credentials.origin == Source::Embedded {
            return Err(Failure::new(Kind::Unsafe, format!("`{}` is the embedded API's own key", old.prefix))
                .hint("rotate a key that you made there; `truss local reset` starts anew with another one")
                .into());
        }
        let named = self.named_sinks()?;
        if count > 1 && (named.is_empty() || !named.iter().all(Sink::is_shared)) {
            return Err(Failure::new(Kind::Usage, "several keys cannot go to the same place")
                .hint("give `--to command:CMD`; TRUSS_KEY_NAME and TRUSS_OLD_KEY_PREFIX tell it which key it gets")
                .into());
        }
        let holders = self.holders(old)?;
        let (said, sinks) = (self.said().await?, recipients(named, holders));
        Plan::of(&self.session.client, old.clone(), &said, sinks, self.overlap(), self.here.clone()).await
    }

    /// The trussrc's sections that hold the old key. They get the new one when it is the key in use; else somebody
    /// else may be meant to change them.
    fn holders(&self, old: &KeyInfo) -> anyhow::Result<Vec<Sink>> {
        let store = self.context.trussrc()?;
        let Some(loaded) = store.load().ok().flatten() else { return Ok(Vec::new()) };
        let path = std::path::absolute(store.path())?;
        let sections = loaded.document.sections().map(|section| section.name().to_owned());
        let sinks = sections.map(|remote| Sink::Trussrc { path: path.clone(), remote });
        let holders: Vec<Sink> = sinks.filter(|sink| sink.holds(&old.prefix)).collect();
        if self.is_in_use(&old.prefix) {
            return Ok(holders);
        }
        let named = self.named_sinks()?;
        for sink in holders.iter().filter(|sink| !named.contains(sink)) {
            self.context.output().warn(&format!("{sink} has the old key, and will have it still: add `--to {sink}`"));
        }
        Ok(Vec::new())
    }

    fn named_sinks(&self) -> anyhow::Result<Vec<Sink>> {
        let trussrc = std::path::absolute(self.context.trussrc()?.path())?;
        let remote = self.session.credentials.remote.as_deref();
        let place = Place { folder: &self.here, trussrc: &trussrc, remote };
        Ok(self.arguments.sinks.iter().map(|text| Sink::read(text, &place)).collect::<Result<_, _>>()?)
    }

    async fn said(&self) -> anyhow::Result<Said> {
        let Arguments { name, environments, all_environments, models, all_models, .. } = self.arguments;
        let narrowing = |names: Vec<String>, all: bool| match (names.is_empty(), all) {
            (false, _) => Some(Narrowing::To(names)),
            (true, true) => Some(Narrowing::All),
            (true, false) => None,
        };
        let models = resolve::models(&self.session.client, None, models).await?.unwrap_or_default();
        Ok(Said {
            name: name.clone(),
            environments: narrowing(environments.clone(), *all_environments),
            models: narrowing(models, *all_models),
        })
    }

    fn overlap(&self) -> Overlap {
        match self.arguments.revoke_after {
            _ if self.arguments.keep_old => Overlap::Kept,
            Some(duration) if !duration.is_zero() => Overlap::For(duration),
            _ => Overlap::None,
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
