//! What a request can end in, other than its answer.

use std::borrow::Cow;
use std::time::Duration;

use reqwest::{Method, StatusCode};

use crate::api::path::NotASegment;
use crate::error::{Explain, Failure, Kind};

#[derive(Debug, thiserror::Error)]
#[error("{}", self.sentence())]
pub(crate) struct Error {
    /// What was asked for, such as `GET https://api.baseten.co/v1/api_keys`.
    pub(crate) request: String,
    #[source]
    pub(crate) fault: Fault,
    /// Whether an earlier attempt at the same request may have been carried out.
    pub(crate) repeated: bool,
    /// What the server answered, as it is; empty when it did not.
    pub(crate) body: Vec<u8>,
    /// The server's name for the request, which its logs and its support know.
    pub(crate) request_id: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("{}", refusal(*.status, .message.as_deref()))]
    Refused {
        status: StatusCode,
        /// The server's own words, if its body has any.
        message: Option<String>,
    },
    /// No connection came about: nothing was sent.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// The server's certificate was not accepted: nothing was sent.
    #[error("the server's certificate is not trusted: {0}")]
    Untrusted(String),
    /// The connection broke, or the answer did, after the request may have arrived.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// No answer in time; the request may have arrived.
    #[error("no answer within {}", seconds(*.0))]
    TimedOut(Duration),
    /// An answer of 2xx that is not the JSON that the API promises.
    #[error("unexpected answer: {0}")]
    Malformed(String),
    /// The server wants the request, and so the key, to go elsewhere.
    #[error("the server redirects to `{0}`, and a key is never forwarded")]
    Redirected(String),
    /// The browser login that was to be sent cannot be used any more.
    #[error(transparent)]
    Login(Box<Failure>),
    #[error(transparent)]
    Name(#[from] NotASegment),
    /// The client could not be set up: certificates, or a key that no header can carry.
    #[error("{0}")]
    Setup(String),
}

impl Fault {
    pub(crate) fn is_unauthorized(&self) -> bool {
        matches!(self, Self::Refused { status, .. } if *status == StatusCode::UNAUTHORIZED)
    }
}

impl Error {
    pub(crate) fn new(method: &Method, url: &str, fault: Fault) -> Self {
        Self { request: format!("{method} {url}"), fault, repeated: false, body: Vec::new(), request_id: None }
    }

    pub(crate) fn status(&self) -> Option<StatusCode> {
        match self.fault {
            Fault::Refused { status, .. } => Some(status),
            _ => None,
        }
    }

    pub(crate) fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether the request may have been carried out although its answer is missing or bad. An error status of the
    /// server is an answer, but a 5xx (a gateway's above all) does not tell what happened behind it.
    pub(crate) fn may_have_arrived(&self) -> bool {
        match &self.fault {
            Fault::Broken(_) | Fault::TimedOut(_) | Fault::Malformed(_) => true,
            Fault::Refused { status, .. } => status.is_server_error(),
            Fault::Unreachable(_)
            | Fault::Untrusted(_)
            | Fault::Redirected(_)
            | Fault::Login(_)
            | Fault::Name(_)
            | Fault::Setup(_) => false,
        }
    }

    fn sentence(&self) -> String {
        let what = self.what();
        self.request_id.as_ref().map_or(what.clone(), |id| format!("{what} (request {id})"))
    }

    fn what(&self) -> String {
        match &self.fault {
            Fault::Refused { status, .. } if *status == StatusCode::UNAUTHORIZED => {
                "the API key was refused".to_owned()
            }
            Fault::Refused { status, .. } if *status == StatusCode::FORBIDDEN => {
                "the API key is not allowed to do this".to_owned()
            }
            Fault::Login(_) => "the browser login cannot be used".to_owned(),
            Fault::Name(_) => "no resource can have this name".to_owned(),
            Fault::Setup(_) => "the connection could not be set up".to_owned(),
            Fault::Refused { .. } => format!("`{}` was refused", self.request),
            _ => format!("`{}` failed", self.request),
        }
    }
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        match &self.fault {
            Fault::Refused { status, .. } => match *status {
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Kind::Credentials,
                StatusCode::NOT_FOUND => Kind::NotFound,
                StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Kind::Server,
                status if status.is_client_error() => Kind::Invalid,
                _ => Kind::Server,
            },
            Fault::Login(failure) => failure.kind(),
            Fault::Name(_) => Kind::NotFound,
            Fault::Setup(_) => Kind::Other,
            Fault::Unreachable(_)
            | Fault::Untrusted(_)
            | Fault::Broken(_)
            | Fault::TimedOut(_)
            | Fault::Malformed(_)
            | Fault::Redirected(_) => Kind::Server,
        }
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(match &self.fault {
            Fault::Login(failure) => return Explain::hint(failure.as_ref()),
            Fault::Refused { status, .. } if *status == StatusCode::UNAUTHORIZED => {
                "the key is wrong or revoked; `truss auth status` shows where it comes from, `truss login` saves another in the trussrc"
            }
            Fault::Refused { status, .. } if *status == StatusCode::FORBIDDEN => {
                "use a key that is allowed to; `truss auth status` shows which key is used"
            }
            Fault::Refused { status, .. } if *status == StatusCode::TOO_MANY_REQUESTS => {
                "too many requests: wait a minute, then try again"
            }
            Fault::Unreachable(_) => {
                "check the network, the proxy variables and the remote's URL (`truss auth status`)"
            }
            Fault::Untrusted(_) => {
                "where a company's proxy inspects TLS, name its certificate authority with SSL_CERT_FILE"
            }
            Fault::TimedOut(_) => "try again, or allow more time with `--request-timeout DURATION`",
            Fault::Malformed(_) => {
                "a proxy between here and Baseten may have answered: check the proxy and the remote's URL"
            }
            Fault::Redirected(_) => "set `remote_url` in the trussrc to where the API is",
            _ => return None,
        }))
    }
}

fn refusal(status: StatusCode, message: Option<&str>) -> String {
    match message {
        Some(message) => format!("the server says: {message} ({})", status.as_u16()),
        None => format!("the server answered {status} without an explanation"),
    }
}

fn seconds(duration: Duration) -> String {
    if duration.as_secs() == 1 { "1 second".to_owned() } else { format!("{} seconds", duration.as_secs_f64()) }
}
