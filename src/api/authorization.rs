//! What authorizes requests: a key as it is, or a browser login's access token, which is renewed on the way.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::header::HeaderValue;

use crate::api::error::Fault;
use crate::credential::Credential;
use crate::error::Failure;
use crate::secret::ApiKey;

/// Keeps the access token of a browser login usable.
pub(crate) trait Renewal: fmt::Debug + Send + Sync {
    /// An access token that can be sent: the one at hand, or a new one when that ends soon or was `refused`.
    fn access_token<'a>(&'a self, refused: Option<&'a ApiKey>) -> BoxFuture<'a, Result<ApiKey, Failure>>;

    /// What it means that the server takes not even a new token.
    fn refusal(&self, cause: Fault) -> Failure;
}

#[derive(Clone, Debug)]
pub(crate) struct Authorization {
    credential: Credential,
    renewal: Option<Arc<dyn Renewal>>,
}

impl Authorization {
    pub(crate) fn new(credential: Credential, renewal: Option<Arc<dyn Renewal>>) -> Self {
        Self { credential, renewal }
    }

    pub(crate) fn credential(&self) -> &Credential {
        &self.credential
    }

    pub(crate) async fn bearer(&self) -> Result<ApiKey, Fault> {
        match &self.renewal {
            Some(renewal) => renewal.access_token(None).await.map_err(|failure| Fault::Login(Box::new(failure))),
            None => Ok(self.credential.bearer().clone()),
        }
    }

    /// What the same request carries after the server refused `refused`; `None` when there is nothing else to try.
    pub(crate) async fn instead_of(&self, refused: &ApiKey) -> Result<Option<ApiKey>, Fault> {
        match &self.renewal {
            Some(renewal) => {
                renewal.access_token(Some(refused)).await.map(Some).map_err(|failure| Fault::Login(Box::new(failure)))
            }
            None => Ok(None),
        }
    }

    /// What a 401 means after which there is nothing else to try.
    pub(crate) fn refusal(&self, fault: Fault) -> Fault {
        match &self.renewal {
            Some(renewal) => Fault::Login(Box::new(renewal.refusal(fault))),
            None => fault,
        }
    }
}

/// The header that carries `secret`: keys and access tokens alike.
pub(crate) fn header(secret: &ApiKey) -> HeaderValue {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", secret.expose())).expect("a secret is visible ASCII");
    value.set_sensitive(true);
    value
}
