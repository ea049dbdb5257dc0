//! Where a deployment is called, where its log is, and how it is called.
//!
//! Nothing answers at an address of the embedded API once the command has ended: its links are paths, for
//! `truss local serve`.

use std::fmt;

use url::{Position, Url};

use crate::api::inference::{Called, Endpoint};
use crate::api::resources::deployments::Target;
use crate::context::Context;
use crate::context::session::Session;
use crate::hint::quoted;
use crate::remote::{Address, Source, extended};

pub(crate) enum Link {
    Url(Url),
    /// On an embedded API that runs.
    Path(String),
}

#[derive(Clone, Copy)]
pub(crate) struct Remote<'push> {
    address: &'push Address,
    is_embedded: bool,
}

impl<'push> Remote<'push> {
    pub(crate) fn of(session: &'push Session) -> Self {
        Self { address: &session.credentials.address, is_embedded: session.is_embedded() }
    }
}

impl Link {
    fn new(remote: Remote<'_>, url: Url) -> Self {
        if remote.is_embedded { Self::Path(url[Position::BeforePath..].to_owned()) } else { Self::Url(url) }
    }

    pub(crate) fn url(&self) -> Option<&str> {
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

pub(crate) struct Links {
    /// Where this deployment is called.
    pub(crate) predict: Option<Link>,
    /// Where the environment's current deployment is called, whichever it is.
    pub(crate) environment: Option<Link>,
    pub(crate) logs: Option<Link>,
}

impl Links {
    /// `endpoint` is what answers in the deployment.
    pub(crate) fn new(remote: Remote<'_>, ids: [&str; 2], environment: Option<&str>, endpoint: Endpoint) -> Self {
        let [model_id, deployment_id] = ids;
        let link = |called: &Called| {
            let model = remote.address.inference(model_id).ok()?;
            Some(Link::new(remote, endpoint.path(called).ok()?.under(&model)))
        };
        Self {
            predict: link(&Called::Deployment(deployment_id.to_owned())),
            environment: environment.and_then(|name| link(&Called::Environment(name.to_owned()))),
            logs: remote.address.page(&["models", model_id, "logs", deployment_id]).map(|url| Link::new(remote, url)),
        }
    }

    /// A line that calls the deployment from a shell. The key comes from the variable that had it, or from `truss`.
    pub(crate) fn call(&self, context: &Context, session: &Session, input: &str) -> Option<String> {
        let url = self.predict.as_ref()?.url()?;
        let key = match &session.credentials.origin {
            Source::Variable(name) => format!("${name}"),
            _ => format!("$({})", context.output().command(&["auth", "token"])),
        };
        let (url, input) = (quoted(url), quoted(input));
        Some(format!("curl {url} -H \"Authorization: Bearer {key}\" -H \"Content-Type: application/json\" -d {input}"))
    }
}

/// Where the model's deployments are listed: on the app's page, or by the API where no app is known.
pub(crate) fn deployments(remote: Remote<'_>, target: &Target, name: &str) -> Link {
    let address = remote.address;
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
    Link::new(remote, page.unwrap_or_else(of_api))
}

#[cfg(test)]
mod tests {
    use super::{Address, Endpoint, Link, Links, Remote, Target, deployments};
    use crate::remote::MANAGEMENT_OVERRIDE;

    fn address(url: &str, management: Option<&str>) -> Address {
        let variables = management.map(|url| (MANAGEMENT_OVERRIDE, url)).into_iter().collect();
        Address::new(url, "a test", &variables).expect("an address")
    }

    fn shown(link: Option<&Link>) -> String {
        link.map_or_else(String::new, ToString::to_string)
    }

    #[test]
    fn a_deployment_of_baseten_is_called_at_its_models_host_and_its_log_is_in_the_app() {
        let address = address("https://app.baseten.co", None);
        let remote = Remote { address: &address, is_embedded: false };
        let links = Links::new(remote, ["m1", "d 1"], Some("a/b"), Endpoint::Predict);
        assert_eq!(shown(links.predict.as_ref()), "https://model-m1.api.baseten.co/deployment/d%201/predict");
        assert_eq!(shown(links.environment.as_ref()), "https://model-m1.api.baseten.co/environments/a%2Fb/predict");
        assert_eq!(shown(links.logs.as_ref()), "https://app.baseten.co/models/m1/logs/d%201");
    }

    #[test]
    fn deployments_are_listed_by_the_app_or_where_there_is_none_by_the_api() {
        let new = Target::New { name: "a b".to_owned(), team_id: None };
        let existing = Target::Existing { model_id: "m1".to_owned() };
        for (url, management, of_new, of_existing) in [
            (
                "https://app.baseten.co",
                None,
                "https://app.baseten.co/models",
                "https://app.baseten.co/models/m1/overview",
            ),
            (
                "https://app.baseten.co",
                Some("https://management.example"),
                "https://management.example/v1/models?name=a+b",
                "https://management.example/v1/models/m1/deployments",
            ),
            (
                "http://127.0.0.1:9",
                None,
                "http://127.0.0.1:9/v1/models?name=a+b",
                "http://127.0.0.1:9/v1/models/m1/deployments",
            ),
        ] {
            let address = address(url, management);
            let remote = Remote { address: &address, is_embedded: false };
            assert_eq!(deployments(remote, &new, "a b").to_string(), of_new);
            assert_eq!(deployments(remote, &existing, "a b").to_string(), of_existing);
        }
        let address = address("http://127.0.0.1:9", None);
        let embedded = Remote { address: &address, is_embedded: true };
        assert_eq!(deployments(embedded, &new, "m").to_string(), "/v1/models?name=m on `truss local serve`");
    }
}
