//! `truss keys rotations finish [KEY]...`.

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::api::resources::keys::KeyInfo;
use crate::commands::keys::selection::refuse_several_teams;
use crate::commands::keys::{count, key_args, revoke, rotations_here, whose_and_where};
use crate::context::Context;
use crate::context::session::Session;
use crate::error::{Failure, Kind};
use crate::humanize::time::relative;
use crate::keys::family::Family;
use crate::keys::filter::{Filter, parse_age};
use crate::keys::lookup::{Listing, describe};
use crate::keys::resolve;
use crate::keys::revoke::revoke_all;
use crate::rotation::Record;
use crate::rotation::finish::{Reason, Verdict, judge};
use crate::rotation::journal::Step;
use crate::sanitize::display_name;
use crate::signals;

/// Which old keys
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Names or prefixes of keys that were rotated, also those without a use on record; without any, every old key that nobody needs
    #[arg(value_name = "KEY")]
    keys: Vec<String>,
    /// Only keys of this team, by id or name
    #[arg(long)]
    team: Option<String>,
    /// How long an old key must not have been used: longer than the pause of a weekly job
    #[arg(long, value_name = "AGE", default_value = "8d", value_parser = parse_age)]
    quiet_for: SignedDuration,
    /// Show what would be revoked, and revoke nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask for confirmation
    #[arg(short, long)]
    yes: bool,
}

/// Revokes the old keys of rotations that nobody needs any more.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let wanted = key_args::read(&arguments.keys, context)?;
    context.online_until_done(async |session| {
        // Until here nothing was revoked: to stop needs no care.
        let (listing, records) = tokio::select! {
            read = read(session, context) => read?,
            stop = signals::stop_requested() => return Err(stop.into()),
        };
        let run = Finish { arguments, context, session, listing: &listing, records: &records, now: Timestamp::now() };
        let overlaps = if arguments.keys.is_empty() { run.of_all().await? } else { run.named(&wanted).await? };
        run.end(overlaps).await
    })
}

async fn read(session: &Session, context: &Context) -> anyhow::Result<(Listing, Vec<Record>)> {
    let records = rotations_here(session, context)?;
    Ok((Listing::read(&session.client).await?, records))
}

struct Finish<'a> {
    arguments: &'a Arguments,
    context: &'a Context,
    session: &'a Session,
    listing: &'a Listing,
    records: &'a [Record],
    now: Timestamp,
}

/// An old key and the one that has its place; why it stays, if it does.
type Judged<'k> = (&'k KeyInfo, &'k KeyInfo, Option<Reason>);

impl<'a> Finish<'a> {
    async fn filter(&self) -> anyhow::Result<Filter> {
        let team = match &self.arguments.team {
            Some(team) => Some(resolve::team(&self.session.client, team).await?.name),
            None => None,
        };
        Ok(Filter { team, ..Filter::default() })
    }

    /// The overlaps of the caller's own keys and one team's.
    async fn of_all(&self) -> anyhow::Result<Vec<Judged<'a>>> {
        let filter = self.filter().await?;
        let families = Family::all(&self.listing.keys);
        let mut judged = Vec::new();
        for family in &families {
            if !family.newest().is_some_and(|key| filter.matches(self.listing, key, self.now)) {
                continue;
            }
            match judge(family, self.arguments.quiet_for, self.now, false) {
                Verdict::Due(old, _) | Verdict::Stays(old, ..) if self.is_needed(old) => {
                    self.context
                        .output()
                        .note(&format!("{} is kept: it is in use here, or its rotation is unfinished", describe(old)));
                }
                Verdict::Due(old, new) => judged.push((old, new, None)),
                Verdict::Stays(old, new, reason) => judged.push((old, new, Some(reason))),
                Verdict::Unclear => self.warn_unclear(family),
                Verdict::Nothing => {}
            }
        }
        if refuse_several_teams(self.listing, &filter, judged.iter().map(|(old, ..)| *old)).is_err() {
            self.context.output().note("keys of several teams are left alone: choose a team with `--team`");
            judged.retain(|(old, ..)| old.team_name.value().is_none());
        }
        Ok(judged)
    }

    async fn named(&self, wanted: &[String]) -> anyhow::Result<Vec<Judged<'a>>> {
        let filter = self.filter().await?;
        let mut judged: Vec<Judged<'a>> = Vec::new();
        for wanted in wanted {
            let family = self.listing.family(wanted, |key| filter.belongs(key))?;
            let (old, new, reason) = match judge(&family, self.arguments.quiet_for, self.now, true) {
                Verdict::Nothing => {
                    self.context.output().note(&format!("`{}` has no old key: nothing to revoke", family.base));
                    continue;
                }
                Verdict::Unclear => {
                    self.warn_unclear(&family);
                    let message = format!("cannot tell which key of `{}` is the old one", family.base);
                    return Err(Failure::new(Kind::Invalid, message)
                        .with_hint("revoke those that nobody uses by their prefixes")
                        .into());
                }
                Verdict::Due(old, new) => (old, new, None),
                Verdict::Stays(old, new, reason) => (old, new, Some(reason)),
            };
            self.refuse_needed(old)?;
            if !judged.iter().any(|(other, ..)| other.prefix == old.prefix) {
                judged.push((old, new, reason));
            }
        }
        Ok(judged)
    }

    fn is_needed(&self, old: &KeyInfo) -> bool {
        self.listing.in_use.as_ref() == Some(&old.prefix)
            || self.records.iter().any(|record| record.old.prefix == old.prefix)
    }

    fn refuse_needed(&self, old: &KeyInfo) -> Result<(), Failure> {
        let again = self.context.output().command(&["keys", "rotate", &old.prefix]);
        if let Some(record) = self.records.iter().find(|record| record.old.prefix == old.prefix) {
            let (message, hint) = match record.step {
                Step::Delivered => ("its rotation has not revoked it yet", format!("`{again} --revoke-now` does")),
                _ => ("its new key is not delivered everywhere yet", format!("`{again}` continues it")),
            };
            let message = format!("{} is kept, because {message}", describe(old));
            return Err(Failure::new(Kind::Unsafe, message).with_hint(hint));
        }
        if self.listing.in_use.as_ref() == Some(&old.prefix) {
            let message = format!("{} is kept, because it is the key in use here", describe(old));
            return Err(Failure::new(Kind::Unsafe, message)
                .with_hint("use the new key here: `truss auth status` shows where the key comes from"));
        }
        Ok(())
    }

    fn warn_unclear(&self, family: &Family<'_>) {
        let members: Vec<String> = family.members.iter().map(|member| describe(member)).collect();
        let text =
            format!("`{}` is left alone: {} are active, and are no rotation", family.base, members.join(" and "));
        self.context.output().note(&text);
    }

    /// Asks or was told, revokes what may go, and tells what stays.
    async fn end(&self, judged: Vec<Judged<'a>>) -> anyhow::Result<()> {
        let is_named = !self.arguments.keys.is_empty();
        // A person who names a key knows more than the list does.
        let may_insist = is_named && self.context.is_interactive() && !self.arguments.yes && !self.arguments.dry_run;
        let (due, kept): (Vec<_>, Vec<_>) =
            judged.into_iter().partition(|(_, _, reason)| reason.is_none() || may_insist);
        // The error says it of keys that were named.
        if !is_named || self.arguments.dry_run {
            kept.iter().for_each(|one| self.context.output().note(&why_kept(one)));
        }
        if due.is_empty() && kept.is_empty() && !is_named {
            self.context.output().note("nothing to revoke");
        }
        if self.arguments.dry_run {
            for (old, ..) in &due {
                self.context.output().note(&format!("would revoke {}", describe(old)));
            }
            return self.answer(due.iter().map(|(old, ..)| *old).collect(), &kept);
        }
        if !due.is_empty() && !self.arguments.yes && !self.confirm(&due).await? {
            return Err(Failure::new(Kind::Unsafe, "not confirmed: nothing was revoked").into());
        }
        let prefixes = due.iter().map(|(old, ..)| old.prefix.clone()).collect();
        let outcome = revoke_all(&self.session.client, prefixes, || (), signals::stop_requested()).await;
        for prefix in &outcome.revoked {
            self.context.output().note(&format!("revoked `{prefix}`"));
        }
        if let Some(failure) =
            revoke::failure(outcome, &due.iter().map(|(old, ..)| *old).collect::<Vec<_>>(), self.context)
        {
            return Err(failure.into());
        }
        match is_named && !kept.is_empty() {
            true => Err(self.still_used(&due, &kept).into()),
            false => self.answer(due.iter().map(|(old, ..)| *old).collect(), &kept),
        }
    }

    /// The failure for named keys that stay.
    fn still_used(&self, due: &[Judged<'_>], kept: &[Judged<'_>]) -> Failure {
        let message = match kept {
            [only] => why_kept(only),
            kept => {
                let lines: Vec<String> = kept.iter().map(|one| format!("\n  {}", why_kept(one))).collect();
                format!("{} stay{}", count(kept.len()), lines.concat())
            }
        };
        let quiet_for = format!("{}d", self.arguments.quiet_for.as_hours() / 24);
        let mut words = vec!["keys", "rotations", "finish", "--quiet-for", &quiet_for];
        words.extend(kept.iter().map(|(old, ..)| old.prefix.as_str()));
        let again = self.context.output().command(&words);
        let first = match kept {
            [(_, _, Some(Reason::SuccessorUnused))] => "put the new key to use",
            [(_, _, Some(Reason::TooYoung))] => "wait",
            _ => "find who uses it",
        };
        let failed = kept.iter().map(|one @ (old, ..)| {
            json!({"prefix": old.prefix, "name": old.name, "code": Kind::Partial.code(), "message": why_kept(one)})
        });
        let done = due.iter().map(|(old, ..)| old);
        let details = json!({"done": done.collect::<Vec<_>>(), "failed": failed.collect::<Vec<_>>()});
        Failure::new(Kind::Partial, message)
            .with_hint(format!("{first}, then `{again}`; on a terminal you can still revoke it"))
            .details(details)
    }

    async fn confirm(&self, due: &[Judged<'a>]) -> anyhow::Result<bool> {
        let when = |key: &KeyInfo| {
            let used = key.last_use().time().map(|used| format!("was last used {}", relative(used, self.now)));
            let name = display_name(key.label()).into_owned();
            format!("{name} ({}) {}", key.prefix, used.unwrap_or_else(|| "shows no use".to_owned()))
        };
        for (old, new, _) in due {
            self.context.output().note(&format!("{}, {}.", when(old), when(new)));
        }
        let hint = "give `--yes` to confirm, or `--dry-run` to see what would be revoked";
        self.context.refuse_unconfirmed("revoking is permanent and", hint)?;
        let names: Vec<String> = due.iter().map(|(old, ..)| display_name(old.label()).into_owned()).collect();
        let keys: Vec<KeyInfo> = due.iter().map(|(old, ..)| (*old).clone()).collect();
        let whose = whose_and_where(self.session, &keys).await;
        self.context.confirm(format!("Permanently revoke {}{whose}?", names.join(", "))).await
    }

    fn answer(&self, revoked: Vec<&KeyInfo>, kept: &[Judged<'a>]) -> anyhow::Result<()> {
        if !self.context.output().is_json() {
            return Ok(());
        }
        let kept: Vec<Value> = kept
            .iter()
            .map(|(old, new, reason)| json!({"old": old, "new": new, "reason": reason.map(Reason::word)}))
            .collect();
        let mut answer = json!({"revoked": revoked, "kept": kept});
        if self.arguments.dry_run {
            answer["dry_run"] = true.into();
        }
        self.context.output().json(&answer)
    }
}

fn why_kept((old, _, reason): &Judged<'_>) -> String {
    format!("{} is kept: {}", describe(old), reason.map_or("", Reason::sentence))
}
