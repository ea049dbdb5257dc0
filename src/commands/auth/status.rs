//! `truss auth status`.

use clap::Args;
use serde_json::{Value, json};

use crate::api::users::User;
use crate::context::Context;
use crate::login;
use crate::output::sanitize::clean_line;
use crate::output::table::Table;
use crate::remote::{Credentials, Outcome, Source, State, Step};
use crate::secret::ApiKey;
use crate::session::{self, Session};
use crate::trussrc::Store;

/// Where to look first, and whether to ask the remote
#[derive(Debug, Args)]
pub struct Arguments {
    /// Ask the remote whose key it is; without a key that is right this fails with 3
    #[arg(long)]
    check: bool,
    /// Read the key from stdin
    #[arg(long)]
    api_key_stdin: bool,
}

/// What is told.
struct Status {
    steps: Vec<Step>,
    credentials: Option<Credentials>,
    user: Option<User>,
    problem: Option<String>,
    store: Store,
}

/// Tells every source of a key in order, and what came of it. Without `--check` nothing is asked over the network, and
/// having no key is no failure but an answer.
///
/// # Errors
///
/// With `--check`, what finding the key and asking the remote can end in.
pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let key = if arguments.api_key_stdin { Some(login::key_from_stdin(context)?) } else { None };
    let status = look(arguments.check, key.as_ref(), context)?;
    if context.output().is_json() { context.output().json(&status.to_json()) } else { status.print(context) }
}

fn look(check: bool, key: Option<&ApiKey>, context: &Context) -> anyhow::Result<Status> {
    let store = context.trussrc()?;
    let (mut trace, unreadable) = context.trace(context.options().remote.as_deref(), key)?;
    for warning in &trace.warnings {
        context.output().warn(&warning.to_string());
    }
    if check {
        let outcome = session::settled(trace.outcome.clone()?, unreadable)?;
        let (credentials, user) = open(outcome, true, context)?;
        trace.settle_offer(!matches!(credentials.origin, Source::Embedded(_)));
        return Ok(Status { steps: trace.steps, credentials: Some(credentials), user, problem: None, store });
    }
    let credentials = match &trace.outcome {
        Ok(Outcome::Found(found)) => Some((**found).clone()),
        Ok(local @ Outcome::Local(_)) => {
            let (found, _) = open(local.clone(), false, context)?;
            trace.settle_offer(!matches!(found.origin, Source::Embedded(_)));
            Some(found)
        }
        _ => None,
    };
    let problem = match trace.outcome {
        Ok(Outcome::Found(_) | Outcome::Local(_)) => None,
        Ok(open) => session::settled(open, unreadable).err(),
        Err(error) => Some(error.into()),
    };
    let problem = problem.map(|problem| told(&problem));
    Ok(Status { steps: trace.steps, credentials, user: None, problem, store })
}

/// Which key it comes to, which for the embedded API is that API's to say and needs no network; with `check` the remote
/// is asked whose it is, too. A key that may not ask is a key all the same.
fn open(outcome: Outcome, check: bool, context: &Context) -> anyhow::Result<(Credentials, Option<User>)> {
    context.block_on(async {
        let session = Session::with(context, outcome).await?;
        let answer = if check { Some(session.client.current_user().await) } else { None };
        let credentials = session.credentials.clone();
        session.close().await;
        Ok((credentials, answer.map_or(Ok(None), login::unless_forbidden)?))
    })
}

/// A message with its causes, on one line.
fn told(error: &anyhow::Error) -> String {
    let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    chain.join(": ")
}

impl Status {
    fn to_json(&self) -> Value {
        let found = self.credentials.as_ref();
        let sources: Vec<Value> = self.steps.iter().map(step_to_json).collect();
        json!({
            "remote": found.and_then(|found| found.remote.as_ref()),
            "remote_url": found.map(|found| found.address.app().as_str()),
            "management_url": found.map(|found| found.management_url().as_str()),
            "team": found.and_then(|found| found.team.as_ref()),
            "key": found.map(|found| json!({"prefix": found.api_key.shown(), "source": found.origin.to_string()})),
            "problem": self.problem,
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
            line("remote", found.remote.clone().unwrap_or_else(|| "none: the environment has the key".to_owned()));
            line("url", found.address.app().to_string());
            line("key", format!("{} from {}", found.api_key.shown(), found.origin));
            if let Some(team) = &found.team {
                line("team", team.clone());
            }
        }
        if let Some(user) = &self.user {
            line("user", user.email.as_ref().or(user.name.as_ref()).unwrap_or(&user.user_id).clone());
        }
        if let Some(problem) = &self.problem {
            line("problem", problem.clone());
        }
        let mode = self.store.mode().map_or_else(|| "not there".to_owned(), |mode| format!("mode {mode:04o}"));
        line("trussrc", format!("{} ({mode})", self.store.shown(context.variables())));
        context.output().answer(&format!("{}\n", lines.join("\n")))?;
        let mut table = Table::new(&["SOURCE", "KEY", "STATE"]).cut(&[2, 0]);
        for step in &self.steps {
            table.row([step.source.to_string(), step.prefix.clone().unwrap_or_default(), step.state.to_string()]);
        }
        Ok(context.output().table(&table)?)
    }
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
