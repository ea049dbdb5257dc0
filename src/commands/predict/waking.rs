//! Waiting for a deployment that is asleep: Baseten holds the call until it is awake (its page on the lifecycle of
//! requests), and nothing in the answer says so.

use std::time::Duration;

use crate::commands::predict::target::Target;
use crate::context::Context;
use crate::context::session::Session;

/// When a call that has no answer yet makes one look. A deployment that is awake and slow is not asked about for ever.
const PAUSES: [Duration; 3] = [Duration::from_secs(2), Duration::from_secs(3), Duration::from_secs(5)];

/// Waits for the answer, and says so when the deployment is asleep meanwhile.
pub(crate) async fn announced<T>(
    call: impl Future<Output = T>,
    target: &Target,
    session: &Session,
    context: &Context,
) -> T {
    tokio::pin!(call);
    tokio::select! {
        biased;
        answer = &mut call => return answer,
        () = announce(target, session, context) => {}
    }
    call.await
}

async fn announce(target: &Target, session: &Session, context: &Context) {
    for pause in PAUSES {
        tokio::time::sleep(pause).await;
        // A key that can only call models is refused here, which is no news.
        let Ok(deployments) = session.client.deployments(&target.model_id).await else { return };
        let is_asleep = |status: &str| matches!(status, "SCALED_TO_ZERO" | "WAKING_UP");
        if deployments.iter().any(|deployment| target.may_be(deployment) && is_asleep(&deployment.status)) {
            return context.output().note("⏳ the deployment was asleep: the call waits until it is awake");
        }
    }
}
