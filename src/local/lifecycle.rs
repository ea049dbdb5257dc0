//! How a deployment's status follows from the time since its push.
//!
//! Nothing is built here and no process has to run: each reader works the status out for itself, so all of them
//! agree. The steps take a little more than a second, so that a script sees each of them.

use serde::Serialize;

use crate::local::store::deployments::Deployment;
use crate::local::timestamp::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Status {
    Building,
    Deploying,
    LoadingModel,
    Active,
    BuildFailed,
    Inactive,
}

/// When each step begins, in milliseconds after the push, and what the log says then.
const STEPS: [(i64, Status, &str); 4] = [
    (0, Status::Building, "Build started. This is the embedded API: the archive is stored, nothing is built."),
    (400, Status::Deploying, "Build finished. Deploying one replica, in name only."),
    (800, Status::LoadingModel, "Loading the model, in name only."),
    (1200, Status::Active, "Active. No model runs here: a call is answered with what it was called with."),
];

const FAILING_STEPS: [(i64, Status, &str); 2] =
    [STEPS[0], (600, Status::BuildFailed, "Build failed, as a model named `fail-build` asks for.")];

/// The model name whose builds fail, so that scripts can try failure.
pub(crate) const FAILING_NAME: &str = "fail-build";

pub(crate) struct LogLine {
    pub(crate) at: Timestamp,
    pub(crate) level: Level,
    pub(crate) message: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Level {
    Debug,
    Info,
    Warning,
    Error,
}

impl Level {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "DEBUG" => Some(Self::Debug),
            "INFO" => Some(Self::Info),
            "WARNING" => Some(Self::Warning),
            "ERROR" => Some(Self::Error),
            _ => None,
        }
    }
}

fn steps(deployment: &Deployment) -> &'static [(i64, Status, &'static str)] {
    if deployment.fails { &FAILING_STEPS } else { &STEPS }
}

/// Where the deployment is at `now`. Unproven: that it is deactivated, and activated again, in a moment.
pub(super) fn status(deployment: &Deployment, now: Timestamp) -> Status {
    match deployment.deactivated_at {
        Some(_) => Status::Inactive,
        None => step(deployment, now),
    }
}

fn step(deployment: &Deployment, now: Timestamp) -> Status {
    let reached = steps(deployment).iter().rev().find(|(after, ..)| begins(deployment, *after) <= now);
    reached.map_or(Status::Building, |(_, status, _)| *status)
}

fn begins(deployment: &Deployment, milliseconds: i64) -> Timestamp {
    deployment.started_at.plus_milliseconds(milliseconds)
}

/// Whether the deployment was active before it was perhaps deactivated.
fn became_active(deployment: &Deployment, now: Timestamp) -> bool {
    step(deployment, deployment.deactivated_at.unwrap_or(now).min(now)) == Status::Active
}

/// What the deployment has logged until `now`, the oldest first.
pub(crate) fn log(deployment: &Deployment, now: Timestamp) -> Vec<LogLine> {
    let now = deployment.deactivated_at.unwrap_or(now).min(now);
    let lines = steps(deployment).iter().map(|(after, status, message)| LogLine {
        at: begins(deployment, *after),
        level: if *status == Status::BuildFailed { Level::Error } else { Level::Info },
        message,
    });
    lines.filter(|line| line.at <= now).collect()
}

/// The deployment to which a model's environment points: the last one pushed to it that became active, also when it
/// is deactivated now. Unproven: that it takes the place at once; Baseten rolls by default, one promotion at a time.
/// `deployments` are all of the model, the oldest first.
pub(crate) fn current<'a>(deployments: &'a [Deployment], environment: &str, now: Timestamp) -> Option<&'a Deployment> {
    let of_environment = |deployment: &&Deployment| deployment.environment.as_deref() == Some(environment);
    deployments.iter().rev().filter(of_environment).find(|deployment| became_active(deployment, now))
}

/// The environment that a deployment belongs to: the one it was pushed to, until a later one took its place
/// there or its build failed.
pub(crate) fn environment<'a>(
    deployment: &'a Deployment,
    deployments: &[Deployment],
    now: Timestamp,
) -> Option<&'a str> {
    let environment = deployment.environment.as_deref()?;
    if became_active(deployment, now) {
        let current = current(deployments, environment, now)?;
        return (current.id == deployment.id).then_some(environment);
    }
    match status(deployment, now) {
        Status::BuildFailed | Status::Inactive => None,
        _ => Some(environment),
    }
}

#[cfg(test)]
mod tests {
    use super::{Status, current, environment, log, status};
    use crate::local::store::deployments::Deployment;
    use crate::local::timestamp::Timestamp;

    const PUSHED: Timestamp = Timestamp(1_000_000_000_000);

    fn deployment(id: &str, started_at: Timestamp, fails: bool) -> Deployment {
        Deployment {
            id: id.to_owned(),
            model_id: "m".to_owned(),
            name: id.to_owned(),
            created_at: started_at,
            started_at,
            deactivated_at: None,
            fails,
            environment: Some("production".to_owned()),
            is_development: false,
            instance_type: "1x2".to_owned(),
            labels: None,
            region: None,
        }
    }

    fn walk(fails: bool) -> Vec<Status> {
        let deployment = deployment("d", PUSHED, fails);
        let mut seen: Vec<Status> =
            (0..3000).map(|after| status(&deployment, PUSHED.plus_milliseconds(after))).collect();
        seen.dedup();
        seen
    }

    #[test]
    fn a_deployment_walks_through_its_steps_in_order() {
        assert_eq!(walk(false), [Status::Building, Status::Deploying, Status::LoadingModel, Status::Active]);
        assert_eq!(walk(true), [Status::Building, Status::BuildFailed]);
    }

    #[test]
    fn a_clock_that_runs_backwards_finds_it_building() {
        let deployment = deployment("d", PUSHED, false);
        assert_eq!(status(&deployment, Timestamp(0)), Status::Building);
        assert!(log(&deployment, Timestamp(0)).is_empty());
    }

    #[test]
    fn a_deactivated_deployment_keeps_its_environment_if_it_was_active_there() {
        let later = PUSHED.plus_milliseconds(10_000);
        let mut deployments = [deployment("first", PUSHED, false), deployment("second", later, false)];
        let end = later.plus_milliseconds(5000);
        deployments[1].deactivated_at = Some(later.plus_milliseconds(2000));
        assert_eq!(status(&deployments[1], end), Status::Inactive);
        assert_eq!(current(&deployments, "production", end).map(|found| found.id.as_str()), Some("second"));
        assert_eq!(environment(&deployments[1], &deployments, end), Some("production"));
        deployments[1].deactivated_at = Some(later.plus_milliseconds(500));
        assert_eq!(current(&deployments, "production", end).map(|found| found.id.as_str()), Some("first"));
        assert_eq!(environment(&deployments[1], &deployments, end), None);
        assert_eq!(log(&deployments[1], end).len(), 2, "nothing is logged after it");
    }

    #[test]
    fn an_environment_points_to_the_last_deployment_that_became_active() {
        let later = PUSHED.plus_milliseconds(10_000);
        let deployments =
            [deployment("first", PUSHED, false), deployment("second", later, false), deployment("failed", later, true)];
        let found = |now: Timestamp| current(&deployments, "production", now).map(|found| found.id.as_str());
        assert_eq!(found(PUSHED), None);
        assert_eq!(found(PUSHED.plus_milliseconds(1200)), Some("first"));
        assert_eq!(found(later.plus_milliseconds(800)), Some("first"));
        let end = later.plus_milliseconds(1200);
        assert_eq!(found(end), Some("second"));
        let of = |index: usize| environment(&deployments[index], &deployments, end);
        assert_eq!((of(0), of(1), of(2)), (None, Some("production"), None));
    }
}
