//! From the address of an app to those of its APIs.
//!
//! Owns which addresses a key may be sent to, and how the management and the inference API are found. Leaves to the
//! resolver which app is meant.

use url::{Host, Url};

use crate::error::{Explain, Kind};
use crate::variables::Variables;

/// The app of Baseten itself: where a remote is when nothing says otherwise.
pub const BASETEN_APP: &str = "https://app.baseten.co";

/// Names a management API in the place of the one that belongs to the app.
pub const MANAGEMENT_OVERRIDE: &str = "BASETEN_MANAGEMENT_API_URL_OVERRIDE";
/// Names a host of models in the place of the one that belongs to the app.
pub const INFERENCE_OVERRIDE: &str = "BASETEN_INFERENCE_BASE_URL_OVERRIDE";

/// The addresses of one remote. All are https, or http on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    app: Url,
    management: Url,
    inference: Url,
}

/// An address that no key is sent to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an address, or not one of the web.
    #[error("`{text}` from {origin} is not an http or https URL")]
    NotAnUrl {
        /// What was given, without anything that stands before an `@`.
        text: String,
        /// Where it was given.
        origin: String,
    },
    /// A user's name, a password, a query or a fragment: whoever wrote it means something that would be lost.
    #[error("the URL from {origin} has more than a host and a path")]
    TooMuch {
        /// Where it was given.
        origin: String,
    },
    /// Anybody on the way could read the key.
    #[error("`{text}` from {origin} would carry the key in the clear")]
    Plain {
        /// What was given.
        text: String,
        /// Where it was given.
        origin: String,
    },
    /// A model's id that would lead to another host.
    #[error("`{}` cannot be the id of a model", .0.escape_debug())]
    ModelId(String),
}

impl Explain for AddressError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hint(&self) -> Option<std::borrow::Cow<'_, str>> {
        let hint = match self {
            Self::NotAnUrl { .. } => "write it like https://app.baseten.co",
            Self::TooMuch { .. } => "leave out what stands before an `@` and from a `?` or `#` on",
            Self::Plain { .. } => "use https; plain http is only for this machine",
            Self::ModelId(_) => "an id has letters and numbers only",
        };
        Some(hint.into())
    }
}

impl Address {
    /// The addresses of the remote at `url`, which `origin` (words for a message) named.
    ///
    /// `app.X` has its API at `api.X`, and either may be named: Python's truss and Baseten's command line have the app
    /// in `BASETEN_REMOTE_URL`, Baseten's Terraform provider has the API. Any other host, this machine among them, is
    /// taken as it is. The overrides in `variables` win.
    ///
    /// # Errors
    ///
    /// [`AddressError`] for an address that no key may be sent to.
    pub fn new(url: &str, origin: &str, variables: &Variables) -> Result<Self, AddressError> {
        let url = checked(url, origin)?;
        let app = with_first_label(&url, "api.", "app.");
        let api = with_first_label(&url, "app.", "api.");
        let or_api = |name: &str| match variables.text(name) {
            Some(text) => checked(text, &format!("`{name}`")),
            None => Ok(api.clone()),
        };
        Ok(Self { management: or_api(MANAGEMENT_OVERRIDE)?, inference: or_api(INFERENCE_OVERRIDE)?, app })
    }

    /// The addresses of the embedded API, which serves them all. The overrides do not touch it.
    ///
    /// # Errors
    ///
    /// [`AddressError`] when `url` is no address on this machine or https.
    pub fn embedded(url: &str) -> Result<Self, AddressError> {
        let app = checked(url, "the embedded API")?;
        Ok(Self { management: app.clone(), inference: app.clone(), app })
    }

    /// The app: what a person opens in a browser.
    #[must_use]
    pub fn app(&self) -> &Url {
        &self.app
    }

    /// The management API, without `/v1`.
    #[must_use]
    pub fn management(&self) -> &Url {
        &self.management
    }

    /// Where a model answers: a host of its own, or a path on this machine.
    ///
    /// # Errors
    ///
    /// [`AddressError::ModelId`] for an id that is not letters, numbers, hyphens and underscores.
    pub fn inference(&self, model_id: &str) -> Result<Url, AddressError> {
        // What one label of a host's name can have (RFC 1123), and `_`: with any other the key would go elsewhere.
        let refused = || AddressError::ModelId(model_id.to_owned());
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if model_id.is_empty() || !model_id.bytes().all(is_plain) {
            return Err(refused());
        }
        let mut url = self.inference.clone();
        if is_loopback(&url) {
            url.path_segments_mut().map_err(|()| refused())?.pop_if_empty().extend(["models", model_id]);
        } else {
            let host = format!("model-{model_id}.{}", url.host_str().ok_or_else(refused)?);
            url.set_host(Some(&host)).map_err(|_| refused())?;
        }
        Ok(url)
    }
}

fn checked(text: &str, origin: &str) -> Result<Url, AddressError> {
    let shown = || text.rsplit('@').next().unwrap_or_default().to_owned();
    let origin = || origin.to_owned();
    let url = Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.ok_or_else(|| AddressError::NotAnUrl { text: shown(), origin: origin() })?;
    // Baseten's own command line refuses a query and a fragment, too. A user's name or password would go along with each
    // request beside the key.
    let has_user = !url.username().is_empty() || url.password().is_some();
    if has_user || url.query().is_some() || url.fragment().is_some() {
        return Err(AddressError::TooMuch { origin: origin() });
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(AddressError::Plain { text: shown(), origin: origin() });
    }
    Ok(url)
}

/// Whether the address is on this machine. Names under `localhost` are (RFC 6761), other names are never asked.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// The address with `new` in the place of `old` at the start of its host; as it is where something else stands there.
/// This machine has no such neighbours.
fn with_first_label(url: &Url, old: &str, new: &str) -> Url {
    let mut changed = url.clone();
    if let Some(domain) = url.host_str().and_then(|host| host.strip_prefix(old)).filter(|_| !is_loopback(url)) {
        let result = changed.set_host(Some(&format!("{new}{domain}")));
        debug_assert!(result.is_ok(), "a host stays one with another first label");
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::{Address, AddressError};
    use crate::variables::Variables;

    fn address(app: &str, variables: &[(&str, &str)]) -> Result<Address, AddressError> {
        Address::new(app, "a test", &variables.iter().copied().collect::<Variables>())
    }

    fn urls(app: &str, variables: &[(&str, &str)]) -> (String, String) {
        let address = address(app, variables).expect("an address");
        (address.management().to_string(), address.inference("abc").expect("an id").to_string())
    }

    #[test]
    fn an_app_has_its_api_beside_it_and_models_have_hosts_of_their_own() {
        for (app, management, inference) in [
            ("https://app.baseten.co", "https://api.baseten.co/", "https://model-abc.api.baseten.co/"),
            (
                "https://app.staging.baseten.co/",
                "https://api.staging.baseten.co/",
                "https://model-abc.api.staging.baseten.co/",
            ),
            (
                "https://baseten.example:8443",
                "https://baseten.example:8443/",
                "https://model-abc.baseten.example:8443/",
            ),
            ("https://api.baseten.co", "https://api.baseten.co/", "https://model-abc.api.baseten.co/"),
            ("http://app.localhost:8000", "http://app.localhost:8000/", "http://app.localhost:8000/models/abc"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/", "http://127.0.0.1:8080/models/abc"),
            ("http://localhost:1/", "http://localhost:1/", "http://localhost:1/models/abc"),
            ("http://[::1]:1", "http://[::1]:1/", "http://[::1]:1/models/abc"),
        ] {
            assert_eq!(urls(app, &[]), (management.to_owned(), inference.to_owned()), "{app}");
        }
    }

    #[test]
    fn links_lead_to_the_app_whether_the_app_or_the_api_was_named() {
        for (url, app) in [
            ("https://app.baseten.co", "https://app.baseten.co/"),
            ("https://api.baseten.co", "https://app.baseten.co/"),
            ("https://api.baseten.co/", "https://app.baseten.co/"),
            ("https://api.staging.baseten.co", "https://app.staging.baseten.co/"),
            ("https://baseten.example:8443", "https://baseten.example:8443/"),
            ("http://api.localhost:8000", "http://api.localhost:8000/"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ] {
            assert_eq!(address(url, &[]).expect("an address").app().as_str(), app, "{url}");
        }
        let variables = [(super::MANAGEMENT_OVERRIDE, "https://management.example")];
        let address = address("https://api.baseten.co", &variables).expect("an address");
        assert_eq!(
            (address.app().as_str(), address.management().as_str()),
            ("https://app.baseten.co/", "https://management.example/")
        );
    }

    #[test]
    fn overrides_win() {
        let variables = [
            (super::MANAGEMENT_OVERRIDE, "https://management.example"),
            (super::INFERENCE_OVERRIDE, "http://127.0.0.1:9"),
        ];
        let (management, inference) = urls("https://app.baseten.co", &variables);
        assert_eq!((&*management, &*inference), ("https://management.example/", "http://127.0.0.1:9/models/abc"));
    }

    #[test]
    fn a_key_never_travels_in_the_clear_nor_to_an_address_with_more_in_it() {
        for plain in
            ["http://app.baseten.co", "http://127.0.0.1.example", "http://localhost.example", "http://10.0.0.1"]
        {
            assert!(matches!(address(plain, &[]), Err(AddressError::Plain { .. })), "{plain}");
        }
        for odd in ["https://user@app.baseten.co", "https://u:p@app.baseten.co", "https://a.b/?q", "https://a.b/#f"] {
            assert!(matches!(address(odd, &[]), Err(AddressError::TooMuch { .. })), "{odd}");
        }
        for other in ["", "app.baseten.co", "ftp://app.baseten.co", "file:///etc/passwd", "https://"] {
            assert!(matches!(address(other, &[]), Err(AddressError::NotAnUrl { .. })), "{other}");
        }
        assert!(address("https://app.baseten.co", &[(super::MANAGEMENT_OVERRIDE, "http://api.baseten.co")]).is_err());
    }

    #[test]
    fn a_models_id_cannot_lead_to_another_host() {
        let address = address("https://app.baseten.co", &[]).expect("an address");
        for id in ["", "x.evil.example/", "x@evil.example", "a/b", "..", "é"] {
            assert_eq!(address.inference(id), Err(AddressError::ModelId(id.to_owned())));
        }
    }
}
