//! From what was typed to the plan of one rotation.

use crate::api::keys::KeyInfo;
use crate::error::{Failure, Kind};
use crate::keys::resolve;
use crate::remote::Source;
use crate::rotation::scope::{Narrowing, Said};
use crate::rotation::sinks::Place;
use crate::rotation::{Overlap, Plan, Sink, recipients};

use super::Arguments;
use super::rotating::Rotating;
use super::targets::Target;

impl Rotating<'_> {
    /// What replacing `old` would do: its sinks are those that hold it here, and `named`.
    pub(super) async fn plan(&self, old: &KeyInfo, named: Vec<Sink>, overlap: Overlap) -> anyhow::Result<Plan> {
        if self.is_in_use(&old.prefix) {
            match self.session.credentials.origin {
                Source::Embedded => {
                    return Err(Failure::new(Kind::Unsafe, format!("`{}` is the embedded API's own key", old.prefix))
                        .hint("rotate a key that you made there; `truss local reset` starts anew with another one")
                        .into());
                }
                Source::Variable(name) => {
                    self.context.output().warn(&format!("{name} has the old key: give it the new one"));
                }
                Source::Stdin | Source::Named(_) | Source::Section(_) => {}
            }
        }
        let holders = self.holders(old, &named)?;
        let (said, sinks) = (self.said().await?, recipients(named, holders));
        Plan::of(&self.session.client, old.clone(), &said, sinks, overlap, self.here.clone()).await
    }

    /// As [`Rotating::plan`], for what is done at once.
    pub(super) async fn safe_plan(&self, old: &KeyInfo, named: Vec<Sink>, overlap: Overlap) -> anyhow::Result<Plan> {
        let plan = self.plan(old, named, overlap).await?;
        if plan.sinks.iter().any(|(sink, _)| *sink == Sink::Stdout) && self.context.output().discards_stdout() {
            return Err(nowhere().into());
        }
        Ok(plan)
    }

    /// Several new keys in one place would leave all but the last of them nowhere.
    pub(super) fn refuse_one_place_for_many(&self, targets: &[Target]) -> anyhow::Result<()> {
        let named = self.named_sinks()?;
        let is_taken = |target: &Target| match target {
            Target::Start(_) => false,
            Target::Resume(record) => record.deliveries.iter().any(|delivery| {
                let sink = &delivery.sink;
                !sink.is_shared() && (named.contains(sink) || named.is_empty() && *sink == Sink::Stdout)
            }),
        };
        let starts = targets.iter().filter(|target| matches!(target, Target::Start(_))).count();
        let is_shared = !named.is_empty() && named.iter().all(Sink::is_shared);
        if is_shared || starts == 0 || starts == 1 && !targets.iter().any(is_taken) {
            return Ok(());
        }
        Err(Failure::new(Kind::Usage, "several keys cannot go to the same place")
            .hint("give `--to command:CMD`; TRUSS_KEY_NAME and TRUSS_OLD_KEY_PREFIX tell it which key it gets")
            .into())
    }

    /// The trussrc's sections that hold the old key. They get the new one when it is the key in use; else somebody
    /// else may be meant to change them.
    fn holders(&self, old: &KeyInfo, named: &[Sink]) -> anyhow::Result<Vec<Sink>> {
        let store = self.context.trussrc()?;
        let Some(loaded) = store.load().ok().flatten() else { return Ok(Vec::new()) };
        let path = std::path::absolute(store.path())?;
        let sections = loaded.document.sections().map(|section| section.name().to_owned());
        let sinks = sections.map(|remote| Sink::Trussrc { path: path.clone(), remote });
        let holders: Vec<Sink> = sinks.filter(|sink| sink.holds(&old.prefix)).collect();
        if self.is_in_use(&old.prefix) {
            return Ok(holders);
        }
        for sink in holders.iter().filter(|sink| !named.contains(sink)) {
            self.context.output().warn(&format!("{sink} has the old key, and will have it still: add `--to {sink}`"));
        }
        Ok(Vec::new())
    }

    pub(super) fn named_sinks(&self) -> anyhow::Result<Vec<Sink>> {
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

    pub(super) fn overlap(&self) -> Overlap {
        match self.arguments.revoke_after {
            _ if self.arguments.keep_old => Overlap::Kept,
            Some(duration) if !duration.is_zero() => Overlap::For(duration),
            _ => Overlap::None,
        }
    }
}

/// A new key that was written there would be lost, and the old one revoked.
pub(super) fn nowhere() -> Failure {
    Failure::new(Kind::Unsafe, "the new key would go nowhere: stdout is closed or `/dev/null`")
        .hint("keep stdout, or say where the key goes with `--to`")
}
