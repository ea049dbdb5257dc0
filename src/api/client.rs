//! One way to the management API: base URL, authorization, time limit, and the repeats that are safe.
//!
//! Owns sending and what an answer's status means. Endpoints are one-liners in the files of their resources.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION};
use serde::de::DeserializeOwned;
use url::Url;

use crate::api::answer::{self, Answer};
use crate::api::authorization::{self, Authorization, Renewal};
use crate::api::error::{Error, Fault};
use crate::api::error_response::ErrorResponse;
use crate::api::path::Path;
use crate::api::request_log::{Exchange, Log};
use crate::api::tls::{self, Authorities};
use crate::api::transport::{self, Transport};
use crate::clock::{Clock, SystemClock, jittered};
use crate::credential::Credential;
use crate::secret::ApiKey;

pub(crate) use crate::api::call::{Call, Repeat};

/// How often a request that may be repeated is sent at the most.
const ATTEMPTS: u32 = 3;
/// How long to wait before the second attempt; twice as long before the third.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

#[derive(Clone)]
pub(crate) struct Settings {
    pub base: Url,
    pub key: Credential,
    /// How long one request may take, from connecting to the last byte of the answer.
    pub timeout: Duration,
    pub authorities: Authorities,
    /// Receives every attempt; nothing in it is secret.
    pub log: Option<Log>,
}

#[derive(Clone)]
pub(crate) struct Client {
    transport: Transport,
    clock: Arc<dyn Clock>,
    settings: Settings,
    authorization: Authorization,
}

/// An attempt that brought no answer: why, how long the server wants a pause, and what it said.
pub(super) struct Failed {
    fault: Fault,
    wait: Option<Duration>,
    body: Vec<u8>,
    request_id: Option<String>,
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self { fault, wait: None, body: Vec::new(), request_id: None }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { fault: error.fault, wait: None, body: error.body, request_id: error.request_id }
    }
}

impl Client {
    /// Sets up a client; nothing is sent.
    pub(crate) fn new(settings: Settings) -> Result<Self, Error> {
        let setup = |cause: String| Error::new(&Method::GET, settings.base.as_str(), Fault::Setup(cause));
        let http = tls::builder(&settings.authorities, settings.timeout, &settings.base)
            .and_then(|builder| builder.timeout(settings.timeout).build().map_err(|error| error.to_string()))
            .map_err(setup)?;
        let transport = transport::network(http, settings.timeout);
        Ok(Self::over(transport, Arc::new(SystemClock), settings))
    }

    /// A client whose requests go by `transport`, and whose waits by `clock`.
    pub(crate) fn over(transport: Transport, clock: Arc<dyn Clock>, settings: Settings) -> Self {
        let authorization = Authorization::new(settings.key.clone(), None);
        Self { transport, clock, settings, authorization }
    }

    /// A client of the same remote with another key; it shares the connections.
    pub(crate) fn with_key(&self, key: ApiKey) -> Self {
        Self { authorization: Authorization::new(key.into(), None), ..self.clone() }
    }

    /// The same client, whose login is renewed when it has to be.
    pub(crate) fn with_renewal(self, renewal: Arc<dyn Renewal>) -> Self {
        Self { authorization: Authorization::new(self.key().clone(), Some(renewal)), ..self }
    }

    /// A client of the model at `base`, with the same key. `limit` is how long an answer may take to start: what follows
    /// takes as long as it takes.
    pub(crate) fn of_model(&self, base: Url, limit: Option<Duration>) -> Result<Self, Error> {
        let settings = Settings { base, ..self.settings.clone() };
        let http = tls::builder(&settings.authorities, settings.timeout, &settings.base)
            .and_then(|builder| builder.build().map_err(|error| error.to_string()));
        let http = http.map_err(|cause| Error::new(&Method::POST, settings.base.as_str(), Fault::Setup(cause)))?;
        let transport = transport::unlimited(http, settings.timeout, limit);
        Ok(Self { transport, settings, ..self.clone() })
    }

    pub(crate) fn base(&self) -> &Url {
        &self.settings.base
    }

    pub(crate) fn key(&self) -> &Credential {
        self.authorization.credential()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    pub(crate) async fn send<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let read = async |answer: Answer| {
            let body = answer.whole(call.largest_answer).await?;
            serde_json::from_slice(&body).map_err(|error| Fault::Malformed(describe(&body, &error)).into())
        };
        self.exchange(&call, read).await
    }

    /// Sends a request; `read` makes of its answer what is wanted, and what it fails with may lead to a repeat.
    pub(super) async fn exchange<T>(
        &self,
        call: &Call,
        read: impl AsyncFn(Answer) -> Result<T, Failed>,
    ) -> Result<T, Error> {
        let mut pause = FIRST_PAUSE;
        let mut may_have_arrived = false;
        let url = match &call.path {
            Ok(path) => self.url(path, &call.query),
            Err(name) => return Err(Error::new(&call.method, self.settings.base.as_str(), Fault::Name(name.clone()))),
        };
        let failed = |fault| Error::new(&call.method, url.as_str(), fault);
        let mut bearer = self.authorization.bearer().await.map_err(failed)?;
        let mut is_renewed = false;
        for attempt in 1.. {
            let started = Instant::now();
            let answer = self.attempt(call, &url, authorization::header(&bearer)).await;
            let mut request_id = answer.as_ref().ok().and_then(|answer| answer.request_id.clone());
            let result = match answer {
                Ok(answer) => read(answer).await,
                Err(failed) => Err(failed),
            };
            request_id = request_id.or_else(|| result.as_ref().err()?.request_id.clone());
            let duration = started.elapsed();
            let wait = match &result {
                Err(failed) if attempt < ATTEMPTS && call.may_repeat_after(&failed.fault) => {
                    Some(failed.wait.unwrap_or_default().max(jittered(pause)))
                }
                _ => None,
            };
            self.log(call, &url, &result, request_id.as_deref(), (duration, wait));
            let Failed { mut fault, body, .. } = match result {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            if fault.is_unauthorized() {
                // The server did nothing with it, so that it can be sent again.
                if !is_renewed
                    && call.repeat != Repeat::Unsent
                    && let Some(other) = self.authorization.instead_of(&bearer).await.map_err(failed)?
                {
                    (bearer, is_renewed) = (other, true);
                    continue;
                }
                fault = self.authorization.refusal(fault);
            }
            let mut error = Error { body, request_id, ..Error::new(&call.method, url.as_str(), fault) };
            let Some(wait) = wait else {
                error.repeated = may_have_arrived;
                return Err(error);
            };
            may_have_arrived |= error.may_have_arrived();
            self.clock.sleep(wait).await;
            pause *= 2;
        }
        unreachable!("the last attempt returns")
    }

    async fn attempt(&self, call: &Call, url: &Url, authorization: HeaderValue) -> Result<Answer, Failed> {
        let mut request = reqwest::Request::new(call.method.clone(), url.clone());
        request.headers_mut().insert(AUTHORIZATION, authorization);
        if let Some(body) = &call.body {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.clone().into());
        }
        let response = (self.transport)(request).await?;
        let status = response.status();
        if status.is_redirection() {
            let target = response.headers().get(LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()));
            return Err(Fault::Redirected(target.unwrap_or_default().into_owned()).into());
        }
        let headers = response.headers().clone();
        let request_id = answer::request_id(&headers);
        let request = format!("{} {url}", call.method);
        let answer = Answer { response, request, timeout: self.settings.timeout, request_id: request_id.clone() };
        if !status.is_success() {
            let body = answer.available(call.largest_answer).await;
            let ErrorResponse { message, wait } = ErrorResponse::read(&headers, &body);
            return Err(Failed { fault: Fault::Refused { status, message }, wait, body, request_id });
        }
        Ok(answer)
    }

    fn url(&self, path: &Path, query: &[(Cow<'static, str>, String)]) -> Url {
        let mut url = path.under(&self.settings.base);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    fn log<T>(
        &self,
        call: &Call,
        url: &Url,
        result: &Result<T, Failed>,
        request_id: Option<&str>,
        (duration, wait): (Duration, Option<Duration>),
    ) {
        let Some(log) = &self.settings.log else { return };
        let outcome = match result {
            Ok(_) => "ok".to_owned(),
            Err(Failed { fault: Fault::Refused { status, .. }, .. }) => status.to_string(),
            Err(failed) => failed.fault.to_string(),
        };
        let (method, request_id) = (call.method.to_string(), request_id.map(str::to_owned));
        log(&Exchange { method, url: url.to_string(), outcome, request_id, duration, wait });
    }
}

/// What is wrong with an answer, without quoting it: it may be anything.
fn describe(body: &[u8], error: &serde_json::Error) -> String {
    let start = body.trim_ascii_start();
    if start.starts_with(b"<") {
        "it is HTML, not JSON".to_owned()
    } else if start.is_empty() {
        "it is empty".to_owned()
    } else if error.is_data() {
        // The text of a data error may quote a value of the answer, which may be a secret.
        format!("its JSON has an unexpected shape at line {}, column {}", error.line(), error.column())
    } else {
        "it is not JSON".to_owned()
    }
}
