//! A proxy in front of a remote, that loses requests and answers, fails, or kills who asks.

use std::ops::Range;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex};

use super::embedded::send;
use super::server::{Reply, Request, Server};

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mishap {
    /// The connection ends before the remote hears of it.
    Lost,
    /// The remote acts, and its answer gets lost.
    AnswerLost,
    /// Nobody answers.
    Silence,
    /// The remote acts, and nobody answers.
    AnswerSilence,
    /// A gateway answers this instead of the remote.
    Status(u16),
    /// The remote acts, and a gateway answers this.
    AnswerStatus(u16),
    /// Who asks is killed before the remote hears of it.
    Kill,
    /// The remote acts, and who asks is killed before the answer.
    AnswerKill,
}

impl Mishap {
    fn lets_through(self) -> bool {
        matches!(self, Self::AnswerLost | Self::AnswerSilence | Self::AnswerStatus(_) | Self::AnswerKill)
    }
}

/// A remote, seen through the proxy.
pub(crate) struct Between {
    server: Server,
    shared: Arc<Shared>,
}

struct Shared {
    upstream: String,
    faults: Mutex<Option<(Range<usize>, Mishap)>>,
    asked: Mutex<usize>,
    victim: Mutex<Option<u32>>,
    victim_known: Condvar,
}

impl Between {
    pub(crate) fn start(upstream: &str) -> Self {
        let shared = Arc::new(Shared {
            upstream: upstream.to_owned(),
            faults: Mutex::new(None),
            asked: Mutex::new(0),
            victim: Mutex::new(None),
            victim_known: Condvar::new(),
        });
        let answering = Arc::clone(&shared);
        Self { server: Server::start(move |request| answering.answer(request)), shared }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// From now on, those of the next requests that are in `which` (counted from 0) go wrong.
    pub(crate) fn fail(&self, which: Range<usize>, fault: Mishap) {
        *self.shared.asked.lock().expect("no thread panicked") = 0;
        *self.shared.faults.lock().expect("no thread panicked") = Some((which, fault));
    }

    /// From now on nothing goes wrong. Returns how many requests there were since it was said what should.
    pub(crate) fn heal(&self) -> usize {
        *self.shared.faults.lock().expect("no thread panicked") = None;
        *self.shared.asked.lock().expect("no thread panicked")
    }

    /// Who is to be killed.
    pub(crate) fn victim(&self, pid: u32) {
        *self.shared.victim.lock().expect("no thread panicked") = Some(pid);
        self.shared.victim_known.notify_all();
    }
}

impl Shared {
    fn answer(&self, request: &Request) -> Reply {
        let number = {
            let mut asked = self.asked.lock().expect("no thread panicked");
            *asked += 1;
            *asked - 1
        };
        let faults = self.faults.lock().expect("no thread panicked").clone();
        match faults.filter(|(which, _)| which.contains(&number)) {
            None => self.forward(request),
            Some((_, fault)) => {
                let answer = fault.lets_through().then(|| self.forward(request));
                self.go_wrong(fault, answer)
            }
        }
    }

    fn go_wrong(&self, fault: Mishap, answer: Option<Reply>) -> Reply {
        match fault {
            Mishap::Lost | Mishap::AnswerLost => Reply::Hangup,
            Mishap::Silence | Mishap::AnswerSilence => Reply::Silence,
            Mishap::Status(status) | Mishap::AnswerStatus(status) => Reply::json(status, "{}"),
            Mishap::Kill | Mishap::AnswerKill => {
                let victim = self.victim.lock().expect("no thread panicked");
                let victim = self.victim_known.wait_while(victim, |pid| pid.is_none()).expect("no thread panicked");
                kill(victim.expect("it was waited for"));
                answer.unwrap_or(Reply::Hangup)
            }
        }
    }

    fn forward(&self, request: &Request) -> Reply {
        let key = request.authorization.as_deref().and_then(|value| value.strip_prefix("Bearer "));
        let answer = send(&self.upstream, &request.method, &request.path, key, &request.body);
        answer.map_or(Reply::Hangup, |(status, body)| Reply::json(status, body))
    }
}

/// SIGKILL, for which the standard library has no safe call but for children.
pub(crate) fn kill(pid: u32) {
    let killed = Command::new("sh").arg("-c").arg(format!("kill -s KILL {pid}")).status();
    assert!(killed.expect("a shell").success(), "process {pid} cannot be killed");
}
