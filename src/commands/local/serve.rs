//! `truss local serve`.

use std::process;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use serde_json::json;
use tokio::runtime;

use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::local::{self, Logins, Options, RequestLine, RequestLog, Server};
use crate::options::duration;
use crate::signals;

/// Where to listen
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The port on 127.0.0.1; 0 is a free one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,

    /// Leave out what Baseten's API does not have: renaming keys, and restricting them to environments
    /// (TRUSS_LOCAL_STRICT=1 does the same for every command)
    #[arg(long)]
    strict: bool,

    /// Confirm browser logins at once instead of on the page: for tests
    #[arg(long)]
    auto_approve: bool,

    /// How long the access token of a browser login lasts
    #[arg(long, value_name = "DURATION", default_value = "1h", value_parser = duration)]
    token_lifetime: Duration,
}

/// Serves until SIGINT or SIGTERM, which is how it is meant to end: both are a success.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    local::raise_descriptor_limit();
    // Unlike a command's own requests, those of other clients come several at once.
    let runtime = runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Kind::Other, "the network cannot be used").cause(error))?;
    runtime.block_on(async {
        let directory = local::directory(context.variables())?;
        // From here on: before anybody can know that the server is there.
        let stop = signals::stop_requested();
        let strict = arguments.strict || local::is_strict(context.variables());
        let logins = Logins { auto_approve: arguments.auto_approve, token_lifetime: arguments.token_lifetime };
        let options = Options { port: arguments.port, strict, logins, log: log(context), ..Options::new(directory) };
        let server = local::start(options).await?;
        let printed = print(&server, context);
        if printed.is_ok() {
            stop.await;
            context.output().note("stopped");
        }
        // Requests under way may finish; how long is the server's to say.
        let _until_stopped = signals::protection();
        server.stop().await;
        printed
    })
}

fn print(server: &Server, context: &Context) -> anyhow::Result<()> {
    let (url, api_key, team) = (server.url(), server.api_key().expose(), server.team());
    if context.output().is_json() {
        return context.output().json(&json!({ "url": url, "api_key": api_key, "team": team, "pid": process::id() }));
    }
    context.output().print(&format!("url      {url}\napi_key  {api_key}\nteam     {team}"))?;
    context.output().note("serving the embedded API; stop it with Ctrl-C");
    Ok(())
}

fn log(context: &Context) -> Option<RequestLog> {
    let output = context.output().clone();
    let write = move |line: &RequestLine| {
        let milliseconds = line.duration.as_secs_f64() * 1000.0;
        output.verbose(&format!("{} {} {} {milliseconds:.1} ms", line.method, line.path, line.status));
    };
    context.output().is_verbose().then(|| Arc::new(write) as RequestLog)
}
