//! From an `Authorization` header to the caller that it stands for.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, USER_AGENT};
use axum::http::request::Parts;

use crate::local::app_state::SharedState;
use crate::local::http::error_response::ErrorResponse;
use crate::local::oauth::ACCESS_PREFIX;
use crate::local::permissions::Caller;
use crate::local::secrets::SecretHash;
use crate::local::store::audit::Client;
use crate::local::store::{keys, logins};

impl FromRequestParts<SharedState> for Caller {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, app: &SharedState) -> Result<Self, Self::Rejection> {
        if let Some(token) = access_token(&parts.headers) {
            let caller = app.store.read(|connection| logins::authenticate(connection, SecretHash::of(token)))?;
            return caller.ok_or_else(ErrorResponse::unauthenticated);
        }
        let (prefix, secret) = presented(&parts.headers);
        // The same work for every kind of wrong key: one look-up, one hash, one comparison.
        let presented = SecretHash::of(secret);
        let stored = app.store.read(|connection| keys::authenticate(connection, prefix))?;
        let (caller, expected) = stored.unzip();
        let matches = presented.matches(&expected.unwrap_or_else(|| SecretHash::of("")));
        let caller = caller.filter(|_| matches).ok_or_else(ErrorResponse::unauthenticated)?;
        app.last_used.note(&caller.prefix);
        Ok(caller)
    }
}

/// The access token of a browser login in the header. Python's truss sends one as `Bearer` alone.
fn access_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && token.starts_with(ACCESS_PREFIX)).then_some(token)
}

/// Prefix and secret of the key in the header; both empty when there is no key. The management API's description has
/// both schemes.
fn presented(headers: &HeaderMap) -> (&str, &str) {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some((scheme, key)) = header.split_once(' ') else { return ("", "") };
    if !scheme.eq_ignore_ascii_case("bearer") && !scheme.eq_ignore_ascii_case("api-key") {
        return ("", "");
    }
    key.trim().split_once('.').unwrap_or_default()
}

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = std::convert::Infallible;

    /// The first product of the User-Agent: `truss/1.0.0 (linux)` is truss in version 1.0.0.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let product = agent.split_ascii_whitespace().next().unwrap_or_default();
        let (name, version) = product.split_once('/').unwrap_or((product, ""));
        let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ok(Self { name: known(name), version: known(version) })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::AUTHORIZATION;
    use axum::http::{HeaderMap, HeaderValue};

    use super::presented;

    fn presented_in(header: &'static str) -> (String, String) {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static(header))]);
        let (prefix, secret) = presented(&headers);
        (prefix.to_owned(), secret.to_owned())
    }

    #[test]
    fn both_schemes_are_read_in_any_case() {
        for header in ["Bearer abc.def", "bearer abc.def", "Api-Key abc.def", "API-KEY  abc.def "] {
            assert_eq!(presented_in(header), ("abc".to_owned(), "def".to_owned()), "{header}");
        }
    }

    #[test]
    fn anything_else_presents_nothing() {
        for header in ["", "Bearer", "Bearer ", "Bearer abc", "Basic abc.def", "abc.def"] {
            assert_eq!(presented_in(header), (String::new(), String::new()), "{header}");
        }
    }
}
