//! A machine: its rotations, its service's place, and the commands that are run on it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::api::Client;
use crate::api::resources::keys::KeyInfo;
use crate::clock::Clock as _;
use crate::env::Variables;
use crate::fs::lock::LockFolder;
use crate::keys::family::Family;
use crate::keys::filter::Filter;
use crate::keys::lookup::Listing;
use crate::keys::revoke::{revoke, revoke_all};
use crate::keys::sinks::{Origin, Sink};
use crate::rotation::finish::{Verdict, judge};
use crate::rotation::{Orders, Outcome, Plan, Record, Reporter, Rotation, Store, only_member, successor};
use crate::secret::ApiKey;
use jiff::SignedDuration;

use super::remote::ModelClock;

const IDENTITY: &str = "http://127.0.0.1:1/";
const SINK_TIMEOUT: Duration = Duration::from_secs(1);

/// What a person or a script runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// `keys rotate ci --to file:…`; the answers that a terminal would get.
    Rotate { revoke_now: bool, remake: bool, revoke_at_end: bool },
    /// `keys rotations finish --yes`.
    Finish,
    /// `keys rotations finish ci --yes`.
    FinishNamed,
    /// `keys rotations abandon ci --yes`.
    Abandon,
}

impl Command {
    /// Whether whoever runs it says that keys may go which somebody may need.
    pub(super) fn asks_for_it(self) -> bool {
        match self {
            Self::Rotate { revoke_now, remake, revoke_at_end } => revoke_now || remake || revoke_at_end,
            Self::FinishNamed => true,
            Self::Finish | Self::Abandon => false,
        }
    }
}

#[derive(Clone)]
pub(super) struct Machine {
    folder: PathBuf,
    key: String,
    /// What was printed and told.
    pub(super) told: Arc<Mutex<String>>,
    /// The secrets that are to be left out of logs, in the order in which that was said.
    pub(super) hidden: Arc<Mutex<Vec<String>>>,
}

impl Machine {
    pub(super) fn new(folder: PathBuf, key: &str) -> Self {
        std::fs::create_dir_all(&folder).expect("a folder");
        Self { folder, key: key.to_owned(), told: Arc::default(), hidden: Arc::default() }
    }

    pub(super) fn place(&self) -> PathBuf {
        self.folder.join("service.key")
    }

    /// Another place that gets the same key, and that people write to.
    pub(super) fn second_place(&self) -> PathBuf {
        self.folder.join("second.key")
    }

    pub(super) fn is_open(&self) -> bool {
        self.records().iter().any(|record| record.new.is_some() || record.is_meant(&self.key))
    }

    pub(super) fn records(&self) -> Vec<Record> {
        self.store().of_remote(IDENTITY).expect("readable")
    }

    /// Where rotations under way are.
    pub(super) fn state_folder(&self) -> PathBuf {
        self.folder.join("state")
    }

    fn store(&self) -> Store {
        Store::new(LockFolder::at(self.state_folder()))
    }

    fn record_output(&self, text: &str) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.push_str(text);
        told.push('\n');
    }

    pub(super) async fn run(self, client: Client, clock: ModelClock, command: Command) -> Result<(), String> {
        let result = match command {
            Command::Rotate { revoke_now, remake, revoke_at_end } => {
                self.rotate(&client, revoke_now, remake, revoke_at_end).await
            }
            Command::Finish => self.finish(&client, &clock, false).await,
            Command::FinishNamed => self.finish(&client, &clock, true).await,
            Command::Abandon => self.abandon(&client).await,
        };
        result.map_err(|error| {
            let hint = error.downcast_ref::<crate::error::Failure>().and_then(crate::error::Explain::hint);
            let told = format!("{error:#}; {}", hint.unwrap_or_default());
            self.record_output(&told);
            told
        })
    }

    async fn rotate(&self, client: &Client, revoke_now: bool, remake: bool, at_end: bool) -> anyhow::Result<()> {
        let store = self.store();
        let orders = Orders { revoke_now, remake, sink_timeout: SINK_TIMEOUT };
        let rotation = Rotation { client, identity: IDENTITY, store: &store, reporter: self, orders };
        let records = store.of_remote(IDENTITY)?;
        // A rotation under way goes on without the list: the key in use may be the old one, and gone.
        let listing = Listing::read(client).await;
        let outcome = match records.iter().find(|record| record.is_meant(&self.key)) {
            Some(record) => rotation.resume(&record.old.prefix).await?,
            None => rotation.start(self.plan(client, &listing?).await?).await?,
        };
        match outcome {
            Outcome::Delivered(record, client) if at_end => Ok(revoke(&client, &record.old.prefix).await?),
            Outcome::Doubtful(_, holder) => anyhow::bail!("`{}` may be ours: truss keys rotate --yes", holder.prefix),
            _ => Ok(()),
        }
    }

    /// What a rotation of this machine's key would do.
    pub(super) async fn plan(&self, client: &Client, listing: &Listing) -> anyhow::Result<Plan> {
        let old = only_member(&listing.family(&self.key, |_| true)?)?.clone();
        let spec = successor(client, listing, &old, true).await?;
        let mut sinks = Vec::new();
        for place in [self.second_place(), self.place()] {
            let sink = sink(&place);
            let before = sink.check(Some(&old.prefix), false, &Variables::default())?;
            sinks.push((sink, before));
        }
        Ok(Plan { old, spec, sinks, folder: self.folder.clone() })
    }

    /// Starts what was planned, whatever has happened since.
    pub(super) async fn start(&self, client: &Client, plan: Plan) -> anyhow::Result<Outcome> {
        let (store, orders) = (self.store(), Orders { revoke_now: false, remake: false, sink_timeout: SINK_TIMEOUT });
        Rotation { client, identity: IDENTITY, store: &store, reporter: self, orders }.start(plan).await
    }

    async fn finish(&self, client: &Client, clock: &ModelClock, is_named: bool) -> anyhow::Result<()> {
        let records = self.records();
        let listing = Listing::read(client).await?;
        let families = match is_named {
            true => vec![listing.family(&self.key, |_| true)?],
            false => Family::all(&listing.keys),
        };
        let quiet_for = SignedDuration::from_hours(8 * 24);
        let is_mine = |family: &Family<'_>| {
            let is_of_web = |key: &KeyInfo| key.team_name.value().is_some_and(|team| team == "web");
            family.newest().is_some_and(|key| Filter::default().matches(&listing, key, clock.now()) && !is_of_web(key))
        };
        let due = families.iter().filter(|family| is_named || is_mine(family));
        let due = due.filter_map(|family| match judge(family, quiet_for, clock.now(), is_named) {
            Verdict::Due(old, _) if !records.iter().any(|record| record.old.prefix == old.prefix) => Some(old),
            _ => None,
        });
        let prefixes = due.map(|old| old.prefix.clone()).collect();
        revoke_all(client, prefixes, || (), std::future::pending()).await;
        Ok(())
    }

    async fn abandon(&self, client: &Client) -> anyhow::Result<()> {
        let store = self.store();
        let orders = Orders { revoke_now: false, remake: false, sink_timeout: SINK_TIMEOUT };
        let rotation = Rotation { client, identity: IDENTITY, store: &store, reporter: self, orders };
        let records = self.records();
        let Some(record) = records.iter().find(|record| record.is_meant(&self.key)) else { return Ok(()) };
        rotation.abandon(&record.old.prefix).await.map(drop)
    }
}

fn sink(place: &Path) -> Sink {
    let origin = Origin { folder: Path::new("/"), trussrc: None, remote: None, app: "" };
    Sink::read(&format!("file:{}", place.display()), &origin).expect("a sink")
}

impl Reporter for Machine {
    fn verbose(&self, _: &str) {}

    fn note(&self, text: &str) {
        self.record_output(text);
    }

    fn warn(&self, text: &str) {
        self.record_output(text);
    }

    fn hide(&self, secret: &ApiKey) {
        self.hidden.lock().unwrap_or_else(PoisonError::into_inner).push(secret.expose().to_owned());
    }

    fn print(&self, _: &Record, secret: &ApiKey) -> anyhow::Result<()> {
        self.record_output(secret.expose());
        Ok(())
    }
}
