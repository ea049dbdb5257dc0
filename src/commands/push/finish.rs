//! After the commit of `truss push`: what was made, where it is, and following it as far as that was asked for.

use std::future::Future;
use std::pin::Pin;

use crate::api::inference::Endpoint;
use crate::api::resources::deployments::Pushed;
use crate::commands::push::deploy::Push;
use crate::commands::push::links::{Links, Remote};
use crate::commands::push::show;
use crate::commands::push::wait::Follow;
use crate::context::Context;
use crate::context::session::Session;
use crate::error::Failure;

/// What a first call can send.
fn first_input(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::ChatCompletions => r#"{"messages":[{"role":"user","content":"Hello"}]}"#,
        Endpoint::Predict => "{}",
    }
}

pub(crate) async fn finish(
    context: &Context,
    session: &Session,
    push: &Push<'_>,
    pushed: Pushed,
    uploaded_bytes: u64,
    mut stop: Pin<&mut impl Future<Output = Failure>>,
) -> anyhow::Result<()> {
    let (output, options) = (context.output(), push.options);
    let mut deployment = pushed.deployment;
    let (model_id, id) = (deployment.model_id.clone(), deployment.id.clone());
    let environment = deployment.environment.clone().or_else(|| options.environment().map(str::to_owned));
    let environment = environment.as_deref();
    let endpoint = Endpoint::of(push.plan.config.is_bis_llm());
    let links = Links::new(Remote::of(session), [&model_id, &id], environment, endpoint);
    output.note(&format!("✨ model `{}` was pushed as deployment `{id}`", push.model_name));
    let follow =
        Follow { context, session, options, model_id: &model_id, deployment_id: &id, logs: links.logs.as_ref() };
    if options.wait {
        deployment = tokio::select! {
            active = follow.until_active() => active?,
            stop = &mut stop => return Err(follow.continues(stop).into()),
        };
    }
    show::result(context, push, &deployment, environment, &links, uploaded_bytes)?;
    let call = links.call(context, session, first_input(endpoint)).filter(|_| !output.is_json());
    if let Some(call) = call {
        let when = if options.wait { "call it" } else { "call it once it is active" };
        output.note(&format!("{when}: {call}"));
    }
    if options.tail && !options.wait {
        tokio::select! {
            ended = follow.until_stopped() => ended?,
            stop = stop => return Err(follow.continues(stop).into()),
        }
    }
    Ok(())
}
