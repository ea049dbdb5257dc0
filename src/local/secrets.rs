//! Random identifiers, the shape of keys that the embedded API issues, and how a secret is stored: as its SHA-256.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::secret::ApiKey;

const ALPHANUMERIC: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LOWER: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// Characters before the dot of a key, as in the keys that Baseten issues.
const PREFIX_LENGTH: usize = 8;
/// Characters after it: 190 bits, so a fast hash is enough to protect them.
const SECRET_LENGTH: usize = 32;

pub(crate) fn random_text(length: usize) -> Result<String, getrandom::Error> {
    random_from(ALPHANUMERIC, length)
}

/// `length` random lower-case letters and digits: for ids that stand in host names.
pub(crate) fn random_id(length: usize) -> Result<String, getrandom::Error> {
    random_from(LOWER, length)
}

/// Bytes that would make some characters more likely than others are thrown away.
fn random_from(alphabet: &[u8], length: usize) -> Result<String, getrandom::Error> {
    let fair = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    let mut bytes = [0; 64];
    while text.len() < length {
        getrandom::fill(&mut bytes)?;
        let fair_bytes = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < fair);
        text.extend(fair_bytes.take(length - text.len()).map(|byte| char::from(alphabet[byte % alphabet.len()])));
    }
    Ok(text)
}

#[derive(Clone, Copy)]
pub(crate) struct SecretHash(pub(crate) [u8; 32]);

impl SecretHash {
    /// The hash of the text after the dot.
    pub(crate) fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }

    /// Compares in a time that does not depend on where the two differ.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// A new key: shown once, stored as a hash.
pub(crate) struct NewKey {
    pub(crate) key: ApiKey,
    pub(crate) prefix: String,
    pub(crate) hash: SecretHash,
}

impl NewKey {
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let prefix = random_text(PREFIX_LENGTH)?;
        let secret = zeroize::Zeroizing::new(random_text(SECRET_LENGTH)?);
        let text = zeroize::Zeroizing::new(format!("{prefix}.{}", *secret));
        let key = ApiKey::parse(&text).expect("letters, digits and a dot can stand in a header");
        Ok(Self { key, hash: SecretHash::of(&secret), prefix })
    }
}

#[cfg(test)]
mod tests {
    use super::{NewKey, SecretHash, random_id};

    #[test]
    fn new_keys_have_basetens_shape_and_match_their_hash_only() {
        let (one, other) = (NewKey::random().expect("random bytes"), NewKey::random().expect("random bytes"));
        assert!(one.key.has_baseten_shape());
        assert_eq!(one.key.prefix(), Some(one.prefix.as_str()));
        let (prefix, secret) = one.key.expose().split_once('.').expect("a dot");
        assert_eq!((prefix.len(), secret.len()), (8, 32));
        assert!(SecretHash::of(secret).matches(&one.hash));
        assert!(!SecretHash::of(secret).matches(&other.hash));
    }

    #[test]
    fn ids_can_stand_in_a_host_name() {
        let id = random_id(200).expect("random bytes");
        assert_eq!(id.len(), 200);
        assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    }
}
