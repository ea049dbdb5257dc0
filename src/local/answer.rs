//! What goes over the wire when something is wrong, and the extractors that answer so.
//!
//! Every 4xx and 5xx of the management API is `{code, message}`, of a call `{error}`: the management API's
//! description. Unproven: the words in `code`. The S3 endpoint speaks S3's XML instead.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use rusqlite::ErrorCode;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::error::says_disk_full;
use super::permissions::{Caller, Decision};

/// An answer that is no success.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Refused {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// 400: the request itself is wrong.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message)
    }

    /// 400: a live key holds the name that another one shall get.
    pub(crate) fn name_taken(name: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "NAME_TAKEN", format!("an API key named `{name}` exists already"))
    }

    /// 401, alike for a missing, an unknown and a revoked key (`x-permissions` of the management API's description): the
    /// answer does not tell which keys exist.
    pub(crate) fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "a valid API key is required")
    }

    /// 403, with the level that would be needed.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "PERMISSION_DENIED", message)
    }

    /// 404: there is none, or none that the caller may know of.
    pub(crate) fn not_found(kind: &str, id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", format!("{kind} `{id}` not found"))
    }

    /// 404 for a path that nothing answers.
    pub(crate) fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "there is nothing at this path")
    }

    /// 405.
    pub(crate) fn no_such_method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "this path does not know this method")
    }

    /// 501: Baseten has it, the embedded API has not.
    pub(crate) fn not_implemented(what: &str) -> Self {
        let message = format!("{what} is not in the embedded API; Baseten has it");
        Self::new(StatusCode::NOT_IMPLEMENTED, "NOT_IMPLEMENTED", message)
    }

    /// 500: the server's own fault. The message gives nothing away but the kind of fault.
    pub(crate) fn broken(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", message)
    }

    /// The 404 or 403 that a decision calls for, if any. `kind` and `id` say what is not found.
    pub(crate) fn unless_allowed(decision: Decision, caller: &Caller, kind: &str, id: &str) -> Result<(), Self> {
        match decision {
            Decision::Allow => Ok(()),
            Decision::Hide => Err(Self::not_found(kind, id)),
            Decision::Refuse(refusal) => Err(Self::forbidden(refusal.message(caller))),
        }
    }
}

impl From<rusqlite::Error> for Refused {
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

impl From<getrandom::Error> for Refused {
    fn from(error: getrandom::Error) -> Self {
        Self::broken(format!("no random numbers: {error}"))
    }
}

impl Refused {
    /// The response of a path on which models are called.
    pub(crate) fn in_inferences_shape(self) -> Response {
        self.respond(&json!({ "error": self.message }))
    }

    fn respond(&self, body: &Value) -> Response {
        let body = axum::Json(body);
        match self.status {
            // HTTP itself asks for the header (RFC 9110).
            StatusCode::UNAUTHORIZED => (self.status, [(WWW_AUTHENTICATE, "Bearer")], body).into_response(),
            status => (status, body).into_response(),
        }
    }
}

impl IntoResponse for Refused {
    /// The response carries the refusal along, for paths that word it otherwise.
    fn into_response(self) -> Response {
        let mut response = self.respond(&json!({ "code": self.code, "message": self.message }));
        response.extensions_mut().insert(self);
        response
    }
}

/// A JSON body. The content type does not matter: what is not JSON does not parse.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let bytes = Bytes::from_request(request, state).await.map_err(unreadable)?;
        let parsed = serde_json::from_slice(&bytes);
        parsed.map(Self).map_err(|error| Refused::invalid(format!("the body is not as it should be: {error}")))
    }
}

/// A body that is too long, or broke off.
pub(crate) fn unreadable(rejection: BytesRejection) -> Refused {
    Refused::new(rejection.status(), "UNREADABLE_BODY", rejection.body_text())
}

/// The query's parameters; those that are not known do not matter.
pub(crate) struct Parameters<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Parameters<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(value)| Self(value)).map_err(|rejection| Refused::invalid(rejection.body_text()))
    }
}

/// The path's variable parts.
pub(crate) struct Segments<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Segments<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(value)| Self(value)).map_err(|rejection| Refused::invalid(rejection.body_text()))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use rusqlite::ffi;

    use super::Refused;

    #[test]
    fn a_full_disk_and_a_busy_state_have_statuses_of_their_own() {
        for (code, status) in [
            (ffi::SQLITE_FULL, StatusCode::INSUFFICIENT_STORAGE),
            (ffi::SQLITE_BUSY, StatusCode::SERVICE_UNAVAILABLE),
            (ffi::SQLITE_IOERR, StatusCode::INTERNAL_SERVER_ERROR),
        ] {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            assert_eq!(Refused::from(error).status, status);
        }
    }
}
