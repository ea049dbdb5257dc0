//! Why one request to the storage did not do what it should.
//!
//! Owns what an answer's error means: whether the same request may work a moment later, and whether it may have worked
//! after all. What is done about it is `upload`'s.

use reqwest::StatusCode;

use crate::push::Error;

impl Error {
    /// Whether the same request may work a moment later.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Refused { status, code, .. } => {
                status.is_server_error()
                    || *status == StatusCode::TOO_MANY_REQUESTS
                    || matches!(code.as_str(), "RequestTimeout" | "SlowDown" | "InternalError" | "BadDigest")
            }
            Self::Broken(_) | Self::Stalled(_) => true,
            _ => false,
        }
    }

    /// Whether the request may have been carried out.
    pub(crate) fn may_have_arrived(&self) -> bool {
        match self {
            Self::Refused { status, .. } => status.is_server_error(),
            Self::Broken(_) | Self::Stalled(_) | Self::Malformed(_) => true,
            _ => false,
        }
    }

    pub(crate) fn is(&self, expected: &str) -> bool {
        matches!(self, Self::Refused { code, .. } if code == expected)
    }

    /// A request that got no answer.
    pub(crate) fn of_connection(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let mut cause: &dyn std::error::Error = &error;
        while let Some(next) = cause.source() {
            cause = next;
        }
        Self::Broken(cause.to_string())
    }

    pub(crate) fn of_answer(status: StatusCode, body: &str) -> Self {
        let element = |name: &str| {
            let after = body.split_once(&format!("<{name}>"))?.1;
            Some(after.split_once("</")?.0.to_owned())
        };
        Self::Refused {
            status,
            code: element("Code").unwrap_or_default(),
            message: element("Message").unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use crate::push::Error;

    #[test]
    fn a_refusal_is_told_in_s3s_words_and_throttling_may_pass() {
        let body = "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Please wait</Message></Error>";
        let error = Error::of_answer(StatusCode::BAD_REQUEST, body);
        assert!(error.may_pass());
        assert!(
            matches!(error, Error::Refused { code, message, .. } if code == "SlowDown" && message == "Please wait")
        );
        assert!(!Error::of_answer(StatusCode::FORBIDDEN, "").may_pass());
    }
}
