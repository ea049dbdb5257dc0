//! From the address of an app to those of its APIs.
//!
//! Owns which addresses a key may be sent to, and how the management and the inference API are found. Leaves to the
//! resolver which app is meant.

use url::Url;

use crate::env::Variables;
use crate::error::{Explain, Kind};
use crate::loopback::is_loopback;

/// The app of Baseten itself: where a remote is when nothing says otherwise.
pub(crate) const BASETEN_APP: &str = "https://app.baseten.co";

/// Names a management API in the place of the one that belongs to the app.
pub(crate) const MANAGEMENT_OVERRIDE: &str = "BASETEN_MANAGEMENT_API_URL_OVERRIDE";
/// Names where the model is called, in the place of the host that belongs to the management API.
pub(crate) const INFERENCE_OVERRIDE: &str = "BASETEN_INFERENCE_BASE_URL_OVERRIDE";

/// The addresses of one remote. All are https, or http on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    app: Url,
    /// The app of the management API in use; `None` when an override leads where no app is known.
    pages: Option<Url>,
    management: Url,
    inference: Inference,
}

/// How a model's address is made.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Inference {
    /// From the address of the API that serves all models.
    OfApi(Url),
    /// It is this one, whatever the model.
    AsItIs(Url),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AddressError {
    /// Not an address, or not one of the web.
    #[error("`{text}` from {origin} is not an http or https URL")]
    NotAnUrl {
        /// What was given, without anything that stands before an `@`.
        text: String,
        origin: String,
    },
    /// A user's name, a password, a query or a fragment: whoever wrote it means something that would be lost.
    #[error("the URL from {origin} has more than a host and a path")]
    TooMuch { origin: String },
    /// Anybody on the way could read the key.
    #[error("`{text}` from {origin} would carry the key in the clear")]
    Plain { text: String, origin: String },
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
    /// taken as it is. The overrides in `variables` win, as in Baseten's command line: the model's host follows that of
    /// the management API, and an address of its own is used as it is. On this machine it is one of an API for all models,
    /// as the embedded API is.
    pub(crate) fn new(url: &str, origin: &str, variables: &Variables) -> Result<Self, AddressError> {
        let url = checked(url, origin)?;
        let app = with_first_label(&url, "api.", "app.");
        let api = with_first_label(&url, "app.", "api.");
        let override_of = |name: &str| variables.text(name).map(|text| checked(text, &format!("`{name}`"))).transpose();
        let (management, pages) = match override_of(MANAGEMENT_OVERRIDE)? {
            Some(management) => {
                let pages = pages_beside(&management, &app, &api);
                (management, pages)
            }
            None => (api, Some(app.clone())),
        };
        let inference = match override_of(INFERENCE_OVERRIDE)? {
            None => Inference::OfApi(management.clone()),
            Some(url) if is_loopback(&url) => Inference::OfApi(url),
            Some(url) => Inference::AsItIs(url),
        };
        Ok(Self { app, pages, management, inference })
    }

    /// The addresses of the embedded API, which serves them all. The overrides do not touch it.
    #[cfg(feature = "local")]
    pub(crate) fn embedded(url: &str) -> Result<Self, AddressError> {
        let app = checked(url, "the embedded API")?;
        Ok(Self { pages: Some(app.clone()), management: app.clone(), inference: Inference::OfApi(app.clone()), app })
    }

    /// The app: what a person opens in a browser.
    pub(crate) fn app(&self) -> &Url {
        &self.app
    }

    /// The app, without a slash at its end: as Python's truss knows its remotes.
    pub(crate) fn app_url(&self) -> &str {
        self.app.as_str().trim_end_matches('/')
    }

    /// The management API, without `/v1`.
    pub(crate) fn management(&self) -> &Url {
        &self.management
    }

    /// A page of the app that belongs to the management API in use; `None` when it is not known which app does.
    pub(crate) fn page(&self, path: &[&str]) -> Option<Url> {
        self.pages.as_ref().map(|pages| extended(pages, path))
    }

    /// Whether the management API is on this machine, where no app is.
    pub(crate) fn is_on_this_machine(&self) -> bool {
        is_loopback(&self.management)
    }

    /// Where a model answers: a host of its own, or a path on this machine.
    pub(crate) fn inference(&self, model_id: &str) -> Result<Url, AddressError> {
        // What one label of a host's name can have (RFC 1123), and `_`: with any other the key would go elsewhere.
        let refused = || AddressError::ModelId(model_id.to_owned());
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if model_id.is_empty() || !model_id.bytes().all(is_plain) {
            return Err(refused());
        }
        let api = match &self.inference {
            Inference::AsItIs(url) => return Ok(url.clone()),
            Inference::OfApi(url) if is_loopback(url) => return Ok(extended(url, &["models", model_id])),
            Inference::OfApi(url) => url,
        };
        let mut url = api.clone();
        let host = format!("model-{model_id}.{}", url.host_str().ok_or_else(refused)?);
        url.set_host(Some(&host)).map_err(|_| refused())?;
        Ok(url)
    }
}

/// The address with more segments at the end of its path.
pub(crate) fn extended(url: &Url, path: &[&str]) -> Url {
    let mut url = url.clone();
    url.path_segments_mut().expect("http and https URLs have a path").pop_if_empty().extend(path);
    url
}

/// The app beside a management API that an override names: the remote's own when that is its API, `app.X` beside
/// `api.X`.
fn pages_beside(management: &Url, app: &Url, api: &Url) -> Option<Url> {
    if management.origin() == api.origin() {
        return Some(app.clone());
    }
    let beside = with_first_label(management, "api.", "app.");
    (beside != *management).then_some(beside)
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
mod tests;
