//! Rows of deployments. Their status is not stored: [`crate::local::lifecycle`] derives it from when they started.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, Row, Transaction, params};
use serde_json::{Map, Value};

use crate::local::payload::DeploymentPayload;
use crate::local::store::models::Model;
use crate::local::store::{execute, exists, row, rows};
use crate::local::timestamp::Timestamp;

/// A deployment, without the config that it was made from.
#[derive(Clone, Debug)]
pub(crate) struct Deployment {
    pub(crate) id: String,
    pub(crate) model_id: String,
    pub(crate) name: String,
    pub(crate) created_at: Timestamp,
    /// When the deployment that runs under this id was pushed. Later than `created_at` only for a development
    /// deployment that was pushed again.
    pub(crate) started_at: Timestamp,
    pub(crate) deactivated_at: Option<Timestamp>,
    pub(crate) fails: bool,
    /// The environment that it was pushed to.
    pub(crate) environment: Option<String>,
    pub(crate) is_development: bool,
    pub(crate) instance_type: String,
    pub(crate) labels: Option<Map<String, Value>>,
    pub(crate) region: Option<String>,
}

struct Object(Map<String, Value>);

impl FromSql for Object {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Self).map_err(FromSqlError::other)
    }
}

const DEPLOYMENT: &str = "
    SELECT id, model_id, name, created_at, started_at, fails, environment, is_development, instance_type, labels,
        deactivated_at, region
    FROM deployments";

fn deployment(row: &Row<'_>) -> rusqlite::Result<Deployment> {
    Ok(Deployment {
        id: row.get(0)?,
        model_id: row.get(1)?,
        name: row.get(2)?,
        created_at: row.get(3)?,
        started_at: row.get(4)?,
        fails: row.get(5)?,
        environment: row.get(6)?,
        is_development: row.get(7)?,
        instance_type: row.get(8)?,
        labels: row.get::<_, Option<Object>>(9)?.map(|object| object.0),
        deactivated_at: row.get(10)?,
        region: row.get(11)?,
    })
}

pub(crate) fn of_model(connection: &Connection, model_id: &str) -> rusqlite::Result<Vec<Deployment>> {
    rows(connection, &format!("{DEPLOYMENT} WHERE model_id = ?1 ORDER BY sequence"), [model_id], deployment)
}

/// The name of every development deployment, as Baseten's page on deployments has it.
pub(crate) const DEVELOPMENT: &str = "development";

/// Whether another deployment of the model has that name. A development deployment is pushed over in its place.
pub(crate) fn is_name_taken(
    connection: &Connection,
    model_id: &str,
    name: &str,
    is_development: bool,
) -> rusqlite::Result<bool> {
    let taken = "SELECT 1 FROM deployments WHERE model_id = ?1 AND name = ?2 AND NOT (?3 AND is_development)";
    exists(connection, taken, params![model_id, name, is_development])
}

pub(crate) fn development(connection: &Connection, model_id: &str) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT id FROM deployments WHERE model_id = ?1 AND is_development";
    row(connection, sql, [model_id], |row| row.get(0))
}

/// What is written for a push, beside what it asks for.
pub(crate) struct NewDeployment<'a> {
    pub(crate) id: &'a str,
    pub(crate) model: &'a Model,
    pub(crate) name: &'a str,
    pub(crate) now: Timestamp,
    pub(crate) instance_type: &'a str,
    pub(crate) archive: Option<&'a str>,
}

/// Writes a deployment. One of the same id, which is a development deployment, is pushed over in place.
pub(crate) fn upsert(
    transaction: &Transaction<'_>,
    new: &NewDeployment<'_>,
    payload: &DeploymentPayload,
) -> rusqlite::Result<()> {
    let object = |object: &Map<String, Value>| serde_json::json!(object).to_string();
    execute(
        transaction,
        "INSERT INTO deployments (id, model_id, name, created_at, started_at, fails, environment, is_development,
            instance_type, labels, archive, config, raw_config, user_env, deploy_timeout_minutes, region)
        VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        ON CONFLICT (id) DO UPDATE SET started_at = ?4, deactivated_at = NULL, fails = ?5, instance_type = ?8,
            labels = ?9, archive = ?10, config = ?11, raw_config = ?12, user_env = ?13, deploy_timeout_minutes = ?14,
            region = ?15",
        params![
            new.id,
            new.model.id,
            new.name,
            new.now,
            payload.fails(&new.model.name),
            payload.environment_name,
            payload.is_development(),
            new.instance_type,
            payload.labels.as_ref().map(object),
            new.archive,
            object(&payload.config),
            payload.raw_config,
            payload.user_env.as_ref().map(object),
            payload.deploy_timeout_minutes,
            payload.region,
        ],
    )
    .map(drop)
}

/// Deactivates the deployment, or activates it again with `None`.
pub(crate) fn deactivate(transaction: &Transaction<'_>, id: &str, at: Option<Timestamp>) -> rusqlite::Result<()> {
    execute(transaction, "UPDATE deployments SET deactivated_at = ?2 WHERE id = ?1", params![id, at]).map(drop)
}

/// For good.
pub(crate) fn delete(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<()> {
    execute(transaction, "DELETE FROM deployments WHERE id = ?1", [id]).map(drop)
}
