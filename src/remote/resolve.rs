//! The order of the sources: stdin, the remote that was named, the environment, the trussrc.
//!
//! The first that has a key wins, and one that should have a key but holds something else is an error instead of being
//! passed over: whoever set it would not notice that another key was used.

use crate::credential::Credential;
use crate::remote::address::{Address, BASETEN_APP};
use crate::remote::trace::{Source, State, Step, Trace, Warning};
use crate::remote::{Credentials, Error, LOCAL, LocalKey, Outcome, Request, Trussrc};
use crate::secret::{ApiKey, is_baseten_shape};
use crate::trussrc::{BASETEN, Document, Login, Remote};

/// The variables that may hold a key, the first first. `API_KEY` has many users, so what it holds must look like ours.
pub(crate) const KEY_VARIABLES: [&str; 3] = [BEARER_VARIABLES[0], "BASETEN_API_KEY", GENERIC_KEY_VARIABLE];
/// The variables that may say where a key from the environment belongs, the first first.
pub(crate) const URL_VARIABLES: [&str; 2] = [BEARER_VARIABLES[1], "BASETEN_REMOTE_URL"];
/// The key and the address that Python's truss reads, both or neither, and whose secret it sends as `Bearer`: a key may be,
/// an access token must be.
pub(crate) const BEARER_VARIABLES: [&str; 2] = ["BASETEN_TRUSS_AUTH_API_KEY", "BASETEN_TRUSS_AUTH_REMOTE_URL"];
pub(crate) const GENERIC_KEY_VARIABLE: &str = "API_KEY";

/// Finds the remote and the key, and records what came of every source.
pub(crate) fn resolve(request: &Request<'_>) -> Trace {
    let mut search =
        Search { request: *request, steps: Vec::new(), warnings: Vec::new(), settled: None, place: Place::Environment };
    search.stdin();
    search.named();
    for variable in KEY_VARIABLES {
        search.variable(variable);
    }
    search.unnamed();
    search.urls();
    search.trace()
}

pub(super) struct Search<'a> {
    pub(super) request: Request<'a>,
    steps: Vec<Step>,
    warnings: Vec<Warning>,
    pub(super) settled: Option<Settled>,
    place: Place,
}

/// The end of the search; what comes after it is shadowed.
pub(super) enum Settled {
    Key(Source, Credential),
    Offer(&'static str, ApiKey),
    Other(Box<Result<Outcome, Error>>),
}

/// Where the key belongs.
enum Place {
    /// Where the environment's URL leads.
    Environment,
    /// To a remote of the trussrc.
    Remote(Box<Remote>),
    /// To the embedded API.
    Embedded,
}

impl Search<'_> {
    pub(super) fn step(&mut self, source: Source, state: State, prefix: Option<&str>) {
        self.steps.push(Step { source, state, prefix: prefix.map(str::to_owned) });
    }

    pub(super) fn fail(&mut self, error: Error) {
        self.settled.get_or_insert(Settled::Other(Box::new(Err(error))));
    }

    /// What comes of the next source that has a key.
    pub(super) fn next_state(&self) -> State {
        match &self.settled {
            None => State::Used,
            Some(Settled::Key(first, _)) => State::Shadowed(first.clone()),
            Some(Settled::Offer(first, _)) => State::Shadowed(Source::Variable(first)),
            Some(Settled::Other(_)) => State::Ignored("a source before it cannot be used".to_owned()),
        }
    }

    /// A source has a key. Answers whether it is the one.
    pub(super) fn take(&mut self, source: Source, key: Credential) -> bool {
        self.step(source.clone(), self.next_state(), Some(key.display_prefix()));
        let is_first = self.settled.is_none();
        self.settled.get_or_insert(Settled::Key(source, key));
        is_first
    }

    fn stdin(&mut self) {
        if let Some(key) = self.request.stdin_key {
            self.take(Source::Stdin, key.clone().into());
        }
    }

    /// The remote that was named: its section's key, and its place for whatever key comes later.
    fn named(&mut self) {
        let Some(name) = self.request.remote else { return };
        let source = Source::Named(self.request.named_by, name.to_owned());
        let document = match self.request.trussrc {
            Trussrc::Unreadable => {
                self.step(source, State::Ignored("the trussrc cannot be read".to_owned()), None);
                self.settled = Some(Settled::Other(Box::new(Ok(Outcome::Unreadable))));
                return;
            }
            Trussrc::Absent => None,
            Trussrc::Read(document) => Some(document),
        };
        match document.and_then(|document| document.section(name)) {
            Some(section) => match Remote::of(section).map_err(Error::from).and_then(of_baseten) {
                Ok(remote) => self.named_remote(source, remote),
                Err(error) => {
                    self.step(source, State::Ignored(error.to_string()), None);
                    self.settled = Some(Settled::Other(Box::new(Err(error))));
                }
            },
            None if name == LOCAL => self.place = Place::Embedded,
            None => {
                self.step(source, State::Ignored("the trussrc has no such section".to_owned()), None);
                let known = document.map(section_names).unwrap_or_default();
                self.settled = Some(Settled::Other(Box::new(Err(Error::Unknown { name: name.to_owned(), known }))));
            }
        }
    }

    fn named_remote(&mut self, source: Source, remote: Remote) {
        self.section(source, &remote);
        self.place = Place::Remote(Box::new(remote));
    }

    fn variable(&mut self, variable: &'static str) {
        let source = Source::Variable(variable);
        let Some(raw) = self.request.variables.raw(variable) else { return self.step(source, State::Unset, None) };
        let text = raw.to_string_lossy();
        if text.trim().is_empty() {
            return self.step(source, State::Unset, None);
        }
        if variable == GENERIC_KEY_VARIABLE && !is_baseten_shape(text.trim()) {
            if self.settled.is_none() && !matches!(self.place, Place::Embedded) {
                self.warnings.push(Warning::ForeignApiKey);
            }
            return self.step(source, State::Ignored("it does not look like a Baseten key".to_owned()), None);
        }
        match ApiKey::parse_typed(&text) {
            Ok(key) if matches!(self.place, Place::Embedded) && self.settled.is_none() => {
                self.step(source, State::Offered, Some(key.display_prefix()));
                self.settled = Some(Settled::Offer(variable, key));
            }
            Ok(key) => {
                self.take(source, key.into());
            }
            Err(error) => {
                self.step(source, State::Ignored(error.to_string()), None);
                if !matches!(self.place, Place::Embedded) {
                    self.fail(Error::Variable { variable, source: error });
                }
            }
        }
    }

    /// The trussrc when no remote was named: the only section, else `[baseten]`.
    fn unnamed(&mut self) {
        if self.request.remote.is_some() {
            return;
        }
        let document = match self.request.trussrc {
            Trussrc::Absent => return,
            Trussrc::Unreadable => {
                self.settled.get_or_insert(Settled::Other(Box::new(Ok(Outcome::Unreadable))));
                return;
            }
            Trussrc::Read(document) => document,
        };
        let names = section_names(document);
        let chosen = if names.len() == 1 { names.first() } else { names.iter().find(|name| *name == BASETEN) };
        for section in document.sections() {
            let source = Source::Section(section.name().to_owned());
            if chosen.is_none_or(|chosen| chosen != section.name()) {
                self.step(source, State::Ignored("no `--remote` names it".to_owned()), None);
                continue;
            }
            match Remote::of(section).map_err(Error::from).and_then(of_baseten) {
                Ok(remote) => self.unnamed_remote(source, remote),
                Err(error) => {
                    self.step(source, State::Ignored(error.to_string()), None);
                    self.fail(error);
                }
            }
        }
        if chosen.is_none() && !names.is_empty() {
            self.settled.get_or_insert(Settled::Other(Box::new(Ok(Outcome::Choose(names)))));
        }
    }

    fn unnamed_remote(&mut self, source: Source, remote: Remote) {
        if let (Some(Settled::Key(Source::Variable(variable), _)), true) =
            (&self.settled, remote.login != Login::Nothing)
        {
            self.warnings.push(Warning::Hidden { variable, remote: remote.name.clone() });
        }
        if self.section(source, &remote) {
            self.place = Place::Remote(Box::new(remote));
        } else {
            self.settled.get_or_insert(Settled::Other(Box::new(Ok(Outcome::Missing(Some(remote.name))))));
        }
    }

    /// Records the URLs in the environment, but only those that are set: nobody misses the others.
    fn urls(&mut self) {
        let belongs = matches!((&self.place, &self.settled), (Place::Environment, Some(Settled::Key(..))));
        let mut used = None;
        for variable in URL_VARIABLES.into_iter().filter(|name| self.request.variables.raw(name).is_some()) {
            let state = match used {
                _ if !belongs => State::Ignored("it belongs to a key from the environment".to_owned()),
                Some(first) => State::Shadowed(Source::Variable(first)),
                None => State::Used,
            };
            used = used.or(Some(variable));
            self.step(Source::Variable(variable), state, None);
        }
    }

    fn trace(mut self) -> Trace {
        if matches!(self.place, Place::Embedded) {
            let state = match &self.settled {
                Some(Settled::Key(source, _)) => State::Shadowed(source.clone()),
                _ => State::Used,
            };
            self.step(Source::Embedded(self.request.named_by), state, None);
        }
        let outcome = match (self.settled.take(), &self.place) {
            (Some(Settled::Other(outcome)), _) => *outcome,
            (None, Place::Embedded) => Ok(Outcome::Local(LocalKey::Own)),
            (Some(Settled::Key(_, Credential::ApiKey(key))), Place::Embedded) => {
                Ok(Outcome::Local(LocalKey::Given(key)))
            }
            (Some(Settled::Offer(variable, key)), _) => Ok(Outcome::Local(LocalKey::Offered(key, variable))),
            (Some(Settled::Key(origin, key)), _) => {
                self.credentials(origin, key).map(|found| Outcome::Found(Box::new(found)))
            }
            (None, Place::Remote(remote)) => Ok(Outcome::Missing(Some(remote.name.clone()))),
            (None, Place::Environment) => Ok(Outcome::Missing(None)),
        };
        Trace { steps: self.steps, warnings: self.warnings, outcome }
    }

    fn credentials(&self, origin: Source, secret: Credential) -> Result<Credentials, Error> {
        let variables = self.request.variables;
        let remote = match &self.place {
            Place::Remote(remote) => Some(remote),
            Place::Environment | Place::Embedded => None,
        };
        let (url, from) = match remote {
            Some(remote) => (remote.url.as_deref(), format!("the remote `{}`", remote.name)),
            None => match URL_VARIABLES.into_iter().find(|name| variables.raw(name).is_some()) {
                Some(name) => (Some(variables.text(name).unwrap_or_default()), format!("`{name}`")),
                None => (None, String::new()),
            },
        };
        Ok(Credentials {
            remote: remote.map(|remote| remote.name.clone()),
            address: Address::new(url.unwrap_or(BASETEN_APP), &from, variables)?,
            secret,
            team: remote.and_then(|remote| remote.team.clone()),
            origin,
        })
    }
}

fn section_names(document: &Document) -> Vec<String> {
    document.sections().map(|section| section.name().to_owned()).collect()
}

fn of_baseten(remote: Remote) -> Result<Remote, Error> {
    match &remote.provider {
        Some(provider) if provider != BASETEN => {
            Err(Error::Provider { remote: remote.name, provider: provider.clone() })
        }
        _ => Ok(remote),
    }
}
