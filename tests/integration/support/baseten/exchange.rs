//! A request on its way there and back: what gets lost, who is killed meanwhile, and who else does something.

use serde_json::Value;

use super::state::State;

/// What whoever asks gets to see.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Reply(u16, Value),
    /// The connection ends without a word.
    Lost,
    /// Nobody answers.
    Silence,
    /// Success, and a body that is no JSON.
    Garbage,
    /// Whoever asks dies before an answer comes.
    Killed,
}

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    Lost,
    /// A gateway answers this.
    Status(u16),
    Silence,
    Garbage,
    Kill,
}

/// Which requests, counted from 0 since [`State::arm`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct When {
    method: Option<&'static str>,
    first: usize,
    last: usize,
}

impl When {
    /// The request with this number.
    pub(crate) fn request(number: usize) -> Self {
        Self { method: None, first: number, last: number }
    }

    /// The request with this number among those of this method.
    pub(crate) fn nth(method: &'static str, number: usize) -> Self {
        Self { method: Some(method), first: number, last: number }
    }

    /// It and all that come later.
    pub(crate) fn onward(self) -> Self {
        Self { last: usize::MAX, ..self }
    }

    /// It and so many more.
    pub(crate) fn and(self, more: usize) -> Self {
        Self { last: self.last + more, ..self }
    }
}

type Deed = Box<dyn FnOnce(&mut State) + Send>;

/// What is to happen, and how many requests came.
#[derive(Default)]
pub(super) struct Plan {
    came: Vec<String>,
    faults: Vec<(When, bool, Trouble)>,
    /// `true`: after the request.
    deeds: Vec<(When, bool, Deed)>,
}

impl Plan {
    fn is_now(&self, when: When) -> bool {
        let method = self.came.last().expect("a request came");
        let number = match when.method {
            None => self.came.len() - 1,
            Some(wanted) if wanted == method => self.came.iter().filter(|came| *came == method).count() - 1,
            Some(_) => return false,
        };
        (when.first..=when.last).contains(&number)
    }
}

impl State {
    /// Counts requests from here, and forgets what was to go wrong.
    pub(crate) fn arm(&mut self) {
        self.plan = Plan::default();
    }

    /// How many requests came since.
    pub(crate) fn came(&self) -> usize {
        self.plan.came.len()
    }

    /// Those requests go wrong before the remote hears of them.
    pub(crate) fn fail_before(&mut self, when: When, trouble: Trouble) {
        self.plan.faults.push((when, false, trouble));
    }

    /// Those requests are acted on, and then go wrong.
    pub(crate) fn fail_after(&mut self, when: When, trouble: Trouble) {
        self.plan.faults.push((when, true, trouble));
    }

    /// Somebody else does this just before the first of those requests.
    pub(crate) fn just_before(&mut self, when: When, deed: impl FnOnce(&mut Self) + Send + 'static) {
        self.plan.deeds.push((when, false, Box::new(deed)));
    }

    /// Somebody else does this just after the first of those requests.
    pub(crate) fn just_after(&mut self, when: When, deed: impl FnOnce(&mut Self) + Send + 'static) {
        self.plan.deeds.push((when, true, Box::new(deed)));
    }

    /// A request with all that was planned for it.
    pub(crate) fn exchange(
        &mut self,
        method: &str,
        path: &str,
        query: &str,
        bearer: Option<&str>,
        body: &str,
    ) -> Answer {
        self.plan.came.push(method.to_owned());
        self.others(false);
        let fault = self.plan.faults.iter().find(|(when, ..)| self.plan.is_now(*when));
        let fault = fault.map(|&(_, acted, trouble)| (acted, trouble));
        let reply = match fault {
            Some((false, _)) => None,
            _ => Some(self.handle(method, path, query, bearer, body)),
        };
        self.others(true);
        match (fault, reply) {
            (None, Some((status, body))) => Answer::Reply(status, body),
            (None, None) => unreachable!("what does not go wrong is answered"),
            (Some((_, trouble)), _) => match trouble {
                Trouble::Lost => Answer::Lost,
                Trouble::Status(status) => Answer::Reply(status, Value::Object(serde_json::Map::new())),
                Trouble::Silence => Answer::Silence,
                Trouble::Garbage => Answer::Garbage,
                Trouble::Kill => Answer::Killed,
            },
        }
    }

    fn others(&mut self, after: bool) {
        let deeds = std::mem::take(&mut self.plan.deeds);
        let (now, later): (Vec<_>, Vec<_>) =
            deeds.into_iter().partition(|(when, later, _)| *later == after && self.plan.is_now(*when));
        self.plan.deeds = later;
        for (_, _, deed) in now {
            deed(self);
        }
    }
}
