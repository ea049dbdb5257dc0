//! The fake Baseten under the real client, in this process: no socket, no time that passes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::api::{Authorities, Client, Fault, Settings};
use crate::clock::Clock;
use crate::secret::ApiKey;
use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::baseten::{Answer, Random, State, Trouble, When};
use super::schedule::Turn;

/// A time that passes when the history says so.
#[derive(Clone, Debug)]
pub(super) struct ModelClock(Arc<Mutex<Timestamp>>);

impl ModelClock {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new("2026-06-01T00:00:00Z".parse().expect("a time"))))
    }

    pub(super) fn pass(&self, duration: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now += duration;
    }
}

impl Clock for ModelClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            Turn::default().await;
            self.pass(duration);
        })
    }
}

/// The remote, what goes wrong on the way to it, and who asks.
#[derive(Clone)]
pub(super) struct ModelRemote {
    pub(super) clock: ModelClock,
    state: Arc<Mutex<State>>,
    trouble: Arc<Mutex<(Random, usize)>>,
}

impl ModelRemote {
    pub(super) fn new(random: Random, clock: ModelClock) -> Self {
        let time = clock.clone();
        let state = State::new(move || time.now());
        Self { clock, state: Arc::new(Mutex::new(state)), trouble: Arc::new(Mutex::new((random, 0))) }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// So many requests of a hundred go wrong from now on.
    pub(super) fn trouble(&self, percent: usize) {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).1 = percent;
    }

    pub(super) fn client(&self, key: &str) -> Client {
        let remote = self.clone();
        let transport = Arc::new(move |request: reqwest::Request| -> BoxFuture<'static, _> {
            let remote = remote.clone();
            Box::pin(async move { remote.carry(&request).await })
        });
        let settings = Settings {
            base: "http://127.0.0.1:1/".parse().expect("a URL"),
            key: ApiKey::parse(key).expect("a key").into(),
            timeout: Duration::from_secs(60),
            authorities: Authorities::default(),
            log: None,
        };
        Client::over(transport, Arc::new(self.clock.clone()), settings)
    }

    async fn carry(&self, request: &reqwest::Request) -> Result<reqwest::Response, Fault> {
        Turn::default().await;
        let answer = self.act(request);
        self.clock.pass(Duration::from_millis(20));
        Turn::default().await;
        match answer {
            Answer::Reply(status, body) => {
                let response = http::Response::builder().status(status).body(body.to_string()).expect("a response");
                Ok(response.into())
            }
            Answer::Garbage => Ok(http::Response::new("{\"api_key\": \"".to_owned()).into()),
            Answer::Silence => {
                self.clock.pass(Duration::from_secs(60));
                Err(Fault::TimedOut(Duration::from_secs(60)))
            }
            Answer::Lost | Answer::Killed => Err(Fault::Broken("lost".to_owned())),
        }
    }

    fn act(&self, request: &reqwest::Request) -> Answer {
        let mut state = self.state();
        self.plan(&mut state);
        let bearer =
            request.headers().get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
        let url = request.url();
        let body = String::from_utf8_lossy(body);
        state.exchange(request.method().as_str(), url.path(), url.query().unwrap_or_default(), bearer, &body)
    }

    fn plan(&self, state: &mut State) {
        let (random, percent) = &mut *self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        // What a test has planned stays.
        if *percent == 0 {
            return;
        }
        state.arm();
        if !random.chance(*percent) {
            return;
        }
        let troubles = [Trouble::Lost, Trouble::Status(500), Trouble::Status(502), Trouble::Silence, Trouble::Garbage];
        let trouble = *random.pick(&troubles);
        if random.chance(50) {
            state.fail_before(When::request(0), trouble);
        } else {
            state.fail_after(When::request(0), trouble);
        }
    }
}
