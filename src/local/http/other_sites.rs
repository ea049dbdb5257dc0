//! Refuses requests of other sites' web pages, which a browser sends to this machine, too.
//!
//! A page elsewhere has its own address in `Origin`. One whose name comes to mean 127.0.0.1 (DNS rebinding) counts as
//! this server's own to the browser, and has its name in `Host`.

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use url::Url;

use crate::local::http::error_response::ErrorResponse;
use crate::loopback::is_loopback;

/// Answers 403 to whatever does not come from this machine.
pub(crate) async fn refuse(request: Request, next: Next) -> Response {
    let named = request.headers().get_all(HOST).iter().map(|host| host.to_str().unwrap_or_default());
    let mut hosts = named.chain(request.uri().authority().map(|authority| authority.as_str()));
    let mut origins = request.headers().get_all(ORIGIN).iter().map(|origin| origin.to_str().unwrap_or_default());
    if !hosts.all(is_own_host) {
        return ErrorResponse::forbidden(
            "the embedded API answers to loopback names alone, and `Host` has another one",
        )
        .into_response();
    }
    if !origins.all(is_own_origin) {
        return ErrorResponse::forbidden("the embedded API does not answer to web pages of other sites")
            .into_response();
    }
    next.run(request).await
}

/// Whether a `Host` is this machine, or the host on which a model or a chain is called here.
fn is_own_host(host: &str) -> bool {
    let is_called = |first: &str| ["model-", "chain-"].iter().any(|kind| first.starts_with(kind));
    let called = host.split_once('.').filter(|(first, _)| is_called(first)).map(|(_, rest)| rest);
    is_own_origin(&format!("http://{host}")) || called.is_some_and(|rest| is_own_origin(&format!("http://{rest}")))
}

fn is_own_origin(origin: &str) -> bool {
    let Ok(url) = Url::parse(origin) else { return false };
    let is_bare = url.username().is_empty() && url.password().is_none() && url.path() == "/";
    is_bare && is_loopback(&url) && matches!(url.scheme(), "http" | "https")
}

#[cfg(test)]
mod tests {
    use super::{is_own_host, is_own_origin};

    #[test]
    fn hosts_are_loopback_or_a_models_name_before_one() {
        for host in [
            "127.0.0.1:8000",
            "127.1.2.3",
            "localhost",
            "LOCALHOST:80",
            "api.localhost:8000",
            "[::1]:8000",
            "model-abc.localhost:8000",
            "model-abc.api.localhost",
            "model-abc.127.0.0.1:8000",
            "model-abc.[::1]",
            "chain-abc.127.0.0.1:8000",
        ] {
            assert!(is_own_host(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:8000",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "0.0.0.0",
            "model-abc.evil.example",
            "model-abc",
            "evil@127.0.0.1",
            "127.0.0.1:80@evil.example",
            "192.168.0.1",
            "evil.model-abc.example",
            "other-abc.127.0.0.1",
        ] {
            assert!(!is_own_host(host), "{host}");
        }
    }

    #[test]
    fn origins_are_loopback() {
        for origin in ["http://localhost:3000", "http://127.0.0.1", "https://[::1]:1", "http://app.localhost"] {
            assert!(is_own_origin(origin), "{origin}");
        }
        for origin in
            ["null", "", "https://evil.example", "http://localhost.evil.example", "file://", "app://localhost"]
        {
            assert!(!is_own_origin(origin), "{origin}");
        }
    }
}
