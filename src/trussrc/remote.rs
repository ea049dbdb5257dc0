//! A section read as what it is: a remote, with the options that one has and what they may hold.

use std::borrow::Cow;

use crate::credential::{Credential, InvalidTokens, Tokens};
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
pub(crate) const AUTH_TYPE: &str = "auth_type";
/// The tokens of a browser login: the access token, the refresh token, and when the first ends.
pub(crate) const TOKENS: [&str; 3] = ["oauth_access_token", "oauth_refresh_token", "oauth_expires_at"];
const TEAM: &str = "team";

/// A remote as its section describes it. What is empty there is missing here.
#[derive(Clone, Debug)]
pub(crate) struct Remote {
    pub(crate) name: String,
    /// `baseten`, or nothing that this program can use.
    pub(crate) provider: Option<String>,
    pub(crate) url: Option<String>,
    /// The one that new models and keys belong to.
    pub(crate) team: Option<String>,
    pub(crate) login: Login,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    Nothing,
    /// It stands in the section itself.
    Here(Credential),
    /// `auth_type` says what it is, and the section does not have it: Python's truss keeps it in the system's keyring.
    InKeyring(AuthType),
}

/// The two kinds of secret that `auth_type` names. Python's truss passes over every other word, its case included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthType {
    ApiKey,
    Oauth,
}

impl AuthType {
    /// As the trussrc and the keyring have it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::ApiKey => API_KEY,
            Self::Oauth => "oauth",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        [Self::ApiKey, Self::Oauth].into_iter().find(|known| known.word() == word)
    }

    pub(crate) fn of(credential: &Credential) -> Self {
        match credential {
            Credential::ApiKey(_) => Self::ApiKey,
            Credential::Login(_) => Self::Oauth,
        }
    }
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
    #[error(transparent)]
    Tokens(#[from] InvalidTokens),
    #[error("`{0}` is missing")]
    Incomplete(&'static str),
    /// Python's truss: "cannot specify both api_key and OAuth credentials".
    #[error("the remote has a browser login (`oauth_access_token`), too, and only one of the two can count")]
    Both,
}

impl Explain for OptionError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(match self.option {
            _ if self.source == OptionProblem::Both => "remove one of the two with `truss configure`".to_owned(),
            option if TOKENS.contains(&option) => {
                format!("log in again with {}", hinted(&["login", "--browser", "--remote", &self.remote]))
            }
            API_KEY => format!("give it a new key with {}", hinted(&["login", "--remote", &self.remote])),
            _ => "correct it with `truss configure`".to_owned(),
        }))
    }
}

impl Remote {
    /// Reads `section`, `[DEFAULT]`'s options included.
    pub(crate) fn of(section: Section<'_>) -> Result<Self, OptionError> {
        let login = login(section).map_err(|(option, source)| fault(section, option, source))?;
        Ok(Self { login, ..Self::of_any_key(section)? })
    }

    /// As [`Remote::of`], but without what it signs in with, which is about to be replaced.
    pub(crate) fn of_any_key(section: Section<'_>) -> Result<Self, OptionError> {
        let text = |option| match section.get(option) {
            Ok(value) => Ok(value.filter(|value| !value.is_empty()).map(Cow::into_owned)),
            Err(error) => Err(fault(section, option, error.into())),
        };
        Ok(Self {
            name: section.name().to_owned(),
            provider: text(REMOTE_PROVIDER)?,
            url: text(REMOTE_URL)?,
            team: text(TEAM)?,
            login: Login::Nothing,
        })
    }
}

/// What Python's truss 0.18.36 would sign in with: an option that is there but empty is there, so that the keyring is not
/// asked for it, and is nothing to sign in with.
fn login(section: Section<'_>) -> Result<Login, (&'static str, OptionProblem)> {
    let read = |option| section.get(option).map_err(|error| (option, OptionProblem::from(error)));
    let auth_type = read(AUTH_TYPE)?.and_then(|word| AuthType::of_word(&word));
    let key = read(API_KEY)?;
    let [access, refresh, expires_at] = [read(TOKENS[0])?, read(TOKENS[1])?, read(TOKENS[2])?];
    let is_filled = |value: &Option<Cow<'_, str>>| value.as_ref().is_some_and(|value| !value.trim().is_empty());
    let in_keyring = auth_type.filter(|auth_type| match auth_type {
        AuthType::ApiKey => key.is_none(),
        AuthType::Oauth => access.is_none() || refresh.is_none() || expires_at.is_none(),
    });
    let has_key = is_filled(&key) || in_keyring == Some(AuthType::ApiKey);
    let has_tokens = is_filled(&access) || in_keyring == Some(AuthType::Oauth);
    match (in_keyring, has_key, has_tokens) {
        (_, true, true) => Err((API_KEY, OptionProblem::Both)),
        (Some(auth_type), ..) => Ok(Login::InKeyring(auth_type)),
        (None, _, true) => {
            let complete = |value: Option<Cow<'_, str>>, option| match value {
                Some(value) if !value.trim().is_empty() => Ok(value.into_owned()),
                _ => Err((option, OptionProblem::Incomplete(option))),
            };
            let [access, refresh, expires_at] =
                [complete(access, TOKENS[0])?, complete(refresh, TOKENS[1])?, complete(expires_at, TOKENS[2])?];
            let tokens = Tokens::parse(&access, &refresh, &expires_at).map_err(|error| (TOKENS[0], error.into()))?;
            Ok(Login::Here(Credential::Login(tokens)))
        }
        (None, ..) => match key.map(|key| ApiKey::parse_typed(&key)) {
            None | Some(Err(InvalidKey::Empty)) => Ok(Login::Nothing),
            Some(Ok(key)) => Ok(Login::Here(Credential::ApiKey(key))),
            Some(Err(error)) => Err((API_KEY, error.into())),
        },
    }
}

fn fault(section: Section<'_>, option: &'static str, source: OptionProblem) -> OptionError {
    OptionError { remote: section.name().to_owned(), option, source }
}

#[cfg(test)]
mod tests {
    use super::{AuthType, Login, Remote};
    use crate::credential::Credential;
    use crate::error::Explain;
    use crate::trussrc::Document;

    fn read(text: &str) -> Result<Remote, String> {
        let document = Document::parse(text).expect("a trussrc");
        let section = document.section("a").expect("a section");
        Remote::of(section).map_err(|error| format!("{error}: {}, {:?}", error.source, error.hint()))
    }

    /// What the section `[a]` with these options comes to, in a word.
    fn login(options: &str) -> String {
        match read(&format!("[a]\n{options}\n")).map(|remote| remote.login) {
            Ok(Login::Nothing) => "nothing".to_owned(),
            Ok(Login::Here(Credential::ApiKey(_))) => "key".to_owned(),
            Ok(Login::Here(Credential::Login(_))) => "tokens".to_owned(),
            Ok(Login::InKeyring(AuthType::ApiKey)) => "key in the keyring".to_owned(),
            Ok(Login::InKeyring(AuthType::Oauth)) => "tokens in the keyring".to_owned(),
            Err(error) => error,
        }
    }

    #[test]
    fn a_remote_has_its_own_options_and_those_of_default() {
        let remote =
            read("[DEFAULT]\nteam = ml\n[a]\nAPI_KEY = abcd.efgh\nremote_url =\nauth_type = api_key\n").expect("one");
        assert!(matches!(&remote.login, Login::Here(Credential::ApiKey(key)) if key.expose() == "abcd.efgh"));
        assert_eq!((remote.team.as_deref(), remote.url, remote.provider), (Some("ml"), None, None));
    }

    #[test]
    fn what_a_section_signs_in_with_is_what_pythons_truss_would_take() {
        let tokens = "oauth_access_token = one\noauth_refresh_token = two\noauth_expires_at = 3\n";
        let empty = "oauth_access_token =\noauth_refresh_token =\noauth_expires_at =\n";
        for (options, expected) in [
            ("api_key = a.b", "key"),
            ("auth_type = api_key\napi_key = a.b", "key"),
            ("auth_type = saml\napi_key = a.b", "key"),
            ("auth_type = OAuth\napi_key = a.b", "key"),
            (tokens, "tokens"),
            (&format!("auth_type = oauth\n{tokens}"), "tokens"),
            (&format!("auth_type = saml\n{tokens}"), "tokens"),
            ("auth_type = api_key", "key in the keyring"),
            ("auth_type = oauth", "tokens in the keyring"),
            ("auth_type = oauth\noauth_access_token =", "tokens in the keyring"),
            ("auth_type = oauth\noauth_refresh_token = two\noauth_expires_at = 3", "tokens in the keyring"),
            ("auth_type = oauth\noauth_access_token = one\noauth_expires_at = 3", "tokens in the keyring"),
            ("auth_type = oauth\noauth_access_token = one\noauth_refresh_token = two", "tokens in the keyring"),
            (&format!("auth_type = oauth\n{empty}"), "nothing"),
            (&format!("auth_type = oauth\n{empty}api_key = a.b"), "key"),
            ("auth_type = api_key\napi_key =", "nothing"),
            ("auth_type = saml", "nothing"),
        ] {
            assert_eq!(login(options), expected, "{options}");
        }
    }

    #[test]
    fn a_key_and_tokens_together_are_an_error_that_names_both() {
        let tokens = "oauth_access_token = one\noauth_refresh_token = two\noauth_expires_at = 3\n";
        for options in [
            format!("api_key = a.b\n{tokens}"),
            format!("auth_type = oauth\napi_key = a.b\n{tokens}"),
            format!("auth_type = api_key\n{tokens}"),
            "auth_type = oauth\napi_key = a.b".to_owned(),
        ] {
            let said = login(&options);
            assert!(said.contains("`api_key`") && said.contains("`oauth_access_token`"), "{options}: {said}");
            assert!(said.contains("truss configure"), "{said}");
        }
    }

    #[test]
    fn tokens_that_are_not_whole_lead_to_another_login() {
        for options in
            ["oauth_access_token = one", "oauth_access_token = one\noauth_refresh_token = two\noauth_expires_at = soon"]
        {
            assert!(login(options).contains("truss login --browser --remote a"), "{options}: {}", login(options));
        }
        let blank = login("oauth_access_token = one\noauth_refresh_token =\noauth_expires_at = 3");
        assert!(blank.contains("`oauth_refresh_token` is missing"), "{blank}");
    }

    #[test]
    fn a_key_that_no_header_can_carry_is_told_by_place_and_not_by_value() {
        let told = read("[a]\napi_key = abcd.ef\n  gh\n").expect_err("two lines");
        assert!(told.starts_with("`api_key` of the remote `a` cannot be used"), "{told}");
        assert!(!told.contains("abcd.ef"), "{told}");
        assert!(told.contains("`truss login --remote a`"), "{told}");
        assert!(read("[a]\napi_key = %(b)s\n").is_err());
        let told = read("[a]\nteam = %(b)s\n").expect_err("nothing has it");
        assert!(told.contains("correct it with `truss configure`"), "{told}");
    }
}
