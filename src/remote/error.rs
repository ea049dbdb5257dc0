//! Why no key was found where one was looked for.

use std::borrow::Cow;

use strsim::levenshtein;

use crate::error::{Explain, Kind};
use crate::hint::{hinted, quoted};
use crate::keyring;
use crate::remote::LOCAL;
use crate::remote::address::AddressError;
use crate::secret::InvalidKey;
use crate::trussrc::OptionError;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no remote `{name}`{}", list_of_known(.known))]
    Unknown { name: String, known: Vec<String> },
    /// The section's secret is in the system's keyring, which cannot be read.
    #[error("the login of the remote `{remote}` cannot be read")]
    Keyring { remote: String, source: keyring::Error },
    /// A section of some other service.
    #[error("the remote `{remote}` belongs to `{provider}`, not to Baseten")]
    Provider { remote: String, provider: String },
    /// A variable that is meant for us and holds no key.
    #[error("`{variable}` cannot be used")]
    Variable { variable: &'static str, source: InvalidKey },
    /// A section that cannot be used as it is.
    #[error(transparent)]
    Option(#[from] OptionError),
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error("{}", match .0 { Some(remote) => format!("the remote `{remote}` has no API key"), None => "no API key found".to_owned() })]
    Missing(Option<String>),
    /// More remotes than one, and nobody to ask.
    #[error("there are several remotes: {}", list(.0))]
    Several(Vec<String>),
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Unknown { .. } => Kind::NotFound,
            Self::Keyring { .. } | Self::Variable { .. } | Self::Missing(_) => Kind::Credentials,
            Self::Provider { .. } => Kind::Invalid,
            Self::Several(_) => Kind::Usage,
            Self::Option(error) => error.kind(),
            Self::Address(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(match self {
            Self::Option(error) => return error.hint(),
            Self::Address(error) => return error.hint(),
            Self::Unknown { name, known } => match nearest(name, known) {
                Some(near) => format!("did you mean `--remote {}`?", quoted(near)),
                None => format!("add it with {}", hinted(&["login", "--remote", name])),
            },
            Self::Keyring { remote, source } => source.way_out(remote),
            Self::Provider { remote, .. } => {
                let login = hinted(&["login", "--remote", &format!("{remote}-key")]);
                format!("use another remote, or add one with {login}")
            }
            Self::Variable { variable, .. } => format!("set {variable} to a whole key (`prefix.secret`), or unset it"),
            Self::Missing(_) => "run `truss login` at a terminal; in CI, pass BASETEN_API_KEY (or \
                                 BASETEN_TRUSS_AUTH_API_KEY, or API_KEY) from your secret store"
                .to_owned(),
            Self::Several(names) => {
                format!("name one, for example `--remote {}`", quoted(names.first().map_or("NAME", String::as_str)))
            }
        }))
    }
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn list_of_known(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(" (known: {})", list(names)) }
}

/// The name that a slip of the keyboard would have led away from.
fn nearest<'n>(name: &str, known: &'n [String]) -> Option<&'n str> {
    let known = known.iter().map(String::as_str).chain([LOCAL]);
    let distances = known.map(|other| (levenshtein(&name.to_lowercase(), &other.to_lowercase()), other));
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= 2 && distance < nearest.chars().count()).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::Error;
    use crate::error::{Explain, Kind};

    #[test]
    fn an_unknown_remote_lists_the_known_and_offers_the_nearest() {
        let known = vec!["baseten".to_owned(), "staging".to_owned()];
        let error = Error::Unknown { name: "stagign".to_owned(), known };
        assert_eq!(error.to_string(), "there is no remote `stagign` (known: `baseten`, `staging`)");
        assert_eq!(error.hint().as_deref(), Some("did you mean `--remote staging`?"));
        assert_eq!(error.kind(), Kind::NotFound);
        let error = Error::Unknown { name: "Loca".to_owned(), known: vec!["my work".to_owned()] };
        assert_eq!(error.hint().as_deref(), Some("did you mean `--remote local`?"));
        let error = Error::Unknown { name: "my wrok".to_owned(), known: vec!["my work".to_owned()] };
        assert_eq!(error.hint().as_deref(), Some("did you mean `--remote 'my work'`?"));
        let error = Error::Unknown { name: "prod".to_owned(), known: Vec::new() };
        assert_eq!(error.to_string(), "there is no remote `prod`");
        assert_eq!(error.hint().as_deref(), Some("add it with `truss login --remote prod`"));
    }
}
