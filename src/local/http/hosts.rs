//! A model's own host, as Baseten has it, so that one set of routes answers both forms.
//!
//! `model-ID.X` is a model, `model-ID-ENVIRONMENT.X` one of its environments (Baseten's regional ones have hosts of
//! their own), and `chain-ID.X` a chain. The contract has anything as X; [`crate::local::http::other_sites`] refuses
//! what is no loopback name.

use axum::extract::Request;
use axum::http::Uri;
use axum::http::header::HOST;

pub(crate) fn host_to_path<B>(mut request: Request<B>) -> Request<B> {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let Some(place) = place_of_host(host) else { return request };
    let path_and_query = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if let Ok(uri) = format!("{place}{path_and_query}").parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request
}

fn place_of_host(host: &str) -> Option<String> {
    let (first, _) = host.split_once('.')?;
    let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if let Some(chain) = first.strip_prefix("chain-") {
        return is_id(chain).then(|| format!("/chains/{chain}"));
    }
    let model = first.strip_prefix("model-")?;
    match model.split_once('-') {
        Some((id, environment)) => is_id(id).then(|| format!("/models/{id}/environments/{environment}")),
        None => is_id(model).then(|| format!("/models/{model}")),
    }
}

#[cfg(test)]
mod tests {
    use axum::extract::Request;

    use super::host_to_path;

    #[test]
    fn a_models_host_becomes_a_path() {
        for (host, path, rewritten) in [
            ("model-abc123.api.baseten.co", "/production/predict?x=1", "/models/abc123/production/predict?x=1"),
            ("model-abc123.localhost:8080", "/deployment/d/predict", "/models/abc123/deployment/d/predict"),
            ("model-abc123-eu.api.baseten.co", "/predict", "/models/abc123/environments/eu/predict"),
            ("chain-abc123.api.baseten.co", "/production/run_remote", "/chains/abc123/production/run_remote"),
            ("127.0.0.1:8080", "/v1/models", "/v1/models"),
            ("model-.x", "/v1/models", "/v1/models"),
            ("model-a/b.x", "/v1/models", "/v1/models"),
            ("model-abc", "/v1/models", "/v1/models"),
        ] {
            let request = Request::builder().uri(path).header("host", host).body(()).expect("a request");
            assert_eq!(host_to_path(request).uri().to_string(), rewritten, "{host}");
        }
    }
}
