//! The system's keyring, where Python's truss keeps logins, and kept keys from 0.17.2 to 0.18.17.
//!
//! Owns which items are ours, what is in them, and how long the keyring may take. Leaves which section leads there to
//! `trussrc`, and what to do without it to whoever asks.

mod backend;
mod error;
#[cfg(target_os = "macos")]
mod keychain;
#[cfg(target_os = "linux")]
mod secret_service;

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use zeroize::Zeroizing;

use crate::credential::{Credential, Tokens};
use crate::env::Variables;
use crate::secret::ApiKey;
use crate::trussrc::{API_KEY, AUTH_TYPE, AuthType, TOKENS};

pub(crate) use error::Error;

#[cfg(target_os = "macos")]
use keychain as system;
#[cfg(target_os = "linux")]
use secret_service as system;

/// What Python's truss files its items under.
const SERVICE: &str = "baseten-truss";
/// The variable with which Python's truss leaves the keyring alone.
pub(crate) const DISABLED_VARIABLE: &str = "BASETEN_TRUSS_AUTH_KEYRING_DISABLED";
/// A keyring that answers takes milliseconds; one that does not must not hold up a command.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// The keyring that Python's truss would use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keyring(());

impl Keyring {
    /// The one of this machine, or why Python's truss and so this program does not use it.
    pub(crate) fn of(variables: &Variables) -> Result<Self, Error> {
        let is_disabled = |value: &str| ["1", "true", "yes"].contains(&value.to_lowercase().as_str());
        if variables.text(DISABLED_VARIABLE).is_some_and(is_disabled) {
            return Err(Error::Disabled);
        }
        backend::check(variables)?;
        Ok(Self(()))
    }

    /// What it has for the remote `name`, which has to be of the kind that the section says.
    pub(crate) fn read(self, name: &str, auth_type: AuthType) -> Result<Option<Credential>, Error> {
        let account = name.to_owned();
        match within(TIME_LIMIT, move || system::read(SERVICE, &account))? {
            Some(secret) => parse(&secret, auth_type).map(Some),
            None => Ok(None),
        }
    }

    /// Puts `credential` in the place of what it has for the remote `name`.
    pub(crate) fn write(self, name: &str, credential: &Credential) -> Result<(), Error> {
        let (account, secret) = (name.to_owned(), text(credential));
        within(TIME_LIMIT, move || system::write(SERVICE, &account, &secret))
    }

    /// Takes away what it has for the remote `name`. Answers whether there was something.
    pub(crate) fn delete(self, name: &str) -> Result<bool, Error> {
        let account = name.to_owned();
        within(TIME_LIMIT, move || system::delete(SERVICE, &account))
    }
}

/// Does `work` on a thread of its own, which ends with the process when it takes longer than `limit`.
fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let (sender, result) = mpsc::channel();
    let thread = thread::Builder::new().spawn(move || drop(sender.send(work())));
    thread.map_err(|error| Error::Failed(format!("no thread can be started: {error}")))?;
    match result.recv_timeout(limit) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(Error::TimedOut),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(Error::Failed("it answered nonsense".to_owned())),
    }
}

/// An item's secret as Python's truss writes it: a JSON object of `auth_type` and the options that go with it.
fn text(credential: &Credential) -> Zeroizing<Vec<u8>> {
    let auth_type = AuthType::of(credential).word();
    let json = match credential {
        Credential::ApiKey(key) => serde_json::json!({ AUTH_TYPE: auth_type, API_KEY: key.expose() }),
        Credential::Login(tokens) => serde_json::json!({
            AUTH_TYPE: auth_type,
            TOKENS[0]: tokens.access.expose(),
            TOKENS[1]: tokens.refresh.expose(),
            TOKENS[2]: tokens.expires_at.to_string(),
        }),
    };
    Zeroizing::new(json.to_string().into_bytes())
}

fn parse(secret: &[u8], auth_type: AuthType) -> Result<Credential, Error> {
    let fields: BTreeMap<String, Value> = serde_json::from_slice(secret).map_err(|_| Error::Item("is not JSON"))?;
    let field = |name: &str| match fields.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        // Python's truss writes texts alone, and reads numbers, too.
        Some(Value::Number(number)) => Ok(number.to_string()),
        _ => Err(Error::Item("lacks an option that goes with its `auth_type`")),
    };
    if field(AUTH_TYPE)? != auth_type.word() {
        return Err(Error::Item("is of another `auth_type` than the section"));
    }
    let unusable = |_| Error::Item("has a secret that cannot be used");
    match auth_type {
        AuthType::ApiKey => Ok(ApiKey::parse_typed(&field(API_KEY)?).map_err(unusable)?.into()),
        AuthType::Oauth => Tokens::parse(&field(TOKENS[0])?, &field(TOKENS[1])?, &field(TOKENS[2])?)
            .map(Credential::Login)
            .map_err(|_| Error::Item("has tokens that cannot be used")),
    }
}

/// Elsewhere there is none that this program knows; [`backend::check`] says so before anything comes here.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod system {
    use super::Error;

    pub(super) fn read(_: &str, _: &str) -> Result<Option<zeroize::Zeroizing<Vec<u8>>>, Error> {
        Err(Error::Unsupported)
    }

    pub(super) fn write(_: &str, _: &str, _: &[u8]) -> Result<(), Error> {
        Err(Error::Unsupported)
    }

    pub(super) fn delete(_: &str, _: &str) -> Result<bool, Error> {
        Err(Error::Unsupported)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{AuthType, Credential, Error, Keyring, Tokens, parse, text, within};
    use crate::env::Variables;
    use crate::secret::ApiKey;

    #[test]
    fn what_is_written_reads_back_and_python_wrote_the_same() {
        let tokens = Credential::Login(Tokens::parse("an-access", "a-refresh", "17").expect("tokens"));
        let by_python = br#"{"auth_type": "oauth", "oauth_access_token": "an-access", "oauth_refresh_token": "a-refresh", "oauth_expires_at": "17"}"#;
        assert_eq!(parse(by_python, AuthType::Oauth), Ok(tokens.clone()));
        assert_eq!(parse(&text(&tokens), AuthType::Oauth), Ok(tokens));
        let key = Credential::ApiKey(ApiKey::parse("abcd.efgh").expect("a key"));
        assert_eq!(parse(br#"{"auth_type": "api_key", "api_key": "abcd.efgh"}"#, AuthType::ApiKey), Ok(key.clone()));
        assert_eq!(parse(&text(&key), AuthType::ApiKey), Ok(key));
    }

    #[test]
    fn an_item_of_another_shape_is_an_error_without_its_secret() {
        for (secret, auth_type) in [
            ("SECRET", AuthType::ApiKey),
            ("[\"SECRET\"]", AuthType::ApiKey),
            (r#"{"api_key": "SECRET"}"#, AuthType::ApiKey),
            (r#"{"auth_type": "api_key", "api_key": "SECRET"}"#, AuthType::Oauth),
            (r#"{"auth_type": "api_key", "api_key": "SEC RET"}"#, AuthType::ApiKey),
            (r#"{"auth_type": "oauth", "oauth_access_token": "SECRET"}"#, AuthType::Oauth),
        ] {
            let error = parse(secret.as_bytes(), auth_type).expect_err("no item of ours");
            assert!(matches!(error, Error::Item(_)), "{secret}");
            assert!(!format!("{error} {error:?}").contains("SEC"), "{error:?}");
        }
    }

    #[test]
    fn a_keyring_that_hangs_or_breaks_is_an_error_and_no_panic_here() {
        let hangs = || {
            std::thread::sleep(Duration::from_secs(60));
            Ok(())
        };
        assert_eq!(within(Duration::from_millis(20), hangs), Err(Error::TimedOut));
    }

    #[test]
    fn the_variable_turns_it_off_as_in_python() {
        for (value, is_off) in [("1", true), ("True", true), ("YES", true), ("0", false), ("on", false), ("", false)] {
            let bus = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
            let variables = Variables::from_iter([(super::DISABLED_VARIABLE, value), bus, ("HOME", "/nowhere")]);
            assert_eq!(Keyring::of(&variables).is_err(), is_off, "{value}");
        }
    }
}
