//! Which remote, and which key: one resolver for every command.
//!
//! Owns the order of the sources, and the trace of what came of each. Pure: it reads nothing but through [`ReadKeyring`]
//! and asks nobody, so that `auth status` can show exactly what every other command does. Leaves the file to `trussrc`,
//! the keyring to `keyring`, questions to the commands, and the key of the remote `local` to whoever runs the embedded
//! API.

pub(crate) mod address;
pub(crate) mod error;
pub(crate) mod resolve;
mod section;
pub(crate) mod trace;

pub(crate) use address::{Address, AddressError, BASETEN_APP, MANAGEMENT_OVERRIDE, extended};
pub(crate) use error::Error;
pub(crate) use resolve::resolve;
pub(crate) use resolve::{BEARER_VARIABLES, GENERIC_KEY_VARIABLE, KEY_VARIABLES, URL_VARIABLES};
pub(crate) use trace::{NamedBy, Trace};
pub(crate) use trace::{Source, State, Step};

use std::fmt;

use url::Url;

use crate::credential::Credential;
use crate::env::Variables;
use crate::keyring;
use crate::secret::ApiKey;
use crate::trussrc::{AuthType, Document};

/// The remote that is there without any section: the embedded API. A section of that name in the trussrc is a remote
/// like any other and comes first, because Python's truss reads it so.
pub(crate) const LOCAL: &str = "local";

/// The variable that names a remote as `--remote` does.
pub(crate) const REMOTE_VARIABLE: &str = "TRUSS_REMOTE";

#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    pub remote: Option<&'a str>,
    pub named_by: NamedBy,
    /// What `--api-key-stdin` read.
    pub stdin_key: Option<&'a ApiKey>,
    pub variables: &'a Variables,
    pub trussrc: Trussrc<'a>,
    /// The system's keyring; without it every section's place in it is empty.
    pub keyring: Option<&'a dyn ReadKeyring>,
}

/// The system's keyring as the resolver sees it: read only when a section leads there and no source before it has a key.
pub(crate) trait ReadKeyring: fmt::Debug {
    fn read(&self, remote: &str, auth_type: AuthType) -> Result<Option<Credential>, keyring::Error>;
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Trussrc<'a> {
    Absent,
    Read(&'a Document),
    /// There is one that cannot be read. That matters only when nothing before it has a key.
    Unreadable,
}

#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Found(Box<Credentials>),
    Local(LocalKey),
    /// One of these remotes: a terminal is asked, anything else gets [`Error::Several`].
    Choose(Vec<String>),
    /// No key, for that remote if one was named: a terminal gets the first-run prompt, anything else
    /// [`Error::Missing`].
    Missing(Option<String>),
    /// The trussrc would have been next, and it is [`Trussrc::Unreadable`]. Whoever read it knows why.
    Unreadable,
}

impl Outcome {
    /// The same where nobody can be asked.
    pub(crate) fn without_asking(self) -> Result<Self, Error> {
        match self {
            Self::Choose(names) => Err(Error::Several(names)),
            Self::Missing(remote) => Err(Error::Missing(remote)),
            settled => Ok(settled),
        }
    }
}

/// Which key the embedded API is used with.
#[cfg_attr(not(feature = "local"), expect(dead_code, reason = "without the embedded API the remote is only refused"))]
#[derive(Clone, Debug)]
pub(crate) enum LocalKey {
    Own,
    /// This one, whatever the API thinks of it: it came from `--api-key-stdin`.
    Given(ApiKey),
    /// This one from a variable if the embedded API ever made it, revoked or not; else its own. So a key made with
    /// `--remote local` can be tried there, and a key that is in the environment for Baseten does no harm.
    Offered(ApiKey, &'static str),
}

/// A key or a login, and where it may be sent.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    /// The remote's name; `None` when the environment alone describes it.
    pub remote: Option<String>,
    pub address: Address,
    pub secret: Credential,
    /// The team that new models and keys belong to, when the remote's section names one.
    pub team: Option<String>,
    pub(crate) origin: Source,
}

impl Credentials {
    /// Those of the embedded API at `url`.
    #[cfg(feature = "local")]
    pub(crate) fn local(url: &str, api_key: ApiKey, origin: Source) -> Result<Self, AddressError> {
        let address = Address::embedded(url)?;
        Ok(Self { remote: Some(LOCAL.to_owned()), address, secret: api_key.into(), team: None, origin })
    }

    /// The management API, without `/v1`.
    pub(crate) fn management_url(&self) -> &Url {
        self.address.management()
    }
}

#[cfg(test)]
mod tests;
