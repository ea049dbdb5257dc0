//! A [`State`] that is served over HTTP.

use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use jiff::Timestamp;

use super::exchange::Answer;
use super::state::State;
use crate::support::{Home, Reply, Request, Server, kill};

/// How long those who came wait for those who are to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A remote. It goes on until the test's process ends.
pub(crate) struct Baseten {
    server: Server,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    victim: Mutex<Option<u32>>,
    victim_known: Condvar,
    meeting: Mutex<Option<Meeting>>,
    met: Condvar,
}

/// Requests that are acted on only when so many of them are there.
struct Meeting {
    method: &'static str,
    missing: usize,
}

impl Baseten {
    /// [`State::new`] with the clock on the wall.
    pub(crate) fn start() -> Self {
        Self::with(State::new(Timestamp::now))
    }

    pub(crate) fn with(state: State) -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            victim: Mutex::default(),
            victim_known: Condvar::new(),
            meeting: Mutex::default(),
            met: Condvar::new(),
        });
        let answering = Arc::clone(&shared);
        Self { server: Server::start(move |request| answering.answer(request)), shared }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// What is there. No request is answered while this is held.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().expect("no thread panicked")
    }

    /// A trussrc with one remote, `baseten`, that is this one.
    pub(crate) fn trussrc(&self, key: &str) -> String {
        self.server.trussrc(key)
    }

    /// A home with that trussrc.
    pub(crate) fn home(&self, key: &str) -> Home {
        Home::new().with_trussrc(&self.trussrc(key))
    }

    /// How many requests of this method came since the start, those that nobody acted on among them.
    pub(crate) fn requests(&self, method: &str) -> usize {
        self.server.requests().iter().filter(|request| request.method == method).count()
    }

    /// Who is to be killed. `None`: nobody yet.
    pub(crate) fn victim(&self, pid: Option<u32>) {
        *self.shared.victim.lock().expect("no thread panicked") = pid;
        self.shared.victim_known.notify_all();
    }

    /// The next requests of this method wait for each other (but not for ever), so that none sees what another did.
    pub(crate) fn meet(&self, method: &'static str, count: usize) {
        *self.shared.meeting.lock().expect("no thread panicked") = Some(Meeting { method, missing: count });
    }
}

impl Shared {
    fn answer(&self, request: &Request) -> Reply {
        self.wait_for_others(&request.method);
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let authorization = request.authorization.as_deref();
        let bearer = authorization.and_then(|value| ["Bearer ", "Api-Key "].iter().find_map(|s| value.strip_prefix(s)));
        let mut state = self.state.lock().expect("no thread panicked");
        let answer = state.exchange(&request.method, path, query, bearer, &request.body);
        drop(state);
        match answer {
            Answer::Reply(status, body) => Reply::json(status, body),
            Answer::Lost => Reply::Hangup,
            Answer::Silence => Reply::Silence,
            Answer::Garbage => Reply::Answer(200, "application/json", "{\"api_key\": \"".to_owned()),
            Answer::Killed => {
                let victim = self.victim.lock().expect("no thread panicked");
                let mut victim = self.victim_known.wait_while(victim, |pid| pid.is_none()).expect("no thread panicked");
                kill(victim.take().expect("it was waited for"));
                Reply::Hangup
            }
        }
    }

    fn wait_for_others(&self, method: &str) {
        let mut meeting = self.meeting.lock().expect("no thread panicked");
        match meeting.as_mut().filter(|meeting| meeting.method == method) {
            None => return,
            Some(meeting) => meeting.missing = meeting.missing.saturating_sub(1),
        }
        let waiting = |meeting: &mut Option<Meeting>| meeting.as_ref().is_some_and(|meeting| meeting.missing > 0);
        let (mut meeting, _) = self.met.wait_timeout_while(meeting, PATIENCE, waiting).expect("no thread panicked");
        *meeting = None;
        self.met.notify_all();
    }
}
