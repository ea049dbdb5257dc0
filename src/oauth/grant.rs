//! The requests of the device grant: paths, fields and errors as Python's truss 0.18.36 sends and reads them.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, Request, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep};
use url::{Url, form_urlencoded};

use crate::api::{self, Authorities, Fault, fault, header, plain_client};
use crate::credential::Tokens;
use crate::error::Kind;
use crate::oauth::now;
use crate::secret::ApiKey;

const CLIENT_ID: &str = "baseten-cli";
const AUTHORIZE: &str = "v1/users/auth/device/authorize";
const TOKEN: &str = "v1/users/auth/device/token";
const LOGOUT: &str = "v1/users/auth/logout";
const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// In seconds: more than anybody waits for a person, and little enough to be added to any time.
const LONGEST_WAIT: u64 = 24 * 60 * 60;
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// RFC 8628, section 3.5: how much longer every further pause is after `slow_down`.
const SLOWER: Duration = Duration::from_secs(5);
/// Tokens take a few kilobytes.
const LARGEST_ANSWER: usize = 1 << 20;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The server's own error, in the words of OAuth.
    #[error("{}", match .description.as_str() { "" => error.clone(), description => format!("{description} ({error})") })]
    Refused { error: String, description: String },
    /// Nobody has confirmed the code in time.
    #[error("the code was not confirmed in time")]
    Expired,
    #[error(transparent)]
    Api(#[from] api::Error),
}

impl Error {
    /// Whether the server is at fault or could not be reached, so that the same may work later.
    pub(crate) fn is_temporary(&self) -> bool {
        use crate::error::Explain as _;
        matches!(self, Self::Api(error) if error.kind() == Kind::Server)
    }
}

/// What the server wants confirmed.
#[derive(Deserialize)]
pub(crate) struct DeviceCode {
    device_code: String,
    pub(crate) user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    #[serde(default = "ten_minutes")]
    expires_in: u64,
    #[serde(default = "five_seconds")]
    interval: u64,
}

impl DeviceCode {
    /// Where the code is confirmed; it may be in the address already.
    pub(crate) fn page(&self) -> &str {
        self.verification_uri_complete.as_deref().unwrap_or(&self.verification_uri)
    }
}

fn ten_minutes() -> u64 {
    600
}

fn five_seconds() -> u64 {
    5
}

#[derive(Deserialize)]
struct TokenResponse {
    access_token: String,
    refresh_token: Option<String>,
    expires_in: i64,
}

impl TokenResponse {
    /// A renewal that brings no refresh token leaves the one that there is (RFC 6749, section 6).
    fn tokens(self, old: Option<&ApiKey>) -> Option<Tokens> {
        let refresh = match self.refresh_token {
            Some(text) => ApiKey::parse(&text).ok()?,
            None => old?.clone(),
        };
        let access = ApiKey::parse(&self.access_token).ok()?;
        Some(Tokens { access, refresh, expires_at: now().saturating_add(self.expires_in) })
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorBody {
    error: String,
    error_description: Option<String>,
}

/// The part of a remote's management API that gives out tokens.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    http: reqwest::Client,
    base: Url,
}

impl Grant {
    pub(crate) fn new(base: &Url, authorities: &Authorities) -> Result<Self, Error> {
        let http = plain_client(authorities, TIME_LIMIT, base)
            .map_err(|cause| api::Error::new(&Method::POST, base.as_str(), Fault::Setup(cause)))?;
        Ok(Self { http, base: base.clone() })
    }

    /// Asks for a code that a person then confirms.
    pub(crate) async fn authorize(&self) -> Result<DeviceCode, Error> {
        self.post(AUTHORIZE, &[("client_id", CLIENT_ID)]).await
    }

    /// Waits until the code is confirmed, and answers the tokens.
    pub(crate) async fn wait(&self, code: &DeviceCode) -> Result<Tokens, Error> {
        let fields =
            [("grant_type", DEVICE_GRANT), ("device_code", code.device_code.as_str()), ("client_id", CLIENT_ID)];
        let mut interval = Duration::from_secs(code.interval.clamp(1, LONGEST_WAIT));
        let end = Instant::now() + Duration::from_secs(code.expires_in.min(LONGEST_WAIT));
        loop {
            match self.token(&fields, None).await {
                Ok(tokens) => return Ok(tokens),
                Err(Error::Refused { error, .. }) if error == "authorization_pending" => {}
                Err(Error::Refused { error, .. }) if error == "slow_down" => interval += SLOWER,
                // A line that breaks for a moment is no reason to start again: RFC 8628 has longer pauses for it.
                Err(error) if error.is_temporary() => interval += SLOWER,
                Err(error) => return Err(error),
            }
            if Instant::now() + interval >= end {
                return Err(Error::Expired);
            }
            sleep(interval).await;
        }
    }

    /// New tokens for a refresh token, which is spent then.
    pub(crate) async fn refresh(&self, refresh: &ApiKey) -> Result<Tokens, Error> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose()), ("client_id", CLIENT_ID)];
        self.token(&fields, Some(refresh)).await
    }

    /// Ends the login that the access token belongs to.
    pub(crate) async fn logout(&self, access: &ApiKey) -> Result<(), Error> {
        self.exchange(LOGOUT, &[], Some(access)).await.map(drop)
    }

    async fn token(&self, fields: &[(&str, &str)], old: Option<&ApiKey>) -> Result<Tokens, Error> {
        let response: TokenResponse = self.post(TOKEN, fields).await?;
        response.tokens(old).ok_or_else(|| self.malformed(TOKEN, "it has no tokens that can be used"))
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, fields: &[(&str, &str)]) -> Result<T, Error> {
        let body = self.exchange(path, fields, None).await?;
        serde_json::from_slice(&body).map_err(|_| self.malformed(path, "it is not the JSON that was expected"))
    }

    async fn exchange(&self, path: &str, fields: &[(&str, &str)], bearer: Option<&ApiKey>) -> Result<Vec<u8>, Error> {
        let failed = |fault| Error::Api(api::Error::new(&Method::POST, self.url(path).as_str(), fault));
        let mut request = Request::new(Method::POST, self.url(path));
        *request.timeout_mut() = Some(TIME_LIMIT);
        if let Some(bearer) = bearer {
            request.headers_mut().insert(reqwest::header::AUTHORIZATION, header(bearer));
        }
        let form = reqwest::header::HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, form);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        *request.body_mut() = Some(body.into());
        let network = |error: reqwest::Error| failed(fault(&error, TIME_LIMIT));
        let mut response = self.http.execute(request).await.map_err(network)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(network)? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST_ANSWER {
                return Err(self.malformed(path, "it is longer than 1 MiB"));
            }
        }
        match response.status() {
            status if status.is_success() => Ok(body),
            status => Err(refusal(status, &body).unwrap_or_else(|| failed(Fault::Refused { status, message: None }))),
        }
    }

    fn malformed(&self, path: &str, what: &str) -> Error {
        api::Error::new(&Method::POST, self.url(path).as_str(), Fault::Malformed(what.to_owned())).into()
    }

    /// A base that has a path itself keeps it.
    fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.path_segments_mut().expect("an http URL has a path").pop_if_empty().extend(path.split('/'));
        url
    }
}

/// An error of OAuth's; `None` for one of a server that has trouble of its own.
fn refusal(status: StatusCode, body: &[u8]) -> Option<Error> {
    let body: ErrorBody = serde_json::from_slice(body).unwrap_or_default();
    if body.error.is_empty() || status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return None;
    }
    Some(Error::Refused { error: body.error, description: body.error_description.unwrap_or_default() })
}
