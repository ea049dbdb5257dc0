//! Writing into a section what its remote signs in with, so that Python's truss reads the same.

use crate::credential::Credential;
use crate::trussrc::document::Document;
use crate::trussrc::error::Error;
use crate::trussrc::remote::{API_KEY, AUTH_TYPE, AuthType, Login, Remote, TOKENS};

/// Puts `login` in the place of whatever the section `remote` signs in with; the section must be there. An option that
/// does not belong to it is taken away: an empty one would count as present.
pub(crate) fn save_login(document: &mut Document, remote: &str, login: &Login) -> Result<(), Error> {
    let kind = match login {
        Login::Nothing => None,
        Login::Here(credential) => Some(AuthType::of(credential)),
        Login::InKeyring(auth_type) => Some(*auth_type),
    };
    let here = match login {
        Login::Here(credential) => values(credential),
        Login::Nothing | Login::InKeyring(_) => Vec::new(),
    };
    let has_auth_type = document.section(remote).is_some_and(|section| !matches!(section.get(AUTH_TYPE), Ok(None)));
    // A key in the file needs none, and Baseten's page shows none.
    let needs_auth_type = has_auth_type || !matches!(login, Login::Here(Credential::ApiKey(_)));
    if let Some(kind) = kind.filter(|_| needs_auth_type) {
        document.set(remote, AUTH_TYPE, kind.word())?;
    }
    for option in [API_KEY].iter().chain(&TOKENS) {
        match here.iter().find(|(name, _)| name == option) {
            Some((_, value)) => document.set(remote, option, value)?,
            None => document.remove_option(remote, option)?,
        };
    }
    // `[DEFAULT]` may have what was taken away here.
    match document.section(remote).map(Remote::of) {
        Some(Ok(remote)) if remote.login == *login => Ok(()),
        _ => Err(Error::OtherMeaning),
    }
}

/// The options of a credential, and what they hold.
fn values(credential: &Credential) -> Vec<(&'static str, String)> {
    match credential {
        Credential::ApiKey(key) => vec![(API_KEY, key.expose().to_owned())],
        Credential::Login(tokens) => vec![
            (TOKENS[0], tokens.access.expose().to_owned()),
            (TOKENS[1], tokens.refresh.expose().to_owned()),
            (TOKENS[2], tokens.expires_at.to_string()),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::save_login;
    use crate::credential::{Credential, Tokens};
    use crate::secret::ApiKey;
    use crate::trussrc::{AuthType, Document, Login};

    fn saved(text: &str, login: &Login) -> String {
        let mut document = Document::parse(text).expect("a trussrc");
        save_login(&mut document, "a", login).expect("saved");
        document.text().to_owned()
    }

    fn tokens() -> Login {
        Login::Here(Credential::Login(Tokens::parse("access%1", "refresh", "17").expect("tokens")))
    }

    fn key() -> Login {
        Login::Here(ApiKey::parse("abcd.efgh").expect("a key").into())
    }

    #[test]
    fn one_kind_takes_the_place_of_the_other_and_all_else_stays() {
        let with_key = "[a]\n# mine\napi_key = old.key\nteam = ml\n";
        let with_tokens = saved(with_key, &tokens());
        for line in
            ["# mine", "team = ml", "auth_type = oauth", "oauth_access_token = access%%1", "oauth_expires_at = 17"]
        {
            assert!(with_tokens.contains(line), "{line} in {with_tokens}");
        }
        assert!(!with_tokens.contains("api_key"), "{with_tokens}");
        let in_keyring = saved(&with_tokens, &Login::InKeyring(AuthType::Oauth));
        assert!(!in_keyring.contains("oauth_") && in_keyring.contains("auth_type = oauth"), "{in_keyring}");
        let back = saved(&in_keyring, &key());
        assert!(back.contains("auth_type = api_key") && back.contains("api_key = abcd.efgh"), "{back}");
    }

    #[test]
    fn a_key_alone_is_written_as_basetens_page_shows_it() {
        assert_eq!(saved("[a]\napi_key = old\n", &key()), "[a]\napi_key = abcd.efgh\n");
    }

    #[test]
    fn what_default_has_cannot_be_taken_away() {
        let mut document = Document::parse("[DEFAULT]\napi_key = a.b\n[a]\nteam = x\n").expect("a trussrc");
        for login in [tokens(), Login::Nothing, Login::InKeyring(AuthType::ApiKey)] {
            assert!(save_login(&mut document, "a", &login).is_err(), "{login:?}");
        }
    }
}
