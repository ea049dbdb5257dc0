//! Whom a TLS connection trusts, and HTTP clients that carry no key.
//!
//! Owns the trust: Mozilla's roots, compiled in, and a company's own from a file that is named or from the system's
//! store. The store costs milliseconds to read, so it is read only when the roots do not know an issuer.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use url::Url;

use crate::env::Variables;
use crate::loopback::is_loopback;

/// Where certificate authorities beyond Mozilla's come from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Authorities {
    file: Option<PathBuf>,
}

impl Authorities {
    /// The file that `SSL_CERT_FILE` names, or else `REQUESTS_CA_BUNDLE`, which Python's truss obeys.
    pub(crate) fn of(variables: &Variables) -> Self {
        let file = variables.raw("SSL_CERT_FILE").or_else(|| variables.raw("REQUESTS_CA_BUNDLE"));
        Self { file: file.map(PathBuf::from) }
    }

    /// A TLS configuration that trusts Mozilla's roots, the named file's, and the system store's.
    pub(crate) fn tls(&self) -> Result<ClientConfig, String> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        if let Some(file) = &self.file {
            let failed = |cause: String| format!("cannot read certificates from `{}`: {cause}", file.display());
            let certificates: Vec<_> = CertificateDer::pem_file_iter(file)
                .and_then(Iterator::collect::<Result<_, _>>)
                .map_err(|error| match error {
                    pem::Error::Io(error) => failed(error.to_string()),
                    error => failed(error.to_string()),
                })?;
            if roots.add_parsable_certificates(certificates).0 == 0 {
                return Err(failed("it holds none".to_owned()));
            }
        }
        trusting(roots)
    }
}

/// Sets up a client for requests to `url` that must not carry a key: uploads to presigned URLs. It follows no redirect
/// and has no total time limit; `connect` limits how long a connection may take.
pub(crate) fn plain_client(authorities: &Authorities, connect: Duration, url: &Url) -> Result<reqwest::Client, String> {
    builder(authorities, connect, url)?.build().map_err(|error| error.to_string())
}

pub(crate) fn builder(
    authorities: &Authorities,
    connect: Duration,
    url: &Url,
) -> Result<reqwest::ClientBuilder, String> {
    // Without TLS no certificate is read: what a broken setting cannot harm must not fail for it.
    let tls = if url.scheme() == "https" { authorities.tls()? } else { trusting(RootCertStore::empty())? };
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(connect)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("truss/", env!("CARGO_PKG_VERSION")));
    // A company's proxy cannot reach this machine's loopback, and must not see what is sent there.
    Ok(if is_loopback(url) { builder.no_proxy() } else { builder })
}

/// A configuration that trusts `roots`, and the system store behind them.
fn trusting(roots: RootCertStore) -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let text = |error: rustls::Error| error.to_string();
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
    if roots.is_empty() {
        return Ok(builder.map_err(text)?.with_root_certificates(roots).with_no_client_auth());
    }
    let compiled_in = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
        .build()
        .map_err(|error| error.to_string())?;
    let verifier = SystemStoreLast { compiled_in, provider, system: OnceLock::new() };
    let builder = builder.map_err(text)?.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    Ok(builder.with_no_client_auth())
}

/// Asks the compiled-in roots first, and the system's store only about an issuer that those do not know.
#[derive(Debug)]
struct SystemStoreLast {
    compiled_in: Arc<WebPkiServerVerifier>,
    provider: Arc<rustls::crypto::CryptoProvider>,
    system: OnceLock<Option<Arc<WebPkiServerVerifier>>>,
}

impl SystemStoreLast {
    fn system(&self) -> Option<&Arc<WebPkiServerVerifier>> {
        let load = || {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&self.provider)).build().ok()
        };
        self.system.get_or_init(load).as_ref()
    }
}

impl ServerCertVerifier for SystemStoreLast {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verify = |verifier: &WebPkiServerVerifier| {
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        let verdict = verify(&self.compiled_in);
        match &verdict {
            Err(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => {
                self.system().map_or(verdict, |system| verify(system))
            }
            _ => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.compiled_in.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.compiled_in.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.compiled_in.supported_verify_schemes()
    }
}
