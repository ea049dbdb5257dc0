//! Where a new key is kept: into which section of the trussrc it may go, and how it is written there.
//!
//! Owns what keeps a key from ending up where it would be sent to another host. Leaves the file to `trussrc`.

use crate::error::{Failure, Kind};
use crate::remote::{self, Address, BASETEN_APP, Credentials, LOCAL};
use crate::secret::ApiKey;
use crate::trussrc::{API_KEY, AuthType, BASETEN, Document, REMOTE_PROVIDER, REMOTE_URL, Remote};
use crate::variables::Variables;

/// A section of the trussrc that the new key is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The section's name.
    pub remote: String,
    /// The prefix of the key that it has now.
    pub replaces: Option<String>,
    url: String,
    is_new: bool,
}

impl Place {
    /// The section `named`, else that of the remote in use, else `[baseten]`; it may be there or not.
    ///
    /// # Errors
    ///
    /// [`Kind::Usage`] for a remote that is elsewhere than the key's, and for the embedded API, which needs no section;
    /// [`remote::Error`] for a section that is not ours; a refusal for a name that no section can have.
    pub fn choose(
        named: Option<&str>,
        credentials: &Credentials,
        document: &Document,
        variables: &Variables,
    ) -> anyhow::Result<Self> {
        let remote = named.or(credentials.remote.as_deref()).unwrap_or(BASETEN).to_owned();
        let app = credentials.address.app();
        let is_embedded = credentials.remote.as_deref() == Some(LOCAL) && document.section(LOCAL).is_none();
        if is_embedded || remote == LOCAL && document.section(LOCAL).is_none() {
            return Err(Failure::new(
                Kind::Usage,
                "a key of the embedded API cannot be saved: it has a key of its own",
            )
            .hint("drop `--save`, or run `truss local serve` and add it as a remote with another name")
            .into());
        }
        let url = app.as_str().trim_end_matches('/').to_owned();
        let Some(section) = document.section(&remote) else {
            let place = Self { remote, replaces: None, url, is_new: true };
            // Tried on a copy: a name that no section can have must be found out before there is a key.
            place.write(&ApiKey::parse("prefix.secret")?, &mut document.clone())?;
            return Ok(place);
        };
        let known = Remote::of(section).map_err(remote::Error::from)?;
        match (&known.auth_type, &known.provider) {
            (AuthType::Oauth, _) => return Err(remote::Error::Oauth(remote).into()),
            (AuthType::Unknown(auth_type), _) => {
                return Err(remote::Error::AuthType { remote, auth_type: auth_type.clone() }.into());
            }
            (AuthType::ApiKey, Some(provider)) if provider != BASETEN => {
                return Err(remote::Error::Provider { remote, provider: provider.clone() }.into());
            }
            (AuthType::ApiKey, _) => {}
        }
        let there = known.url.as_deref().unwrap_or(BASETEN_APP);
        if Address::new(there, &format!("the remote `{remote}`"), variables)?.app() != app {
            return Err(Failure::new(
                Kind::Usage,
                format!("the remote `{remote}` is {there}, and the key is for {url}"),
            )
            .hint("save it under another name: `--save=NAME`")
            .into());
        }
        let replaces = known.api_key.map(|key| key.shown().to_owned());
        Ok(Self { remote, replaces, url, is_new: false })
    }

    /// Writes `key` into the section, which is added where it is missing.
    ///
    /// # Errors
    ///
    /// A refusal when it would not read back as it is.
    pub fn write(&self, key: &ApiKey, document: &mut Document) -> anyhow::Result<()> {
        if self.is_new {
            let options = [(REMOTE_PROVIDER, BASETEN), (API_KEY, key.expose()), (REMOTE_URL, &self.url)];
            document.add_section(&self.remote, &options)?;
        } else {
            document.set(&self.remote, API_KEY, key.expose())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::error::{Explain as _, Failure, Kind};
    use crate::remote::{Address, Credentials, LOCAL, Source};
    use crate::secret::ApiKey;
    use crate::trussrc::Document;
    use crate::variables::Variables;

    use super::Place;

    fn choose(named: Option<&str>, remote: Option<&str>, app: &str, trussrc: &str) -> anyhow::Result<Place> {
        let variables = Variables::default();
        let credentials = Credentials {
            remote: remote.map(str::to_owned),
            address: Address::new(app, "a test", &variables)?,
            api_key: ApiKey::parse("used1234.secret")?,
            team: None,
            origin: Source::Stdin,
        };
        Place::choose(named, &credentials, &Document::parse(trussrc)?, &variables)
    }

    fn written(place: &Place, trussrc: &str) -> String {
        let mut document = Document::parse(trussrc).expect("a trussrc");
        place.write(&ApiKey::parse("new12345.secret").expect("a key"), &mut document).expect("it is written");
        document.text().to_owned()
    }

    #[test]
    fn the_remote_in_use_gets_the_key_and_keeps_its_other_lines() {
        let trussrc = "# mine\n[prod]\nremote_provider = baseten\napi_key = old12345.secret\nteam = ml\n";
        let place = choose(None, Some("prod"), "https://app.baseten.co", trussrc).expect("a place");
        assert_eq!((place.remote.as_str(), place.replaces.as_deref()), ("prod", Some("old12345")));
        assert_eq!(written(&place, trussrc), trussrc.replace("old12345", "new12345"));
    }

    #[test]
    fn a_remote_that_is_not_there_is_added_with_the_address_of_the_one_in_use() {
        let place = choose(Some("ci"), None, "https://app.staging.baseten.co", "").expect("a place");
        let expected =
            "[ci]\nremote_provider = baseten\napi_key = new12345.secret\nremote_url = https://app.staging.baseten.co\n";
        assert_eq!(written(&place, ""), expected);
    }

    #[test]
    fn a_key_is_not_saved_where_it_would_go_to_another_host() {
        let trussrc = "[prod]\nremote_provider = baseten\nremote_url = https://app.other.co\n";
        let error = choose(Some("prod"), None, "https://app.baseten.co", trussrc).expect_err("elsewhere");
        let failure: Failure = error.downcast().expect("a failure");
        assert_eq!(failure.kind(), Kind::Usage);
        assert_eq!(
            failure.to_string(),
            "the remote `prod` is https://app.other.co, and the key is for https://app.baseten.co"
        );
    }

    #[test]
    fn what_is_not_ours_and_what_cannot_be_a_section_are_refused() {
        for (named, remote, trussrc) in [
            (Some("a"), None, "[a]\nremote_provider = other\n"),
            (Some("a"), None, "[a]\nauth_type = oauth\n"),
            (Some("a]\nb"), None, ""),
            (Some("DEFAULT"), None, ""),
            (None, Some(LOCAL), ""),
            (Some(LOCAL), None, ""),
        ] {
            assert!(choose(named, remote, "https://app.baseten.co", trussrc).is_err(), "{named:?} {trussrc}");
        }
    }
}
