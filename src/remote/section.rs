//! What a section comes to: its own secret, or what the keyring has for it.

use crate::remote::Error;
use crate::remote::resolve::Search;
use crate::remote::trace::{Source, State};
use crate::trussrc::{AuthType, Login, Remote};

impl Search<'_> {
    /// What a section has to sign in with, itself or in the keyring. Answers whether it is the one.
    pub(super) fn section(&mut self, source: Source, remote: &Remote) -> bool {
        match &remote.login {
            Login::Here(key) => self.take(source, key.clone()),
            Login::Nothing => {
                self.step(source, State::Ignored("it has no `api_key`".to_owned()), None);
                false
            }
            Login::InKeyring(auth_type) => {
                let what = match auth_type {
                    AuthType::ApiKey => "its key is in the keyring",
                    AuthType::Oauth => "its login is in the keyring",
                };
                self.step(source, State::Ignored(what.to_owned()), None);
                self.keyring(&remote.name, *auth_type)
            }
        }
    }

    /// The keyring is read only when it matters: it may be slow to answer.
    fn keyring(&mut self, remote: &str, auth_type: AuthType) -> bool {
        let source = Source::Keyring(remote.to_owned());
        if self.settled.is_some() {
            self.step(source, self.next_state(), None);
            return false;
        }
        match self.request.keyring.map_or(Ok(None), |keyring| keyring.read(remote, auth_type)) {
            Ok(Some(key)) => self.take(source, key),
            Ok(None) => {
                self.step(source, State::Ignored("it has nothing for this remote".to_owned()), None);
                false
            }
            Err(error) => {
                self.step(source, State::Ignored(error.to_string()), None);
                self.fail(Error::Keyring { remote: remote.to_owned(), source: error });
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use crate::credential::{Credential, Tokens};
    use crate::env::Variables;
    use crate::error::{Explain as _, Kind};
    use crate::keyring;
    use crate::remote::{NamedBy, Outcome, ReadKeyring, Request, Trace, Trussrc, resolve};
    use crate::trussrc::{AuthType, Document};

    /// Answers the same to every question, and counts them.
    #[derive(Debug)]
    struct Fake(Result<Option<Credential>, keyring::Error>, Cell<usize>);

    impl ReadKeyring for Fake {
        fn read(&self, remote: &str, auth_type: AuthType) -> Result<Option<Credential>, keyring::Error> {
            assert_eq!((remote, auth_type), ("a", AuthType::Oauth));
            self.1.set(self.1.get() + 1);
            self.0.clone()
        }
    }

    fn trace(text: &str, variables: &Variables, keyring: &Fake) -> Trace {
        let document = Document::parse(text).expect("a trussrc");
        resolve(&Request {
            remote: None,
            named_by: NamedBy::Option,
            stdin_key: None,
            variables,
            trussrc: Trussrc::Read(&document),
            keyring: Some(keyring),
        })
    }

    fn login() -> Fake {
        let tokens = Tokens::parse("access", "refresh", "1").expect("tokens");
        Fake(Ok(Some(Credential::Login(tokens))), Cell::new(0))
    }

    #[test]
    fn the_keyring_is_read_once_and_only_when_no_source_before_it_has_a_key() {
        let (keyring, nothing) = (login(), Variables::default());
        let found = trace("[a]\nauth_type = oauth\n", &nothing, &keyring).outcome.expect("a login");
        assert!(matches!(found, Outcome::Found(found) if found.secret.tokens().is_some()));
        assert_eq!(keyring.1.get(), 1);
        let variables = Variables::from_iter([("BASETEN_API_KEY", "abcd1234.x")]);
        let trace = trace("[a]\nauth_type = oauth\n", &variables, &keyring);
        assert_eq!(keyring.1.get(), 1);
        assert_eq!(
            trace.steps.last().map(|step| step.state.to_string()).as_deref(),
            Some("shadowed by BASETEN_API_KEY")
        );
        assert_eq!(trace.warnings.len(), 1, "a login is hidden");
    }

    #[test]
    fn a_section_with_its_own_secret_needs_no_keyring() {
        let keyring = login();
        trace("[a]\nauth_type = api_key\napi_key = a.b\n", &Variables::default(), &keyring).outcome.expect("a key");
        assert_eq!(keyring.1.get(), 0);
    }

    #[test]
    fn a_keyring_that_cannot_be_read_is_an_error() {
        let keyring = Fake(Err(keyring::Error::Locked), Cell::new(0));
        let error = trace("[a]\nauth_type = oauth\n", &Variables::default(), &keyring).outcome.expect_err("locked");
        assert_eq!(error.kind(), Kind::Credentials);
        assert!(error.hint().is_some_and(|hint| hint.contains("unlock the keyring")));
    }
}
