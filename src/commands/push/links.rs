//! Where a deployment is called, where its log is, and how it is called.
//!
//! Nothing answers at an address of the embedded API once the command has ended: its links are paths, for
//! `truss local serve`.

use std::fmt;

use url::{Position, Url};

use crate::api::deployments::Target;
use crate::commands::keys::hint;
use crate::context::Context;
use crate::remote::{Source, extended};
use crate::session::Session;

/// An address that can be shown.
pub(super) enum Link {
    Url(Url),
    /// On an embedded API that runs.
    Path(String),
}

impl Link {
    fn new(session: &Session, url: Url) -> Self {
        if session.is_embedded() { Self::Path(url[Position::BeforePath..].to_owned()) } else { Self::Url(url) }
    }

    /// What a program can open.
    pub(super) fn url(&self) -> Option<&str> {
        match self {
            Self::Url(url) => Some(url.as_str()),
            Self::Path(_) => None,
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => url.fmt(formatter),
            Self::Path(path) => write!(formatter, "{path} on `truss local serve`"),
        }
    }
}

/// The links of a deployment, as far as they are known.
pub(super) struct Links {
    /// Where this deployment is called.
    pub(super) predict: Option<Link>,
    /// Where the environment's current deployment is called, whichever it is.
    pub(super) environment: Option<Link>,
    /// Its log, for a person.
    pub(super) logs: Option<Link>,
}

impl Links {
    /// `endpoint` is where in a deployment the model answers.
    pub(super) fn new(session: &Session, ids: [&str; 2], environment: Option<&str>, endpoint: &[&str]) -> Self {
        let [model_id, deployment_id] = ids;
        let address = &session.credentials.address;
        let called = |place: [&str; 2]| {
            let model = address.inference(model_id).ok()?;
            Some(Link::new(session, extended(&model, &[&place, endpoint].concat())))
        };
        Self {
            predict: called(["deployment", deployment_id]),
            environment: environment.and_then(|name| called(["environments", name])),
            logs: address.page(&["models", model_id, "logs", deployment_id]).map(|url| Link::new(session, url)),
        }
    }

    /// A line that calls the deployment from a shell. The key comes from the variable that had it, or from `truss`.
    pub(super) fn call(&self, context: &Context, session: &Session, input: &str) -> Option<String> {
        let url = self.predict.as_ref()?.url()?;
        let key = match &session.credentials.origin {
            Source::Variable(name) => format!("${name}"),
            _ => format!("$({})", hint::command(context, &["auth", "token"])),
        };
        let (url, input) = (hint::quoted(url), hint::quoted(input));
        Some(format!("curl {url} -H \"Authorization: Bearer {key}\" -H \"Content-Type: application/json\" -d {input}"))
    }
}

/// Where the model's deployments are listed: on the app's page, or by the API where no app is known.
pub(super) fn deployments(session: &Session, target: &Target, name: &str) -> Link {
    let address = &session.credentials.address;
    let page = match target {
        _ if address.is_on_this_machine() => None,
        Target::Existing { model_id } => address.page(&["models", model_id, "overview"]),
        Target::New { .. } => address.page(&["models"]),
    };
    let of_api = || match target {
        Target::Existing { model_id } => extended(address.management(), &["v1", "models", model_id, "deployments"]),
        Target::New { .. } => {
            let mut models = extended(address.management(), &["v1", "models"]);
            models.query_pairs_mut().append_pair("name", name);
            models
        }
    };
    Link::new(session, page.unwrap_or_else(of_api))
}
