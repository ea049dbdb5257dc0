//! Where a remote has an archive go, and where it may not have it go.

use rusty_s3::{Bucket, Credentials, UrlStyle};
use url::{Host, Url};

use crate::api::resources::uploads::{PreparedUpload, UploadCredentials};
use crate::loopback::is_loopback;

/// Where an archive goes, and with whose leave.
pub(crate) struct Destination {
    pub(crate) bucket: Bucket,
    pub(crate) key: String,
    pub(crate) credentials: Credentials,
}

impl Destination {
    /// Where the remote at `remote` has the archive go; nowhere for a model that is built from its config alone.
    pub(crate) fn new(prepared: &PreparedUpload, remote: &Url) -> Result<Option<Self>, String> {
        let Some(key) = &prepared.s3_key else { return Ok(None) };
        // Beside a key all of it is there, by the API's own description.
        let (Some(credentials), Some(name), Some(region)) = (&prepared.creds, &prepared.s3_bucket, &prepared.s3_region)
        else {
            return Err("its answer has no bucket, region or credentials".to_owned());
        };
        let (endpoint, style) = match &prepared.s3_endpoint_url {
            Some(endpoint) => (endpoint.clone(), UrlStyle::Path),
            // A certificate's `*` stands for one name without dots.
            None if name.contains('.') => (amazon(region), UrlStyle::Path),
            None => (amazon(region), UrlStyle::VirtualHost),
        };
        let endpoint: Url = endpoint.parse().map_err(|_| format!("`{endpoint}` is not a URL"))?;
        // Ours: only `truss local` sends an address of its own, and what is in the files is nobody's business on the way.
        if endpoint.scheme() != "https" && !is_loopback(&endpoint) {
            return Err(format!("`{endpoint}` would carry the archive in the clear"));
        }
        let bucket = Bucket::new(endpoint, style, name.clone(), region.clone())
            .map_err(|error| format!("`{name}` cannot be a bucket: {error}"))?;
        // Else a remote could have what listens here and trusts its neighbours take requests of the remote's making.
        if is_this_machine(bucket.base_url()) && !is_loopback(remote) {
            return Err(format!("`{}` is on this machine, and the remote is not", bucket.base_url()));
        }
        let UploadCredentials { aws_access_key_id, aws_secret_access_key, aws_session_token } = credentials;
        let credentials = Credentials::new_with_token(aws_access_key_id, aws_secret_access_key, aws_session_token);
        Ok(Some(Self { bucket, key: key.clone(), credentials }))
    }

    pub(crate) fn url(&self) -> &Url {
        self.bucket.base_url()
    }
}

fn amazon(region: &str) -> String {
    let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    format!("https://s3.{region}.{domain}")
}

/// Whether `url` may lead to this machine: more than loopback, which is only what certainly does.
fn is_this_machine(url: &Url) -> bool {
    is_loopback(url)
        || match url.host() {
            Some(Host::Domain(name)) => {
                name.strip_suffix('.').is_some_and(|name| name == "localhost" || name.ends_with(".localhost"))
            }
            Some(Host::Ipv4(address)) => address.is_unspecified(),
            Some(Host::Ipv6(address)) => {
                let address = address.to_canonical();
                address.is_loopback() || address.is_unspecified()
            }
            None => false,
        }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Destination;

    /// Where a remote at `remote` has an archive go to.
    fn url(remote: &str, bucket: &str, region: &str, endpoint: Option<&str>) -> Result<String, String> {
        let credentials =
            json!({"aws_access_key_id": "key", "aws_secret_access_key": "secret", "aws_session_token": "token"});
        let answer = json!({
            "creds": credentials, "s3_bucket": bucket, "s3_key": "a/b", "s3_region": region, "s3_endpoint_url": endpoint,
        });
        let prepared = serde_json::from_value(answer).expect("an answer of the API");
        let destination = Destination::new(&prepared, &remote.parse().expect("a URL"))?.expect("a destination");
        Ok(destination.bucket.object_url("x").to_string())
    }

    #[test]
    fn archives_go_to_amazon_or_where_the_remote_says_and_never_in_the_clear() {
        let url = |bucket, endpoint| url("http://127.0.0.1:8", bucket, "eu-west-1", endpoint);
        assert_eq!(url("b", None).as_deref(), Ok("https://b.s3.eu-west-1.amazonaws.com/x"));
        assert_eq!(url("a.b", None).as_deref(), Ok("https://s3.eu-west-1.amazonaws.com/a.b/x"));
        assert_eq!(url("b", Some("http://127.0.0.1:9")).as_deref(), Ok("http://127.0.0.1:9/b/x"));
        assert!(url("b", Some("http://example.com")).is_err());
        assert!(url("b", Some("nonsense")).is_err());
    }

    #[test]
    fn only_a_remote_on_this_machine_has_archives_go_to_this_machine() {
        let loopbacks = ["http://127.0.0.1:9", "https://127.1.2.3", "http://[::1]:9", "https://s3.localhost"];
        let others = ["https://0.0.0.0", "https://[::]", "https://[::ffff:127.0.0.1]", "https://localhost.:9"];
        for endpoint in loopbacks.into_iter().chain(others) {
            for local in ["http://127.0.0.1:8", "http://localhost:8", "https://[::1]"] {
                assert!(url(local, "b", "r", Some(endpoint)).is_ok(), "{local} {endpoint}");
            }
            let refused = url("https://api.baseten.co", "b", "r", Some(endpoint)).expect_err("a refusal");
            assert!(refused.ends_with("is on this machine, and the remote is not"), "{refused}");
        }
        for region in ["x@127.0.0.1:9/", "x@localhost/", "x@[::1]:9/"] {
            assert!(url("https://api.baseten.co", "a.b", region, None).is_err(), "{region}");
        }
        assert!(url("https://api.baseten.co", "b", "r", Some("https://storage.example")).is_ok());
    }
}
