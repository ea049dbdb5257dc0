//! `truss auth status`.

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use crate::api::Error;
use crate::api::resources::users::User;
use crate::context::Context;
use crate::context::login;
use crate::context::session::{self, Session};
use crate::error::{Failure, Kind};
use crate::output::table::Table;
use crate::remote::{Credentials, MANAGEMENT_OVERRIDE, Outcome, Source, State, Step, URL_VARIABLES};
use crate::report::Report;
use crate::sanitize::clean_line;
use crate::secret::ApiKey;
use crate::trussrc::Store;

/// Where to look first, and whether to ask the remote
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Ask the remote whose key it is
    #[arg(long)]
    check: bool,
    /// Read the key from stdin
    #[arg(long)]
    api_key_stdin: bool,
}

struct Status {
    steps: Vec<Step>,
    credentials: Option<Credentials>,
    user: Option<User>,
    problem: Option<Failure>,
    store: Store,
}

/// Shows every source of a key in order, and what came of it. Without `--check` nothing is asked over the network.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let key = if arguments.api_key_stdin { Some(login::key_from_stdin(context)?) } else { None };
    let (status, checked) = find(arguments.check, key.as_ref(), context)?;
    if context.output().is_json() {
        context.output().json(&status.to_json(context))?;
    } else {
        status.print(context)?;
    }
    checked?;
    status.problem.map_or(Ok(()), |problem| Err(problem.into()))
}

fn find(check: bool, key: Option<&ApiKey>, context: &Context) -> anyhow::Result<(Status, anyhow::Result<()>)> {
    let store = context.trussrc()?;
    let (mut trace, unreadable) = context.trace(context.options().remote.as_deref(), key)?;
    for warning in &trace.warnings {
        context.output().warn(&warning.to_string());
    }
    let outcome = match trace.outcome.clone() {
        Ok(outcome) => session::settled(outcome, unreadable),
        Err(error) => Err(error.into()),
    };
    let (mut found, mut user, mut checked, mut problem) = (None, None, Ok(()), None);
    match outcome {
        Ok(Outcome::Found(credentials)) if !check => found = Some(*credentials),
        Ok(outcome) => {
            let (credentials, answer) = open(outcome, check, context)?;
            trace.settle_offer(!matches!(credentials.origin, Source::Embedded(_)));
            found = Some(credentials);
            match answer {
                Ok(answer) => user = answer,
                Err(error) => checked = Err(error.into()),
            }
        }
        Err(error) => problem = Some(unusable(&error)),
    }
    Ok((Status { steps: trace.steps, credentials: found, user, problem, store }, checked))
}

/// Whatever keeps a key from being used: to a script it is one thing.
fn unusable(error: &anyhow::Error) -> Failure {
    let report = Report::of(error);
    Failure::new(Kind::Credentials, report.sentence()).with_hint_if_any(report.hint())
}

/// Which key it comes to, which for the embedded API is that API's to say and needs no network; with `check` the remote
/// is asked whose it is, too. A key that may not ask is a key all the same.
fn open(
    outcome: Outcome,
    check: bool,
    context: &Context,
) -> anyhow::Result<(Credentials, Result<Option<User>, Error>)> {
    context.block_on(async {
        let session = Session::with(context, outcome).await?;
        let answer = if check { Some(session.client.current_user().await) } else { None };
        let credentials = session.credentials.clone();
        session.close().await;
        Ok((credentials, answer.map_or(Ok(None), login::unless_forbidden)))
    })
}

impl Status {
    /// The addresses of app and API. Those of the embedded API end with this run.
    fn urls(&self) -> Option<(String, String)> {
        let found = self.credentials.as_ref()?;
        let is_embedded = self.steps.iter().any(|step| matches!(step.source, Source::Embedded(_)));
        let text = |url: &'_ Url| url.as_str().trim_end_matches('/').to_owned();
        (!is_embedded).then(|| (text(found.address.app()), text(found.management_url())))
    }

    /// The variable that sets the address of the API, if one does.
    fn url_variable(&self, context: &Context) -> Option<&'static str> {
        self.urls()?;
        if context.variables().text(MANAGEMENT_OVERRIDE).is_some() {
            return Some(MANAGEMENT_OVERRIDE);
        }
        URL_VARIABLES.into_iter().find(|name| {
            self.steps.iter().any(|step| step.source == Source::Variable(name) && step.state == State::Used)
        })
    }

    fn to_json(&self, context: &Context) -> Value {
        let found = self.credentials.as_ref();
        let sources: Vec<Value> = self.steps.iter().map(step_to_json).collect();
        json!({
            "remote": found.and_then(|found| found.remote.as_ref()),
            "remote_url": self.urls().map(|(app, _)| app),
            "management_url": self.urls().map(|(_, api)| api),
            "management_url_variable": self.url_variable(context),
            "team": found.and_then(|found| found.team.as_ref()),
            "key": found.map(key_to_json),
            "problem": self.problem.as_ref().map(ToString::to_string),
            "user": self.user,
            "trussrc": {
                "path": self.store.path().display().to_string(),
                "mode": self.store.mode().map(|mode| format!("{mode:04o}")),
            },
            "sources": sources,
        })
    }

    fn print(&self, context: &Context) -> anyhow::Result<()> {
        let mut lines = Vec::new();
        let mut line = |name: &str, value: String| lines.push(format!("{name:<8} {}", clean_line(&value)));
        if let Some(found) = &self.credentials {
            line("remote", found.remote.clone().unwrap_or_else(|| "none: the key is from the environment".to_owned()));
            if let Some((app, api)) = self.urls() {
                line("url", app);
                let variable = self.url_variable(context).map(|name| format!(" from {name}")).unwrap_or_default();
                line("api", format!("{api}{variable}"));
            }
            line("key", format!("{} from {}", found.secret.display_prefix(), found.origin));
            if let Some(tokens) = found.secret.tokens() {
                line("until", format!("{}, then it is renewed", rfc3339(tokens.expires_at)));
            }
            if let Some(team) = &found.team {
                line("team", team.clone());
            }
        }
        if let Some(user) = &self.user {
            line("user", user.signature());
        }
        if let Some(problem) = &self.problem {
            line("problem", problem.to_string());
        }
        let mode = self.store.mode().map_or_else(|| "not there".to_owned(), |mode| format!("mode {mode:04o}"));
        line("trussrc", format!("{} ({mode})", self.store.display_path(context.variables())));
        context.output().print(&format!("{}\n", lines.join("\n")))?;
        let mut table = Table::new(&["SOURCE", "KEY", "STATE"]).cut(&["STATE", "SOURCE"]);
        for step in &self.steps {
            table.row([step.source.to_string(), step.prefix.clone().unwrap_or_default(), step.state.to_string()]);
        }
        Ok(context.output().table(&table)?)
    }
}

/// `expires_at` is that of a browser login, which has no prefix.
fn key_to_json(found: &Credentials) -> Value {
    let mut key = json!({"prefix": found.secret.prefix(), "source": found.origin.to_string()});
    if let Some(tokens) = found.secret.tokens() {
        key["expires_at"] = rfc3339(tokens.expires_at).into();
    }
    key
}

fn rfc3339(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |time| time.to_string())
}

fn step_to_json(step: &Step) -> Value {
    let (by, reason) = match &step.state {
        State::Shadowed(source) => (Some(source.to_string()), None),
        State::Ignored(reason) => (None, Some(reason)),
        State::Used | State::Offered | State::Unset => (None, None),
    };
    json!({
        "source": step.source.to_string(),
        "state": step.state.word(),
        "by": by,
        "because": reason,
        "prefix": step.prefix,
    })
}
