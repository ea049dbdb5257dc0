//! Making a key and being sure of it: a key that can do more than was asked for is never handed out, and a key
//! whose secret got lost does not stay.
//!
//! Owns the steps create, read back, compare, and what is done when one of them fails or the user asks to stop. Leaves
//! comparing to `wanted`, and finding a lost key to `orphan`.

use std::cell::{Cell, OnceCell};
use std::collections::HashSet;
use std::pin::pin;
use std::time::Duration;

use crate::api::keys::KeyInfo;
use crate::api::{Client, Error, Fault};
use crate::error::{Explain, Failure, Kind};
use crate::secret::ApiKey;

use super::orphan::{revoke_among, revoke_orphan};
use super::revoke::{NotGone, revoke, revoke_and_list};
use super::wanted::{Wanted, unconfirmed};

/// How long an answer that is on its way is waited for after the user asked to stop: it tells which key to revoke.
const GRACE: Duration = Duration::from_secs(5);
/// How long to wait before each look at the list: a remote may take a moment to list a key that it just made.
const LOOKS: [Duration; 3] = [Duration::ZERO, Duration::from_millis(200), Duration::from_millis(400)];
/// What the API of today cannot confirm can be had there.
const ELSEWHERE: &str =
    "make this key on Baseten's web page: Settings, API keys (https://app.baseten.co/settings/api_keys)";

/// A key that was made, and that the remote confirmed to be what was asked for.
#[derive(Clone, Debug)]
pub struct Issued {
    /// What the remote tells of it.
    pub info: KeyInfo,
    /// Its secret, told only once.
    pub secret: ApiKey,
    /// Other keys of the same name that the remote lists with it.
    pub rivals: Vec<KeyInfo>,
}

/// Makes a key. When an answer got lost, the key that nobody has is found and revoked, and the request is sent once
/// more. Every restriction is read back before the secret is given to the caller.
///
/// # Errors
///
/// [`Kind::Unsafe`] when the remote does not confirm a restriction (the key is revoked then); [`Kind::Partial`] when
/// a key may be left that nobody has, with its prefix if it is known; else what the requests can end in.
pub async fn issue(client: &Client, wanted: &Wanted) -> anyhow::Result<Issued> {
    Making::new(client, wanted).make().await
}

/// As [`issue`], until `stop` says that the user asked to stop. What was made by then is revoked, which begins with a
/// call of `undoing`; when it takes long, a second request to stop ends it.
///
/// # Errors
///
/// As [`issue`], and what `stop` ended with: it then tells, too, when a key may be left.
pub async fn issue_unless(
    client: &Client,
    wanted: &Wanted,
    stop: impl AsyncFn() -> Failure,
    undoing: impl FnOnce(),
) -> anyhow::Result<Issued> {
    let making = Making::new(client, wanted);
    let mut result = pin!(making.make());
    let stopped = tokio::select! {
        biased;
        result = &mut result => return result,
        stopped = stop() => stopped,
    };
    let undone = async {
        if !making.is_asked.get() {
            return Ok(());
        }
        making.is_stopping.set(true);
        undoing();
        match tokio::time::timeout(GRACE, &mut result).await {
            Ok(Ok(issued)) => withdraw(client, &issued.info.prefix).await,
            Ok(Err(error)) => left_by(error),
            Err(_) => making.undo().await,
        }
    };
    let left = tokio::select! {
        undone = undone => undone.err(),
        _ = stop() => Some(making.unsettled()),
    };
    Err(match left {
        None => stopped,
        Some(left) => {
            let told = Failure::new(stopped.kind(), format!("{stopped}, and {left}"));
            match Explain::hint(&left) {
                Some(hint) => told.hint(hint),
                None => told,
            }
        }
    }
    .into())
}

/// What a failed request left behind: only one of [`Kind::Partial`] says that there is something.
fn left_by(error: anyhow::Error) -> Result<(), Failure> {
    match error.downcast::<Failure>() {
        Ok(failure) if failure.kind() == Kind::Partial => Err(failure),
        _ => Ok(()),
    }
}

/// Revokes a key that nobody is to have.
async fn withdraw(client: &Client, prefix: &str) -> Result<(), Failure> {
    revoke(client, prefix).await.map_err(|error| stays(prefix, error))
}

fn stays(prefix: &str, error: NotGone) -> Failure {
    Failure::new(Kind::Partial, format!("the new key `{prefix}` {}", error.state()))
        .hint(format!("revoke it: `truss keys revoke {prefix}`"))
        .cause(error)
}

/// What is told when the new key is gone and other new keys like it are there.
fn told_of(prefix: &str, strangers: &[&str]) -> Failure {
    let (strangers, all) = (strangers.join("`, `"), strangers.join(" "));
    Failure::new(
        Kind::Partial,
        format!("the new key `{prefix}` was revoked, but `{strangers}`, of its name and type, was not there before"),
    )
    .hint(format!("unless somebody else made it just now, revoke it: `truss keys revoke {all}`"))
}

/// A key under way, and how far it is.
struct Making<'a> {
    client: &'a Client,
    wanted: &'a Wanted,
    /// The prefixes that there were before.
    known: OnceCell<HashSet<String>>,
    /// Whether a request was sent that may have made a key.
    is_asked: Cell<bool>,
    /// Whether the user asked to stop: no further request may make a key.
    is_stopping: Cell<bool>,
    /// The prefix of the key that was made.
    made: OnceCell<String>,
}

impl<'a> Making<'a> {
    fn new(client: &'a Client, wanted: &'a Wanted) -> Self {
        Self {
            client,
            wanted,
            known: OnceCell::new(),
            is_asked: Cell::new(false),
            is_stopping: Cell::new(false),
            made: OnceCell::new(),
        }
    }

    async fn make(&self) -> anyhow::Result<Issued> {
        let known = self.client.keys(false).await?.into_iter().map(|key| key.prefix).collect();
        let known = self.known.get_or_init(|| known);
        let is_known = |key: &KeyInfo| known.contains(&key.prefix);
        let mut lost: Option<Error> = None;
        for _ in 0..2 {
            self.is_asked.set(true);
            match self.client.create_key(&self.wanted.key).await {
                Ok(secret) => return self.confirm(secret, lost.is_some()).await,
                Err(error) if error.may_have_arrived() => {
                    if let Err(failure) = revoke_orphan(self.client, &self.wanted.key, is_known).await {
                        return Err(failure.into());
                    }
                    // Who answers nonsense does so again.
                    if self.is_stopping.get() || matches!(error.fault, Fault::Malformed(_)) {
                        return Err(error.into());
                    }
                    lost = Some(error);
                }
                Err(error) => return Err(error.into()),
            }
        }
        let failure = Failure::new(Kind::Server, "no key was made: the remote failed twice");
        Err(match lost {
            Some(error) => failure.cause(error),
            None => failure,
        }
        .into())
    }

    /// Reads the new key back and hands it out only when the remote confirms every restriction.
    async fn confirm(&self, secret: ApiKey, was_lost: bool) -> anyhow::Result<Issued> {
        let prefix = self.made.get_or_init(|| secret.prefix().unwrap_or_default().to_owned());
        let (doubt, instead) = match self.look(prefix).await {
            Ok((info, rivals)) => match unconfirmed(self.wanted, &info).as_slice() {
                [] => return self.alone(Issued { info, secret, rivals }, was_lost).await,
                doubts => (format!("the remote does not confirm {}", doubts.join(" and ")), ELSEWHERE),
            },
            Err(doubt) => (doubt, "try again"),
        };
        Err(match revoke_and_list(self.client, prefix).await {
            Ok(left) => match self.strangers(&left).as_slice() {
                [] => Failure::new(Kind::Unsafe, format!("the new key was revoked, because {doubt}")).hint(instead),
                strangers => told_of(prefix, strangers).cause(doubt),
            },
            Err(error) => Failure::new(
                Kind::Partial,
                format!("the new key `{prefix}` must not be used, because {doubt}; and it {}", error.state()),
            )
            .hint(format!("revoke it: `truss keys revoke {prefix}`"))
            .cause(error),
        }
        .into())
    }

    /// The keys of `listed` that may be the new one, or a second one, under another prefix than the secret's: of the
    /// name and type that were asked for, and not there before.
    fn strangers<'k>(&self, listed: &'k [KeyInfo]) -> Vec<&'k str> {
        let (key, known) = (&self.wanted.key, self.known.get());
        let is_new = |listed: &&KeyInfo| known.is_none_or(|known| !known.contains(&listed.prefix));
        let is_like = |listed: &&KeyInfo| listed.name == key.name && listed.key_type == key.key_type;
        listed.iter().filter(is_like).filter(is_new).map(|key| key.prefix.as_str()).collect()
    }

    /// What the remote tells of the new key, and of others of its name.
    async fn look(&self, prefix: &str) -> Result<(KeyInfo, Vec<KeyInfo>), String> {
        for pause in LOOKS {
            tokio::time::sleep(pause).await;
            let keys = self.client.keys(false).await.map_err(|error| format!("it cannot be read back: {error}"))?;
            let (own, mut others): (Vec<KeyInfo>, Vec<KeyInfo>) =
                keys.into_iter().partition(|key| key.prefix == prefix);
            if let Some(info) = own.into_iter().next() {
                others.retain(|key| key.name == self.wanted.key.name);
                return Ok((info, others));
            }
        }
        Err("the remote does not list it".to_owned())
    }

    /// After a lost answer, the first request may have made a key later than anybody looked for it.
    async fn alone(&self, mut issued: Issued, was_lost: bool) -> anyhow::Result<Issued> {
        if was_lost {
            let is_known = |key: &KeyInfo| self.known.get().is_some_and(|known| known.contains(&key.prefix));
            match revoke_among(self.client, &issued.rivals, &self.wanted.key, is_known).await {
                Ok(orphan) => issued.rivals.retain(|key| Some(&key.prefix) != orphan.as_ref()),
                Err(failure) => {
                    withdraw(self.client, &issued.info.prefix).await?;
                    return Err(failure.into());
                }
            }
        }
        Ok(issued)
    }

    /// Revokes what was made, whether its prefix is known or not.
    async fn undo(&self) -> Result<(), Failure> {
        match (self.made.get(), self.known.get()) {
            (Some(prefix), _) => {
                let left = revoke_and_list(self.client, prefix).await.map_err(|error| stays(prefix, error))?;
                match self.strangers(&left).as_slice() {
                    [] => Ok(()),
                    strangers => Err(told_of(prefix, strangers)),
                }
            }
            (None, Some(known)) => {
                let is_known = |key: &KeyInfo| known.contains(&key.prefix);
                revoke_orphan(self.client, &self.wanted.key, is_known).await.map(drop)
            }
            (None, None) => Ok(()),
        }
    }

    /// What may be left when there is no time to find out.
    fn unsettled(&self) -> Failure {
        let key = match (self.made.get(), &self.wanted.key.name) {
            (Some(prefix), _) => format!("`{prefix}`"),
            (None, Some(name)) => format!("named `{name}`"),
            (None, None) => "without a name".to_owned(),
        };
        Failure::new(Kind::Partial, format!("a new key {key} may be left that nobody has"))
            .hint("look for it with `truss keys list`, and revoke it")
    }
}
