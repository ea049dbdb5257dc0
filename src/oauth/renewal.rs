//! Renewing a browser login, so that of many processes one does it and all go on with what it got.
//!
//! A refresh token is good once. So it is spent under the trussrc's lock, after both places were read again: who finds
//! other tokens there than it had goes on with those. Python's truss renews without a lock and without reading again:
//! after a refusal the places are read once more, because it may just have written what it got.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use crate::api::{Fault, Renewal};
use crate::credential::{Credential, Tokens};
use crate::error::{Explain as _, Failure, Kind};
use crate::hint::hinted;
use crate::keyring::{self, Keyring};
use crate::oauth::finishing::Finishing;
use crate::oauth::{Error, Grant, now};
use crate::secret::ApiKey;
use crate::trussrc::{self, AuthType, Locked, Login, Remote, Store, save_login};

/// How long to wait for another process's renewal, whose request may take 30 seconds.
const LOCK_TIMEOUT: Duration = Duration::from_secs(40);
const POLL_INTERVAL: Duration = Duration::from_millis(10);
/// How long Python's truss may take to write down what it got, after it spent the token that was refused here.
const FOREIGN_WRITE: Duration = Duration::from_millis(1500);
const FOREIGN_POLL: Duration = Duration::from_millis(100);

/// What is to be known about tokens on the way: which are new, and that they could not go where the old ones are.
pub(crate) enum Event<'a> {
    New(&'a Tokens),
    KeyringFailed(&'a keyring::Error),
}

/// The login of a remote, kept usable.
pub(crate) struct LoginRenewal {
    tokens: Mutex<Tokens>,
    stored: Arc<StoredLogin>,
}

/// Where the login is, and who renews it.
struct StoredLogin {
    remote: String,
    store: Store,
    keyring: Result<Keyring, keyring::Error>,
    grant: Grant,
    listener: Box<dyn Fn(Event<'_>) + Send + Sync>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    File,
    Keyring,
}

impl LoginRenewal {
    pub(crate) fn new(
        remote: &str,
        tokens: Tokens,
        (store, keyring): (Store, Result<Keyring, keyring::Error>),
        grant: Grant,
        listener: impl Fn(Event<'_>) + Send + Sync + 'static,
    ) -> Self {
        let (remote, listener) = (remote.to_owned(), Box::new(listener));
        let stored = Arc::new(StoredLogin { remote, store, keyring, grant, listener });
        Self { tokens: Mutex::new(tokens), stored }
    }

    /// Tokens whose access token can be sent.
    pub(crate) async fn fresh(&self, refused: Option<&ApiKey>) -> Result<Tokens, Failure> {
        let mut tokens = self.tokens.lock().await;
        if !is_usable(&tokens, refused) {
            let (stored, known, refused) = (Arc::clone(&self.stored), tokens.clone(), refused.cloned());
            let renewing = Finishing::start(async move { stored.renew(&known, refused.as_ref()).await })?;
            *tokens = renewing.result().await?;
            (self.stored.listener)(Event::New(&tokens));
        }
        Ok(tokens.clone())
    }
}

impl StoredLogin {
    async fn renew(&self, known: &Tokens, refused: Option<&ApiKey>) -> Result<Tokens, Failure> {
        let lock = self.lock().await?;
        let (current, place) = self.current(&lock)?;
        if current != *known && is_usable(&current, refused) {
            return Ok(current);
        }
        match self.grant.refresh(&current.refresh).await {
            Ok(new) => self.keep(new, place, &lock),
            Err(refusal @ Error::Refused { .. }) => self.after_refusal(&current, refused, &lock, refusal).await,
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Goes on with what somebody else wrote who spent the refresh token first, or with what the keyring has beside old
    /// tokens in the file: Python's truss moves those there, and may have been stopped halfway.
    async fn after_refusal(
        &self,
        spent: &Tokens,
        refused: Option<&ApiKey>,
        lock: &Locked<'_>,
        refusal: Error,
    ) -> Result<Tokens, Failure> {
        let end = Instant::now() + FOREIGN_WRITE;
        loop {
            for (place, found) in [(Place::File, self.in_file(lock).ok()), (Place::Keyring, self.in_keyring().ok())] {
                let Some(found) = found.flatten().filter(|found| found.refresh != spent.refresh) else { continue };
                let usable = match is_usable(&found, refused) {
                    true => Some(found),
                    false => self.grant.refresh(&found.refresh).await.ok(),
                };
                if let Some(tokens) = usable {
                    return self.keep(tokens, place, lock);
                }
            }
            if Instant::now() >= end {
                return Err(self.failed(refusal));
            }
            sleep(FOREIGN_POLL).await;
        }
    }

    /// The tokens that count, and where they are.
    fn current(&self, lock: &Locked<'_>) -> Result<(Tokens, Place), Failure> {
        let gone = || {
            Failure::new(Kind::Credentials, format!("somebody has just logged out of the remote `{}`", self.remote))
                .with_hint(format!("log in again with {}", self.login_command()))
        };
        if let Some(tokens) = self.in_file(lock).map_err(|error| self.unreadable(error))? {
            return Ok((tokens, Place::File));
        }
        let tokens = self.in_keyring().map_err(|error| {
            let hint = error.way_out(&self.remote);
            self.unreadable(error).with_hint(hint)
        })?;
        tokens.map(|tokens| (tokens, Place::Keyring)).ok_or_else(gone)
    }

    fn in_file(&self, lock: &Locked<'_>) -> Result<Option<Tokens>, Box<dyn std::error::Error + Send + Sync>> {
        let document = lock.read()?;
        let Some(section) = document.section(&self.remote) else { return Ok(None) };
        match Remote::of(section)?.login {
            Login::Here(Credential::Login(tokens)) => Ok(Some(tokens)),
            _ => Ok(None),
        }
    }

    fn in_keyring(&self) -> Result<Option<Tokens>, keyring::Error> {
        let found = self.keyring.clone()?.read(&self.remote, AuthType::Oauth)?;
        Ok(found.as_ref().and_then(Credential::tokens).cloned())
    }

    /// Writes tokens to where the login is. Those that cannot go into the keyring go into the file: the old ones are
    /// spent, and the file counts first.
    fn keep(&self, tokens: Tokens, place: Place, lock: &Locked<'_>) -> Result<Tokens, Failure> {
        let login = Credential::Login(tokens.clone());
        let in_keyring = match (place, &self.keyring) {
            (Place::Keyring, Ok(keyring)) => match keyring.write(&self.remote, &login) {
                Ok(()) => true,
                Err(error) => {
                    (self.listener)(Event::KeyringFailed(&error));
                    false
                }
            },
            _ => false,
        };
        let login = if in_keyring { Login::InKeyring(AuthType::Oauth) } else { Login::Here(login) };
        let write = lock.change(|document| save_login(document, &self.remote, &login));
        write.map_err(|error| {
            Failure::new(error.kind(), format!("the renewed login of the remote `{}` is lost", self.remote))
                .with_hint(format!("log in again with {}", self.login_command()))
                .cause(error)
        })?;
        Ok(tokens)
    }

    async fn lock(&self) -> Result<Locked<'_>, Failure> {
        let started = Instant::now();
        loop {
            match self.store.try_lock() {
                Ok(Some(lock)) => return Ok(lock),
                Ok(None) if started.elapsed() < LOCK_TIMEOUT => sleep(POLL_INTERVAL).await,
                Ok(None) => {
                    let path = self.store.path().to_owned();
                    return Err(self.failed(trussrc::Error::Locked { path, seconds: LOCK_TIMEOUT.as_secs() }));
                }
                Err(error) => return Err(self.unreadable(error)),
            }
        }
    }

    fn login_command(&self) -> String {
        hinted(&["login", "--browser", "--remote", &self.remote])
    }

    fn unreadable(&self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
        Failure::new(Kind::Credentials, format!("the login of the remote `{}` cannot be read", self.remote))
            .cause(cause)
    }

    fn failed(&self, error: impl Into<RenewalFault>) -> Failure {
        match error.into() {
            RenewalFault::Ended(error) => {
                Failure::new(Kind::Credentials, format!("the browser login of the remote `{}` has ended", self.remote))
                    .with_hint(format!("log in again with {}", self.login_command()))
                    .cause(error)
            }
            RenewalFault::Temporary(error) => {
                let message = format!("the browser login of the remote `{}` cannot be renewed now", self.remote);
                Failure::new(Kind::Server, message).with_hint("try again").cause(error)
            }
        }
    }
}

/// Why a renewal failed: for good, or for now.
enum RenewalFault {
    Ended(Error),
    Temporary(Box<dyn std::error::Error + Send + Sync>),
}

impl From<Error> for RenewalFault {
    fn from(error: Error) -> Self {
        if matches!(error, Error::Refused { .. }) { Self::Ended(error) } else { Self::Temporary(error.into()) }
    }
}

impl From<trussrc::Error> for RenewalFault {
    fn from(error: trussrc::Error) -> Self {
        Self::Temporary(error.into())
    }
}

fn is_usable(tokens: &Tokens, refused: Option<&ApiKey>) -> bool {
    tokens.is_fresh(now()) && refused != Some(&tokens.access)
}

impl fmt::Debug for LoginRenewal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LoginRenewal").field("remote", &self.stored.remote).finish_non_exhaustive()
    }
}

impl Renewal for LoginRenewal {
    fn access_token<'a>(&'a self, refused: Option<&'a ApiKey>) -> BoxFuture<'a, Result<ApiKey, Failure>> {
        Box::pin(async move { Ok(self.fresh(refused).await?.access) })
    }

    fn refusal(&self, cause: Fault) -> Failure {
        Failure::new(Kind::Credentials, format!("the remote `{}` refuses the browser login", self.stored.remote))
            .with_hint(format!("log in again with {}", self.stored.login_command()))
            .cause(cause)
    }
}
