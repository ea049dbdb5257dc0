//! What goes over the wire when something is wrong, and the extractors that answer so.
//!
//! Every 4xx and 5xx of the management API is `{code, message}`, of a call `{error}`: the management API's
//! description. Unproven: the words in `code`. The S3 endpoint speaks S3's XML instead.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rusqlite::ErrorCode;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::local::folder::says_disk_full;
use crate::local::permissions::{Caller, Decision};

pub(crate) type Answer = Result<Json<Value>, ErrorResponse>;

#[derive(Clone, Debug)]
pub(crate) struct ErrorResponse {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl ErrorResponse {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message)
    }

    /// A live key has the name that was asked for.
    pub(crate) fn name_taken(name: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "NAME_TAKEN", format!("an API key named `{name}` already exists"))
    }

    /// Alike for a missing, an unknown and a revoked key (`x-permissions` of the management API's description): the
    /// answer does not show which keys exist.
    pub(crate) fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "a valid API key is required")
    }

    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "PERMISSION_DENIED", message)
    }

    /// There is none, or none that the caller may know of.
    pub(crate) fn not_found(kind: &str, id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", format!("{kind} `{id}` not found"))
    }

    pub(crate) fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "there is nothing at this path")
    }

    pub(crate) fn no_such_method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "this path does not support this method")
    }

    pub(crate) fn not_implemented(what: &str) -> Self {
        let message = format!("{what} is not in the embedded API; Baseten has it");
        Self::new(StatusCode::NOT_IMPLEMENTED, "NOT_IMPLEMENTED", message)
    }

    /// The server's own fault. The message gives nothing away but the kind of fault.
    pub(crate) fn broken(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", message)
    }

    /// The response of a path on which models are called.
    pub(crate) fn in_inferences_shape(self) -> Response {
        self.respond(&json!({ "error": self.message }))
    }

    fn respond(&self, body: &Value) -> Response {
        let mut response = (self.status, Json(body)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            // HTTP itself requires the header (RFC 9110).
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl Decision {
    /// The 404 or 403 that it calls for, if any. `kind` and `id` say what is not found.
    pub(crate) fn require(self, caller: &Caller, kind: &str, id: &str) -> Result<(), ErrorResponse> {
        match self {
            Self::Allow => Ok(()),
            Self::Hide => Err(ErrorResponse::not_found(kind, id)),
            Self::Refuse(refusal) => Err(ErrorResponse::forbidden(refusal.message(caller))),
        }
    }
}

impl From<rusqlite::Error> for ErrorResponse {
    fn from(error: rusqlite::Error) -> Self {
        if says_disk_full(&error) {
            let message = "no space is left on the disk that holds the embedded API's state";
            return Self::new(StatusCode::INSUFFICIENT_STORAGE, "STORAGE_FULL", message);
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "BUSY",
                "another process has been writing to the embedded API's state for too long",
            ),
            _ => Self::broken(format!("the embedded API's state cannot be used: {error}")),
        }
    }
}

impl From<getrandom::Error> for ErrorResponse {
    fn from(error: getrandom::Error) -> Self {
        Self::broken(format!("no random numbers: {error}"))
    }
}

impl IntoResponse for ErrorResponse {
    /// The response carries the error along, for paths that word it otherwise.
    fn into_response(self) -> Response {
        let mut response = self.respond(&json!({ "code": self.code, "message": self.message }));
        response.extensions_mut().insert(self);
        response
    }
}

/// A JSON body. The content type does not matter: what is not JSON does not parse.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ErrorResponse;

    async fn from_request(request: Request, state: &S) -> Result<Self, ErrorResponse> {
        let bytes = Bytes::from_request(request, state).await.map_err(unreadable)?;
        let parsed = serde_json::from_slice(&bytes);
        parsed.map(Self).map_err(|error| ErrorResponse::invalid(format!("the body is not valid: {error}")))
    }
}

/// A body whose faults come after the caller's: who may not do something is refused whatever the body is.
pub(crate) type CheckedLater<T> = Result<Body<T>, ErrorResponse>;

pub(crate) fn unreadable(rejection: BytesRejection) -> ErrorResponse {
    ErrorResponse::new(rejection.status(), "UNREADABLE_BODY", rejection.body_text())
}

/// The query's parameters; those that are not known do not matter.
pub(crate) struct Parameters<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Parameters<T> {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ErrorResponse> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(value)| Self(value)).map_err(|rejection| ErrorResponse::invalid(rejection.body_text()))
    }
}

pub(crate) struct Segments<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Segments<T> {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ErrorResponse> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(value)| Self(value)).map_err(|rejection| ErrorResponse::invalid(rejection.body_text()))
    }
}

/// The team that a path names, where it names one.
pub(crate) struct PathTeam(pub(crate) Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for PathTeam {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ErrorResponse> {
        let path = Option::<Path<String>>::from_request_parts(parts, state).await;
        path.map(|path| Self(path.map(|Path(id)| id)))
            .map_err(|rejection| ErrorResponse::invalid(rejection.body_text()))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use rusqlite::ffi;

    use super::ErrorResponse;

    #[test]
    fn a_full_disk_and_a_busy_state_have_statuses_of_their_own() {
        for (code, status) in [
            (ffi::SQLITE_FULL, StatusCode::INSUFFICIENT_STORAGE),
            (ffi::SQLITE_BUSY, StatusCode::SERVICE_UNAVAILABLE),
            (ffi::SQLITE_IOERR, StatusCode::INTERNAL_SERVER_ERROR),
        ] {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            assert_eq!(ErrorResponse::from(error).status, status);
        }
    }
}
