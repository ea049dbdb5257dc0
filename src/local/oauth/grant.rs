//! The endpoints that a client calls.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rusqlite::Transaction;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::local::app_state::{App, SharedState};
use crate::local::http::error_response::{Answer, ErrorResponse};
use crate::local::oauth::{ACCESS_PREFIX, page};
use crate::local::permissions::Caller;
use crate::local::secrets::{SecretHash, random_text};
use crate::local::store::logins::{self, TokenRow};
use crate::local::store::users;
use crate::local::timestamp::Timestamp;

const CLIENT_ID: &str = "baseten-cli";
const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Seconds in which a code has to be confirmed.
const CODE_LIFETIME: i64 = 600;
/// Seconds between two polls; who polls in less than half of them is told to slow down.
const INTERVAL: i64 = 1;
const SECRET_LENGTH: usize = 40;

/// An error of OAuth's: RFC 6749, section 5.2, and RFC 8628, section 3.5.
pub(crate) enum Refusal {
    OAuth(&'static str, &'static str),
    Other(ErrorResponse),
}

impl From<ErrorResponse> for Refusal {
    fn from(response: ErrorResponse) -> Self {
        Self::Other(response)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::OAuth(error, description) => {
                let body = json!({ "error": error, "error_description": description });
                (StatusCode::BAD_REQUEST, Json(body)).into_response()
            }
            Self::Other(response) => response.into_response(),
        }
    }
}

struct Form(Vec<(String, String)>);

impl Form {
    fn of(body: &Bytes) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn check_client(&self) -> Result<(), Refusal> {
        match self.get("client_id") {
            Some(CLIENT_ID) => Ok(()),
            _ => Err(Refusal::OAuth("invalid_client", "client_id must be baseten-cli")),
        }
    }
}

pub(crate) async fn authorize(State(app): App, body: Bytes) -> Result<Json<Value>, Refusal> {
    Form::of(&body).check_client()?;
    let (device_code, user_code) = (random(SECRET_LENGTH)?, page::user_code()?);
    let (hash, shown, auto_approve) = (SecretHash::of(&device_code), user_code.clone(), app.logins.auto_approve);
    app.write(move |transaction| {
        let user_id = if auto_approve { Some(users::first(transaction)?) } else { None };
        let expires_at = Timestamp::now().plus_milliseconds(CODE_LIFETIME * 1000);
        Ok(logins::insert_code(transaction, hash, &shown, expires_at, user_id.as_deref())?)
    })
    .await?;
    let page = format!("{}{}", app.url, page::PATH);
    Ok(Json(json!({
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": page,
        "verification_uri_complete": format!("{page}?user_code={user_code}"),
        "expires_in": CODE_LIFETIME,
        "interval": INTERVAL,
    })))
}

pub(crate) async fn token(State(app): App, body: Bytes) -> Result<Json<Value>, Refusal> {
    let form = Form::of(&body);
    form.check_client()?;
    let missing = Refusal::OAuth("invalid_request", "a field of this grant is missing");
    match form.get("grant_type") {
        Some(DEVICE_GRANT) => {
            let hash = SecretHash::of(form.get("device_code").ok_or(missing)?);
            answer(&app, move |transaction, tokens| begin(transaction, hash, tokens)).await
        }
        Some("refresh_token") => {
            let hash = SecretHash::of(form.get("refresh_token").ok_or(missing)?);
            answer(&app, move |transaction, tokens| {
                let is_known = logins::renew(transaction, hash, tokens)?;
                Ok(if is_known { Ok(()) } else { Err(("invalid_grant", "the refresh token is not valid")) })
            })
            .await
        }
        Some(_) => Err(Refusal::OAuth("unsupported_grant_type", "this grant is not served here")),
        None => Err(missing),
    }
}

/// What a refused grant says.
type Said = (&'static str, &'static str);

fn begin(
    transaction: &Transaction<'_>,
    device_code: SecretHash,
    tokens: &TokenRow,
) -> Result<Result<(), Said>, ErrorResponse> {
    let now = Timestamp::now();
    Ok(match logins::poll(transaction, device_code)? {
        None => Err(("invalid_grant", "the device code is not valid")),
        Some(code) if code.expires_at < now => Err(("expired_token", "the code was not confirmed in time")),
        Some(code) => match (&code.user_id, code.polled_at) {
            (Some(user_id), _) => {
                logins::begin(transaction, &code, user_id, tokens)?;
                Ok(())
            }
            (None, Some(polled)) if polled.plus_milliseconds(INTERVAL * 500) > now => {
                Err(("slow_down", "poll less often"))
            }
            (None, _) => Err(("authorization_pending", "the code is not confirmed yet")),
        },
    })
}

/// Makes a pair of tokens, has `write` store what stands for them, and answers them.
async fn answer(
    app: &SharedState,
    write: impl FnOnce(&Transaction<'_>, &TokenRow) -> Result<Result<(), Said>, ErrorResponse> + Send + 'static,
) -> Result<Json<Value>, Refusal> {
    let (access, refresh) = (format!("{ACCESS_PREFIX}{}", random(SECRET_LENGTH)?), random(SECRET_LENGTH)?);
    let lifetime = app.logins.token_lifetime;
    let row = TokenRow {
        access: SecretHash::of(&access),
        refresh: SecretHash::of(&refresh),
        expires_at: Timestamp::now().plus_milliseconds(i64::try_from(lifetime.as_millis()).unwrap_or(i64::MAX)),
    };
    app.write(move |transaction| write(transaction, &row))
        .await?
        .map_err(|(error, description)| Refusal::OAuth(error, description))?;
    Ok(Json(json!({
        "access_token": access,
        "refresh_token": refresh,
        "token_type": "Bearer",
        "expires_in": lifetime.as_secs(),
    })))
}

/// Ends the login that the access token belongs to.
pub(crate) async fn logout(State(app): App, caller: Caller) -> Answer {
    let Some(login_id) = caller.login_id else {
        return Err(ErrorResponse::invalid("an API key has no login to end"));
    };
    app.write(move |transaction| Ok(logins::end(transaction, login_id)?)).await?;
    Ok(Json(json!({})))
}

fn random(length: usize) -> Result<String, ErrorResponse> {
    random_text(length).map_err(|error| ErrorResponse::broken(error.to_string()))
}
