//! What carries requests: the network, or a test's remote in the same process.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::Response;
use rustls::CertificateError;

use crate::api::error::Fault;

/// Carries a request to a remote and brings the answer.
pub(crate) type Transport = Arc<dyn Fn(reqwest::Request) -> BoxFuture<'static, Result<Response, Fault>> + Send + Sync>;

/// The network, whose requests may take `timeout` each.
pub(crate) fn network(http: reqwest::Client, timeout: Duration) -> Transport {
    Arc::new(move |request| {
        let answer = http.execute(request);
        Box::pin(async move { answer.await.map_err(|error| fault(&error, timeout)) })
    })
}

pub(crate) fn fault(error: &reqwest::Error, timeout: Duration) -> Fault {
    if let Some(doubt) = doubted_certificate(error) {
        return Fault::Untrusted(doubt);
    }
    if error.is_connect() {
        return Fault::Unreachable(innermost(error));
    }
    if error.is_timeout() { Fault::TimedOut(timeout) } else { Fault::Broken(innermost(error)) }
}

/// Why the server's certificate was not accepted, if that is what went wrong.
fn doubted_certificate(error: &reqwest::Error) -> Option<String> {
    let mut cause: &(dyn Error + 'static) = error.source()?;
    let doubt = loop {
        if let Some(rustls::Error::InvalidCertificate(doubt)) = cause.downcast_ref() {
            break doubt;
        }
        // What an I/O error wraps is not its source.
        cause = match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => wrapped,
            None => cause.source()?,
        };
    };
    Some(match doubt {
        CertificateError::UnknownIssuer => "nobody whom this machine trusts has issued it".to_owned(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "it is not valid yet".to_owned(),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is another host's".to_owned()
        }
        CertificateError::BadSignature
        | CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "its signature cannot be verified".to_owned()
        }
        other => other.to_string(),
    })
}

/// The text of the innermost cause: the operating system's or the TLS library's, without layers of wrapping.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    while let Some(next) = cause.and_then(Error::source) {
        cause = Some(next);
    }
    cause.map_or_else(|| "the connection failed".to_owned(), ToString::to_string)
}
