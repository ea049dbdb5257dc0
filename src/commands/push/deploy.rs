//! The part of `truss push` that talks to the remote.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use url::Url;

use crate::api::deployments::Pushed;
use crate::api::uploads::PreparedUpload;
use crate::api::{Authorities, plain_client};
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::output::progress::{Progress, Unit};
use crate::push::destination::{Destination, Place};
use crate::push::idle::Counters;
use crate::push::package::Package;
use crate::push::plan::Plan;
use crate::push::upload::{UploadError, Uploaded, upload};
use crate::session::Session;
use crate::signals;

use super::agree::{Agreement, agree, not_deployable};
use super::options::Options;
use super::{show, wait};

/// How often progress is looked at.
const TICK: Duration = Duration::from_millis(100);

/// What is pushed, and how.
pub(super) struct Push<'push> {
    pub(super) options: &'push Options,
    pub(super) plan: &'push Plan,
    pub(super) model_name: &'push str,
    pub(super) with_git_info: bool,
}

/// Agrees with the remote, uploads, commits, follows.
pub(super) async fn run(context: &Context, session: &Session, push: &Push<'_>, package: Package) -> anyhow::Result<()> {
    let mut stop = pin!(signals::stop_requested());
    let agreement = tokio::select! {
        agreed = agree(context, session, push) => agreed?,
        stop = &mut stop => return Err(stop.into()),
    };
    let Some(agreement) = agreement else {
        return show::dry_run(context, push.plan, push.model_name);
    };
    let destination = destination(&agreement.prepared, session.client.base())?;
    let uploaded = match &destination {
        Some(destination) => Some(send(context, package, destination, stop.as_mut()).await?),
        None => None,
    };
    let pushed = match commit(session, push, &agreement).await {
        Ok(pushed) => pushed,
        Err(error) => {
            let error = take_back(context, error, destination).await;
            return Err(not_deployable(error, session, push));
        }
    };
    finish(context, session, push, pushed, uploaded.map_or(0, |uploaded| uploaded.bytes), stop).await
}

/// Where the archive goes; nowhere for a model that is built from its config alone.
fn destination(prepared: &PreparedUpload, remote: &Url) -> anyhow::Result<Option<Destination>> {
    let Some(key) = &prepared.s3_key else { return Ok(None) };
    // Beside a key all of it is there, by the API's own description.
    let place = (|| {
        let credentials = prepared.creds.as_ref()?;
        Some(Place {
            bucket: prepared.s3_bucket.as_deref()?,
            key,
            region: prepared.s3_region.as_deref()?,
            endpoint: prepared.s3_endpoint_url.as_deref(),
            remote,
            credentials: [
                &credentials.aws_access_key_id,
                &credentials.aws_secret_access_key,
                &credentials.aws_session_token,
            ],
        })
    })();
    let refused =
        |cause: String| Failure::new(Kind::Server, "the remote does not say where the archive goes").cause(cause);
    let place = place.ok_or_else(|| refused("its answer has no bucket, region or credentials".to_owned()))?;
    Ok(Some(Destination::new(&place).map_err(refused)?))
}

/// Packs and uploads, with a bar for each.
async fn send(
    context: &Context,
    package: Package,
    destination: &Destination,
    stop: Pin<&mut impl Future<Output = Failure>>,
) -> anyhow::Result<Uploaded> {
    let timeout = context.options().request_timeout;
    let http = plain_client(&Authorities::of(context.variables()), timeout, destination.url())
        .map_err(|cause| Failure::new(Kind::Other, "the upload's connection could not be set up").cause(cause))?;
    let bytes = package.archive_bytes();
    let counters = Arc::new(Counters::default());
    let mut stopped = None;
    let stopping = async { stopped = Some(stop.await) };
    let result = {
        let mut upload = pin!(upload(&http, destination, package, &counters, timeout, stopping));
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
        (Err(UploadError::Stopped), Some(stopped)) => Err(stopped.into()),
        (result, _) => {
            let uploaded = result?;
            uploaded.leaks.iter().for_each(|leak| context.output().warn(&leak.to_string()));
            Ok(uploaded)
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

/// After a commit that failed: an archive that nobody will use is thrown away, unless somebody may use it after all.
async fn take_back(context: &Context, error: crate::api::Error, destination: Option<Destination>) -> anyhow::Error {
    if error.may_have_arrived() {
        return Failure::new(Kind::Server, "it is not known whether the deployment was made")
            .hint("look at the model's deployments before you push again")
            .cause(error)
            .into();
    }
    if let Some(destination) = destination {
        let authorities = Authorities::of(context.variables());
        let timeout = context.options().request_timeout;
        if let Ok(http) = plain_client(&authorities, timeout, destination.url()) {
            destination.discard(&http, timeout).await;
        }
    }
    error.into()
}

/// Tells what was made, and follows it as far as that was asked for.
async fn finish(
    context: &Context,
    session: &Session,
    push: &Push<'_>,
    pushed: Pushed,
    uploaded_bytes: u64,
    stop: Pin<&mut impl Future<Output = Failure>>,
) -> anyhow::Result<()> {
    let options = push.options;
    let mut deployment = pushed.deployment;
    let (model_id, id) = (deployment.model_id.clone(), deployment.id.clone());
    let mut predict = session.credentials.inference_url(&model_id)?;
    let mut logs = session.credentials.address.app().clone();
    let inference = if push.plan.is_bis_llm() { &["sync", "v1", "chat", "completions"][..] } else { &["predict"] };
    let called = ["deployment", &id].into_iter().chain(inference.iter().copied());
    predict.path_segments_mut().expect("an http URL has a path").pop_if_empty().extend(called);
    logs.path_segments_mut().expect("an http URL has a path").pop_if_empty().extend(["models", &model_id, "logs", &id]);
    context.output().note(&format!("✨ model `{}` was pushed as deployment `{id}`", push.model_name));
    let follow = wait::Follow { session, options, model_id: &model_id, deployment_id: &id };
    let mut stop = stop;
    if options.wait {
        deployment = tokio::select! {
            active = follow.until_active(context) => active?,
            stop = &mut stop => return Err(stop.into()),
        };
    }
    let (predict_url, logs_url) = (predict.to_string(), logs.to_string());
    let environment = options.environment();
    let (model_name, plan) = (push.model_name, push.plan);
    let deployment = &deployment;
    show::result(
        context,
        &show::Result { model_name, deployment, environment, predict_url, logs_url, plan, uploaded_bytes },
    )?;
    if options.tail && !options.wait {
        tokio::select! {
            ended = follow.until_stopped(context) => ended?,
            stop = stop => return Err(stop.into()),
        }
    }
    Ok(())
}
