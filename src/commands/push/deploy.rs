//! The part of `truss push` that talks to the remote.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::FutureExt as _;
use serde_json::json;

use crate::api::resources::deployments::{Pushed, Target};
use crate::api::{Authorities, plain_client};
use crate::commands::push::agree::{Agreement, agree, not_deployable};
use crate::commands::push::finish::finish;
use crate::commands::push::links::{self, Remote};
use crate::commands::push::options::Options;
use crate::commands::push::show;
use crate::context::Context;
use crate::context::session::Session;
use crate::error::{Failure, Kind};
use crate::output::progress::{Progress, Unit};
use crate::push::Error;
use crate::push::plan::Plan;
use crate::push::preflight::Preflight;
use crate::push::upload::destination::Destination;
use crate::push::upload::s3::Storage;
use crate::push::upload::{Counters, upload};
use crate::signals;

const TICK: Duration = Duration::from_millis(100);
const NOT_KNOWN: &str = "it is not known whether the deployment was made";

pub(crate) struct Push<'push> {
    pub(crate) options: &'push Options,
    pub(crate) plan: &'push Plan,
    pub(crate) model_name: &'push str,
    pub(crate) with_git_info: bool,
}

/// Without a `preflight` there is nothing to upload: a dry run ends with the remote's check.
pub(crate) async fn run(
    context: &Context,
    session: &Session,
    push: &Push<'_>,
    preflight: Option<Preflight>,
) -> anyhow::Result<()> {
    let mut stop = pin!(signals::stop_requested());
    let agreement = tokio::select! {
        agreed = agree(context, session, push) => agreed?,
        stop = &mut stop => return Err(stop.with_hint("nothing was deployed").into()),
    };
    let (Some(agreement), Some(preflight)) = (agreement, preflight) else {
        return show::dry_run(context, push);
    };
    let destination = Destination::new(&agreement.prepared, session.client.base())
        .map_err(|cause| Failure::new(Kind::Server, "the remote does not say where the archive goes").cause(cause))?;
    let http = destination.as_ref().map(|destination| connect(context, destination)).transpose()?;
    let limit = context.options().request_timeout();
    let storage =
        http.as_ref().zip(destination.as_ref()).map(|(http, destination)| Storage { http, destination, limit });
    let uploaded_bytes = match storage {
        Some(storage) => send(context, preflight, storage, stop.as_mut()).await?,
        None => 0,
    };
    // From the commit on it matters whether it was sent.
    if let Some(stop) = stop.as_mut().now_or_never() {
        discard(storage).await;
        return Err(stop.with_hint("nothing was deployed").into());
    }
    let spinner = context.output().spinner("creating the deployment");
    let committed = tokio::select! {
        committed = commit(session, push, &agreement) => committed,
        stop = &mut stop => return Err(perhaps_deployed(stop, true, session, push, &agreement.target).into()),
    };
    drop(spinner);
    let pushed = match committed {
        Ok(pushed) => pushed,
        Err(error) if error.may_have_arrived() => {
            let failure = Failure::new(Kind::Server, NOT_KNOWN).cause(error);
            return Err(perhaps_deployed(failure, false, session, push, &agreement.target).into());
        }
        Err(error) => {
            discard(storage).await;
            return Err(not_deployable(error.into(), session, push));
        }
    };
    finish(context, session, push, pushed, uploaded_bytes, stop).await
}

fn connect(context: &Context, destination: &Destination) -> Result<reqwest::Client, Failure> {
    plain_client(&Authorities::of(context.variables()), context.options().request_timeout(), destination.url())
        .map_err(|cause| Failure::new(Kind::Other, "the upload's connection could not be set up").cause(cause))
}

async fn send(
    context: &Context,
    preflight: Preflight,
    storage: Storage<'_>,
    stop: Pin<&mut impl Future<Output = Failure>>,
) -> anyhow::Result<u64> {
    let bytes = preflight.archive_bytes();
    let counters = Arc::new(Counters::default());
    let mut stopped = None;
    let stopping = async { stopped = Some(stop.await) };
    let result = {
        let mut upload = pin!(upload(storage, preflight, &counters, stopping));
        let progress = context.output().progress(&["packing", "uploading"], bytes, Unit::Bytes);
        let mut tick = tokio::time::interval(TICK);
        loop {
            tokio::select! {
                result = &mut upload => break result,
                _ = tick.tick() => show_progress(&progress, &counters),
            }
        }
    };
    match (result, stopped) {
        (Err(Error::Stopped), Some(stopped)) => Err(stopped.with_hint("nothing was deployed").into()),
        (result, _) => {
            result?.iter().for_each(|leak| context.output().warn(&leak.to_string()));
            Ok(bytes)
        }
    }
}

fn show_progress(progress: &Progress, counters: &Counters) {
    progress.set_positions(&[&counters.packed, &counters.uploaded].map(|bytes| bytes.load(Ordering::Relaxed)));
}

async fn commit(session: &Session, push: &Push<'_>, agreement: &Agreement) -> Result<Pushed, crate::api::Error> {
    let Agreement { target, payload, prepared } = agreement;
    let key = prepared.s3_key.as_deref();
    session.client.commit_push(target, payload, key, push.options.disable_truss_download).await
}

async fn discard(storage: Option<Storage<'_>>) {
    if let Some(storage) = storage {
        storage.discard().await;
    }
}

/// `failure` came while the commit had no answer: what to check before the next push. `says_so` is whether the hint has
/// to say what is not known.
fn perhaps_deployed(failure: Failure, says_so: bool, session: &Session, push: &Push<'_>, target: &Target) -> Failure {
    let page = links::deployments(Remote::of(session), target, push.model_name);
    let not_known = if says_so { format!("{NOT_KNOWN}: ") } else { String::new() };
    let hint = format!("{not_known}before you push again, check the deployments of `{}` at {page}", push.model_name);
    let model_id = match target {
        Target::Existing { model_id } => Some(model_id),
        Target::New { .. } => None,
    };
    failure.with_hint(hint).details(json!({ "model_id": model_id, "model_name": push.model_name }))
}
