//! A section read as what it is: a remote, with the options that one has and what they may hold.

use std::borrow::Cow;

use crate::error::{Explain, Kind};
use crate::hint::hinted;
use crate::secret::{ApiKey, InvalidKey};
use crate::trussrc::document::Section;
use crate::trussrc::interpolation::InterpolationError;

pub(crate) const API_KEY: &str = "api_key";
pub(crate) const REMOTE_URL: &str = "remote_url";
/// Python's truss insists on it.
pub(crate) const REMOTE_PROVIDER: &str = "remote_provider";
/// The one provider there is.
pub(crate) const BASETEN: &str = "baseten";
const TEAM: &str = "team";
const AUTH_TYPE: &str = "auth_type";

/// A remote as its section describes it. What is empty there is missing here.
#[derive(Clone, Debug)]
pub(crate) struct Remote {
    pub(crate) name: String,
    /// `baseten`, or nothing that this program can use.
    pub(crate) provider: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) api_key: Option<ApiKey>,
    /// The one that new models and keys belong to.
    pub(crate) team: Option<String>,
    pub(crate) auth_type: AuthType,
}

/// How one signs in to a remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AuthType {
    /// With an API key: `auth_type = api_key`, or nothing at all.
    ApiKey,
    /// With tokens that Python's truss gets in a browser and renews: `auth_type = oauth`.
    Oauth,
    /// In a way that this program does not know.
    Unknown(String),
}

/// An option of a remote that cannot be used. Never contains its value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{option}` of the remote `{remote}` cannot be used")]
pub(crate) struct OptionError {
    remote: String,
    option: &'static str,
    source: OptionProblem,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum OptionProblem {
    #[error(transparent)]
    Reference(#[from] InterpolationError),
    #[error(transparent)]
    Key(#[from] InvalidKey),
}

impl Explain for OptionError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(match self.option {
            API_KEY => format!("give it a new key with {}", hinted(&["login", "--remote", &self.remote])),
            _ => "correct it with `truss configure`".to_owned(),
        }))
    }
}

impl Remote {
    /// Reads `section`, `[DEFAULT]`'s options included.
    pub(crate) fn of(section: Section<'_>) -> Result<Self, OptionError> {
        let api_key = key(section).map_err(|source| fault(section, API_KEY, source))?;
        Ok(Self { api_key, ..Self::of_any_key(section)? })
    }

    /// As [`Remote::of`], but without the key, which is about to be replaced.
    pub(crate) fn of_any_key(section: Section<'_>) -> Result<Self, OptionError> {
        let text = |option| match section.get(option) {
            Ok(value) => Ok(value.filter(|value| !value.is_empty()).map(Cow::into_owned)),
            Err(error) => Err(fault(section, option, error.into())),
        };
        let auth_type = match text(AUTH_TYPE)?.as_deref() {
            None | Some("api_key") => AuthType::ApiKey,
            Some("oauth") => AuthType::Oauth,
            Some(other) => AuthType::Unknown(other.to_owned()),
        };
        Ok(Self {
            name: section.name().to_owned(),
            provider: text(REMOTE_PROVIDER)?,
            url: text(REMOTE_URL)?,
            api_key: None,
            team: text(TEAM)?,
            auth_type,
        })
    }
}

fn key(section: Section<'_>) -> Result<Option<ApiKey>, OptionProblem> {
    match section.get(API_KEY)?.map(|value| ApiKey::parse_typed(&value)) {
        None | Some(Err(InvalidKey::Empty)) => Ok(None),
        Some(Ok(key)) => Ok(Some(key)),
        Some(Err(error)) => Err(error.into()),
    }
}

fn fault(section: Section<'_>, option: &'static str, source: OptionProblem) -> OptionError {
    OptionError { remote: section.name().to_owned(), option, source }
}

#[cfg(test)]
mod tests {
    use super::{AuthType, Remote};
    use crate::error::Explain;
    use crate::trussrc::Document;

    fn read(text: &str) -> Result<Remote, String> {
        let document = Document::parse(text).expect("a trussrc");
        let section = document.section("a").expect("a section");
        Remote::of(section).map_err(|error| format!("{error}: {:?}, {:?}", error.source, error.hint()))
    }

    #[test]
    fn a_remote_has_its_own_options_and_those_of_default() {
        let remote =
            read("[DEFAULT]\nteam = ml\n[a]\nAPI_KEY = abcd.efgh\nremote_url =\nauth_type = api_key\n").expect("one");
        assert_eq!(remote.api_key.expect("a key").expose(), "abcd.efgh");
        assert_eq!((remote.team.as_deref(), remote.url, remote.provider), (Some("ml"), None, None));
        assert_eq!(remote.auth_type, AuthType::ApiKey);
    }

    #[test]
    fn oauth_is_recognised_and_a_future_way_is_not_taken_for_a_key() {
        assert_eq!(read("[a]\nauth_type = oauth\n").expect("one").auth_type, AuthType::Oauth);
        assert_eq!(read("[a]\nauth_type = saml\n").expect("one").auth_type, AuthType::Unknown("saml".to_owned()));
    }

    #[test]
    fn a_key_that_no_header_can_carry_is_told_by_place_and_not_by_value() {
        let told = read("[a]\napi_key = abcd.ef\n  gh\n").expect_err("two lines");
        assert!(told.starts_with("`api_key` of the remote `a` cannot be used"), "{told}");
        assert!(!told.contains("abcd.ef"), "{told}");
        assert!(read("[a]\napi_key = %(b)s\n").is_err());
    }
}
