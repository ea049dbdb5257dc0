//! Calling models: where a deployment answers below its model's address, and the call itself.

use bytes::Bytes;
use reqwest::Method;

use crate::api::answer::Answer;
use crate::api::client::{Call, Repeat};
use crate::api::path::{NotASegment, Path};
use crate::api::{Client, Error};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Called {
    Deployment(String),
    /// Whichever the environment points to.
    Environment(String),
    Development,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Predict,
    /// Baseten's own engine, which speaks OpenAI's protocol (`bis_llm`, as Python's truss has it).
    ChatCompletions,
}

impl Endpoint {
    /// The endpoint of a Truss.
    pub(crate) fn of(is_bis_llm: bool) -> Self {
        if is_bis_llm { Self::ChatCompletions } else { Self::Predict }
    }

    pub(crate) fn path(self, called: &Called) -> Result<Path, NotASegment> {
        let place = match called {
            Called::Deployment(id) => Path::of(&["deployment"]).join(id)?,
            Called::Environment(name) => Path::of(&["environments"]).join(name)?,
            Called::Development => Path::of(&["development"]),
        };
        match self {
            Self::Predict => place.join("predict"),
            Self::ChatCompletions => place.join("sync")?.join("v1")?.join("chat")?.join("completions"),
        }
    }
}

impl Client {
    /// Calls the model that this client is of. A model may do anything: a call that may have arrived is not repeated.
    pub(crate) async fn call_model(&self, path: Path, input: Bytes) -> Result<Answer, Error> {
        let call = Call::new(Method::POST, path).raw_body(input).repeat(Repeat::Unsent);
        self.exchange(&call, async |answer| Ok(answer)).await
    }
}

#[cfg(test)]
mod tests {
    use super::{Called, Endpoint};

    #[test]
    fn each_deployment_has_a_path_that_its_name_cannot_leave() {
        let path = |endpoint: Endpoint, called: &Called| endpoint.path(called).map(|path| path.to_string());
        for (called, expected) in [
            (Called::Deployment("d1".to_owned()), "/deployment/d1/predict"),
            (Called::Environment("production".to_owned()), "/environments/production/predict"),
            (Called::Development, "/development/predict"),
        ] {
            assert_eq!(path(Endpoint::of(false), &called).as_deref(), Ok(expected));
        }
        let chat = path(Endpoint::of(true), &Called::Development);
        assert_eq!(chat.as_deref(), Ok("/development/sync/v1/chat/completions"));
        assert!(Endpoint::Predict.path(&Called::Environment("..".to_owned())).is_err());
    }
}
