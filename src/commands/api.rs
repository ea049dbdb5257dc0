//! `truss api`: any request of the management API, with the active key and to the active remote only.

use std::fs;
use std::io::Read as _;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueHint};
use reqwest::Method;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::api::raw::{RawAnswer, RawPath};
use crate::api::resources::page::NextPage;
use crate::commands::answer;
use crate::context::Context;
use crate::context::session::Session;
use crate::error::{Failure, Kind};

/// Which request
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The path below `/v1`, such as `models` or `audit_logs?limit=5`
    path: String,
    /// The method [default: GET, or POST when there is a body]
    #[arg(short = 'X', long, value_name = "METHOD", value_parser = method(), ignore_case = true)]
    method: Option<Method>,
    /// A string field of the JSON body, or of the query with GET and DELETE; may be given several times
    #[arg(short = 'f', long, value_name = "NAME=VALUE", value_parser = pair)]
    raw_field: Vec<(String, String)>,
    /// As `-f`, for a value that is JSON
    #[arg(short = 'F', long, value_name = "NAME=JSON", value_parser = json_pair)]
    field: Vec<(String, Value)>,
    /// Send this file as the body; `-` is stdin
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["raw_field", "field"])]
    input: Option<String>,
    /// Read all pages; each is a document of its own
    #[arg(long)]
    paginate: bool,
}

fn method() -> impl TypedValueParser<Value = Method> {
    PossibleValuesParser::new(["GET", "POST", "PUT", "PATCH", "DELETE"]).try_map(|name| name.to_uppercase().parse())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or("use NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn json_pair(text: &str) -> Result<(String, Value), String> {
    let (name, value) = pair(text)?;
    let value = serde_json::from_str(&value).map_err(|error| format!("the value is not JSON: {error}"))?;
    Ok((name, value))
}

/// Sends the request, and prints the answer as it is; the server's status decides the exit code.
pub(crate) fn run(arguments: Arguments, context: &Context) -> anyhow::Result<()> {
    let path = RawPath::read(&arguments.path).map_err(|error| Failure::new(Kind::Usage, error.to_string()))?;
    let request = Request::new(arguments, path)?;
    context.online(async |session| request.send(session, context).await)
}

struct Request {
    method: Method,
    path: RawPath,
    body: Option<Vec<u8>>,
    paginate: bool,
}

impl Request {
    fn new(arguments: Arguments, path: RawPath) -> anyhow::Result<Self> {
        let texts = arguments.raw_field.into_iter().map(|(name, text)| (name, Value::String(text)));
        let fields: Map<String, Value> = texts.chain(arguments.field).collect();
        let has_body = !fields.is_empty() || arguments.input.is_some();
        let method = arguments.method.unwrap_or(if has_body { Method::POST } else { Method::GET });
        if arguments.paginate && method != Method::GET {
            return Err(Failure::new(Kind::Usage, "only GET has pages").into());
        }
        let body = match arguments.input {
            Some(file) => Some(read_input(&file)?),
            None if fields.is_empty() => None,
            None if matches!(method, Method::GET | Method::DELETE) => {
                let path = fields.iter().fold(path, |path, (name, value)| path.query(name, &in_query(value)));
                return Ok(Self { method, path, body: None, paginate: arguments.paginate });
            }
            None => Some(serde_json::to_vec(&fields)?),
        };
        Ok(Self { method, path, body, paginate: arguments.paginate })
    }

    async fn send(&self, session: &Session, context: &Context) -> anyhow::Result<()> {
        let mut path = self.path.clone();
        let mut seen = Vec::new();
        loop {
            match session.client.raw(self.method.clone(), &path, self.body.clone()).await {
                Ok(RawAnswer::Other(answer)) => return answer::print(answer, context).await,
                Ok(RawAnswer::Document(answer)) => {
                    context.output().document(&answer)?;
                    let page = serde_json::from_slice::<NextPage>(&answer).ok().filter(|_| self.paginate);
                    let next = page.and_then(NextPage::cursor);
                    // A server whose cursor leads nowhere new must not keep this program for ever.
                    let Some(cursor) = next.filter(|cursor| !seen.contains(cursor)) else { return Ok(()) };
                    path = path.query("cursor", &cursor);
                    seen.push(cursor);
                }
                Err(error) => {
                    context.output().refused_document(&error.body)?;
                    return Err(error.into());
                }
            }
        }
    }
}

fn read_input(file: &str) -> anyhow::Result<Vec<u8>> {
    let mut body = Vec::new();
    let read = match file {
        "-" => std::io::stdin().lock().read_to_end(&mut body).map(|_| body),
        file => fs::read(file),
    };
    let body = read.map_err(|error| Failure::unreadable(file, error))?;
    match serde_json::from_slice::<&RawValue>(&body) {
        Ok(_) => Ok(body),
        Err(error) => Err(Failure::new(Kind::Invalid, format!("`{file}` is not JSON")).cause(error).into()),
    }
}

/// A text stands in a query as it is, anything else as JSON.
fn in_query(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
