//! What a request is authorized with: an API key, or the tokens of a browser login.
//!
//! Owns what tokens are and how long they last. Leaves where they are stored to `trussrc` and `keyring`, and how they are
//! renewed to `oauth`.

use std::fmt;

use crate::secret::{ApiKey, InvalidKey};

/// An access token that ends sooner than this, in seconds, is renewed before it is sent, as Python's truss does.
const LEEWAY: i64 = 60;

/// What stands where a key would have its prefix.
const LOGIN_LABEL: &str = "(browser login)";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    /// A key, which has a prefix and lasts until it is revoked.
    ApiKey(ApiKey),
    /// A browser login, which is no key: none has its prefix, and nothing can revoke it by one.
    Login(Tokens),
}

impl Credential {
    /// What an `Authorization: Bearer` header carries: the management API takes keys there, too.
    pub(crate) fn bearer(&self) -> &ApiKey {
        match self {
            Self::ApiKey(key) => key,
            Self::Login(tokens) => &tokens.access,
        }
    }

    /// Everything in it that must not be shown.
    pub(crate) fn secrets(&self) -> Vec<&ApiKey> {
        match self {
            Self::ApiKey(key) => vec![key],
            Self::Login(tokens) => vec![&tokens.access, &tokens.refresh],
        }
    }

    /// The public name of a key.
    pub(crate) fn prefix(&self) -> Option<&str> {
        match self {
            Self::ApiKey(key) => key.prefix(),
            Self::Login(_) => None,
        }
    }

    /// What messages show.
    pub(crate) fn display_prefix(&self) -> &str {
        match self {
            Self::ApiKey(key) => key.display_prefix(),
            Self::Login(_) => LOGIN_LABEL,
        }
    }

    pub(crate) fn tokens(&self) -> Option<&Tokens> {
        match self {
            Self::ApiKey(_) => None,
            Self::Login(tokens) => Some(tokens),
        }
    }
}

impl From<ApiKey> for Credential {
    fn from(key: ApiKey) -> Self {
        Self::ApiKey(key)
    }
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Tokens {
    /// What requests carry.
    pub(crate) access: ApiKey,
    /// What gets the next access token, once.
    pub(crate) refresh: ApiKey,
    /// When the access token ends, in seconds since 1970.
    pub(crate) expires_at: i64,
}

impl Tokens {
    /// Reads them as the trussrc and the keyring have them: as three texts.
    pub(crate) fn parse(access: &str, refresh: &str, expires_at: &str) -> Result<Self, InvalidTokens> {
        Ok(Self {
            access: ApiKey::parse(access).map_err(InvalidTokens::Access)?,
            refresh: ApiKey::parse(refresh).map_err(InvalidTokens::Refresh)?,
            // Python's truss takes nothing but an integer either.
            expires_at: expires_at.trim().parse().map_err(|_| InvalidTokens::ExpiresAt)?,
        })
    }

    /// Whether the access token can still be sent at `now`, in seconds since 1970.
    pub(crate) fn is_fresh(&self, now: i64) -> bool {
        self.expires_at > now.saturating_add(LEEWAY)
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tokens").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Why texts are no tokens. Never holds a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidTokens {
    #[error("the access token cannot be used: {0}")]
    Access(InvalidKey),
    #[error("the refresh token cannot be used: {0}")]
    Refresh(InvalidKey),
    #[error("`oauth_expires_at` is not a whole number of seconds")]
    ExpiresAt,
}

#[cfg(test)]
mod tests {
    use super::{Credential, InvalidTokens, Tokens};

    fn tokens() -> Tokens {
        Tokens::parse("eyJhbGciOiJIUzI1NiJ9.payload.signature", "refresh-token", "1000").expect("tokens")
    }

    #[test]
    fn a_login_has_no_prefix_although_its_token_has_dots() {
        let login = Credential::Login(tokens());
        assert_eq!((login.prefix(), login.display_prefix()), (None, "(browser login)"));
        assert!(!format!("{login:?}").contains("eyJ") && !format!("{login:?}").contains("refresh-token"));
    }

    #[test]
    fn a_token_is_renewed_a_minute_before_it_ends() {
        assert!(tokens().is_fresh(939));
        assert!(!tokens().is_fresh(940));
        assert!(!tokens().is_fresh(i64::MAX));
    }

    #[test]
    fn the_end_is_an_integer() {
        for text in ["", "1000.5", "soon"] {
            assert_eq!(Tokens::parse("a", "b", text), Err(InvalidTokens::ExpiresAt), "{text}");
        }
        assert_eq!(Tokens::parse("a", "b", " 17 ").map(|tokens| tokens.expires_at), Ok(17));
    }
}
