//! The part of `truss push` that talks to the remote.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use url::Url;

use crate::api::deployments::{DeploymentPayload, Pushed, Target};
use crate::api::teams::Team;
use crate::api::uploads::PreparedUpload;
use crate::api::{Authorities, plain_client};
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::keys::resolve;
use crate::output::progress::{Progress, Unit};
use crate::push::destination::{Destination, Place};
use crate::push::environment::user_env;
use crate::push::idle::Counters;
use crate::push::package::Package;
use crate::push::plan::Plan;
use crate::push::target::{Home, home, target};
use crate::push::upload::{UploadError, Uploaded, upload};
use crate::push::{Value, size};
use crate::session::Session;
use crate::signals;

use super::options::Options;
use super::{show, wait};

/// How often progress is looked at.
const TICK: Duration = Duration::from_millis(100);
/// How many of the largest files are named before the upload.
const NAMED_FILES: usize = 3;

/// What is pushed, and how.
pub(super) struct Push<'push> {
    pub(super) options: &'push Options,
    pub(super) plan: &'push Plan,
    pub(super) model_name: &'push str,
}

type Payload = DeploymentPayload<Value>;

/// Agrees with the remote, uploads, commits, follows.
pub(super) async fn run(context: &Context, session: &Session, push: &Push<'_>, package: Package) -> anyhow::Result<()> {
    let mut stop = pin!(signals::stop_requested());
    let agreement = tokio::select! {
        agreed = agree(context, session, push) => agreed?,
        stop = &mut stop => return Err(stop.into()),
    };
    let Some((target, payload, prepared)) = agreement else {
        return show::dry_run(context, push.plan, push.model_name);
    };
    let destination = destination(&prepared, session.client.base())?;
    let uploaded = match &destination {
        Some(destination) => Some(send(context, package, destination, stop.as_mut()).await?),
        None => None,
    };
    let pushed = commit(session, push, &target, &payload, &prepared).await.map_err(|error| (error, destination));
    let pushed = match pushed {
        Ok(pushed) => pushed,
        Err((error, destination)) => return Err(take_back(context, session, error, destination).await),
    };
    finish(context, session, push, pushed, uploaded.map_or(0, |uploaded| uploaded.bytes), stop).await
}

/// Finds out which model is meant and has the remote check the push; `None` after a dry run.
async fn agree(
    context: &Context,
    session: &Session,
    push: &Push<'_>,
) -> anyhow::Result<Option<(Target, Payload, PreparedUpload)>> {
    let refused = |error| not_deployable(error, session);
    let target = find_target(context, session, push).await.map_err(refused)?;
    let options = push.options;
    if options.disable_truss_download && matches!(target, Target::Existing { .. }) {
        let exists = format!("the model `{}` exists, and `--disable-truss-download` is for new ones", push.model_name);
        return Err(Failure::new(Kind::Usage, exists).into());
    }
    let payload = DeploymentPayload {
        config: push.plan.sent_config(options.no_cache),
        raw_config: push.plan.raw_config(),
        user_env: Some(user_env(&push.plan.folder, options.include_git_info)),
        environment_name: options.environment().map(str::to_owned),
        preserve_env_instance_type: options.keeps_instance_type(),
        deploy_timeout_minutes: options.deploy_timeout_minutes,
        deployment_name: options.deployment_name.clone(),
        labels: options.labels.clone(),
    };
    let prepare = async |dry_run| session.client.prepare_upload(&target, &payload, dry_run).await;
    prepare(true).await.map_err(|error| refused(error.into()))?;
    if options.dry_run {
        return Ok(None);
    }
    context.output().note(&summary(push, &target));
    let prepared = prepare(false).await.map_err(|error| refused(error.into()))?;
    Ok(Some((target, payload, prepared)))
}

async fn find_target(context: &Context, session: &Session, push: &Push<'_>) -> anyhow::Result<Target> {
    let (client, name) = (&session.client, push.model_name);
    let wanted = push.options.team.as_ref().or(session.credentials.team.as_ref());
    let models = client.models(Some(name)).await?;
    let team = match wanted {
        Some(wanted) => Some(resolve::team(client, wanted).await?),
        None => {
            let teams = client.teams().await?;
            match home(name, &models, &teams) {
                Home::Team(id) => teams.into_iter().find(|team| Some(&team.id) == id.as_ref()),
                Home::Open => Some(choose(context, teams)?),
            }
        }
    };
    Ok(target(name, &models, team.as_ref()))
}

fn choose(context: &Context, teams: Vec<Team>) -> anyhow::Result<Team> {
    let names: Vec<String> = teams.iter().map(|team| team.name.clone()).collect();
    if !context.is_interactive() {
        let failure = Failure::new(Kind::Usage, "there are several teams, and the model could belong to any of them");
        return Err(failure.hint(format!("name one with `--team`: {}", names.join(", "))).into());
    }
    let chosen = context.output().choose("👥 Which team's model is it? ", &names)?;
    Ok(teams.into_iter().nth(chosen).expect("what was chosen is there"))
}

/// A 403 in other words: what was asked for is clear here.
fn not_deployable(error: anyhow::Error, session: &Session) -> anyhow::Error {
    match error.downcast_ref::<crate::api::Error>() {
        Some(refused) if refused.status().is_some_and(|status| status == 403) => {
            let message = format!("the API key `{}` cannot deploy models", session.client.key().shown());
            let hint = "deploying needs a personal key or a team's full-access key";
            Failure::new(Kind::Credentials, message).cause(refused.fault.to_string()).hint(hint).into()
        }
        _ => error,
    }
}

fn summary(push: &Push<'_>, target: &Target) -> String {
    let collection = &push.plan.collection;
    let kind = if matches!(target, Target::New { .. }) { "the new model" } else { "the model" };
    let largest = collection.largest(NAMED_FILES).into_iter();
    let largest: Vec<String> =
        largest.map(|file| format!("{} ({})", file.path.display(), size::in_words(file.size))).collect();
    let total = size::in_words(collection.total_bytes());
    let (name, count) = (push.model_name, collection.files.len());
    format!("pushing {kind} `{name}`: {count} files, {total}; the largest: {}", largest.join(", "))
}

/// Where the archive goes; nowhere for a model that is built from its config alone.
fn destination(prepared: &PreparedUpload, remote: &Url) -> anyhow::Result<Option<Destination>> {
    let Some(key) = &prepared.s3_key else { return Ok(None) };
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
    let timeout = context.options().timeout;
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

async fn commit(
    session: &Session,
    push: &Push<'_>,
    target: &Target,
    payload: &Payload,
    prepared: &PreparedUpload,
) -> Result<Pushed, crate::api::Error> {
    let key = prepared.s3_key.as_deref();
    session.client.commit_push(target, payload, key, push.options.disable_truss_download).await
}

/// After a commit that failed: an archive that nobody will use is thrown away, unless somebody may use it after all.
async fn take_back(
    context: &Context,
    session: &Session,
    error: crate::api::Error,
    destination: Option<Destination>,
) -> anyhow::Error {
    if error.may_have_arrived() {
        return Failure::new(Kind::Server, "it is not known whether the deployment was made")
            .hint("look at the model's deployments before you push again")
            .cause(error)
            .into();
    }
    if let Some(destination) = destination {
        let authorities = Authorities::of(context.variables());
        let timeout = context.options().timeout;
        if let Ok(http) = plain_client(&authorities, timeout, destination.url()) {
            destination.discard(&http, timeout).await;
        }
    }
    not_deployable(error.into(), session)
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
    for (url, segments) in
        [(&mut predict, &["deployment", &id, "predict"][..]), (&mut logs, &["models", &model_id, "logs", &id])]
    {
        url.path_segments_mut().expect("an http URL has a path").pop_if_empty().extend(segments);
    }
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
