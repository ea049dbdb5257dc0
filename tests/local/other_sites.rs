//! What a web page of another site can have a browser send: refused, on every path.

use reqwest::Method;

use crate::support::{Api, answer};

const PATHS: [&str; 6] =
    ["/v1/users/me", "/v1/nothing", "/health", "/openapi.json", "/metrics", "/truss-local/archives/a.tar"];

#[tokio::test]
async fn a_name_that_comes_to_mean_this_machine_is_refused() {
    let api = Api::start().await;
    for host in ["evil.example", "evil.example:8000", "model-abc.evil.example", "127.0.0.1.evil.example"] {
        for path in PATHS {
            for method in [Method::GET, Method::POST, Method::OPTIONS] {
                let request = api.request(method, path).header("host", host).bearer_auth(api.own_key());
                let message = answer(request).await.refused(403);
                assert!(message.contains("loopback"), "{message}");
            }
        }
    }
    for host in ["localhost", "api.localhost:8000", "127.0.0.1:1", "[::1]"] {
        answer(api.request(Method::GET, "/v1/users/me").header("host", host).bearer_auth(api.own_key())).await.ok();
    }
}

#[tokio::test]
async fn a_page_of_another_site_is_refused_and_one_of_this_machine_is_not() {
    let api = Api::start().await;
    for origin in ["https://evil.example", "null", "http://localhost.evil.example"] {
        for path in PATHS {
            for method in [Method::GET, Method::POST, Method::OPTIONS] {
                let request = api.request(method, path).header("origin", origin).bearer_auth(api.own_key());
                let message = answer(request).await.refused(403);
                assert!(message.contains("other sites"), "{message}");
            }
        }
    }
    let request = api.request(Method::GET, "/v1/users/me").header("origin", "http://localhost:3000");
    answer(request.bearer_auth(api.own_key())).await.ok();
}
