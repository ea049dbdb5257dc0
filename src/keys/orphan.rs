//! The key that a request made whose answer got lost: its secret is gone, so it must not stay.
//!
//! Owns which key that is, and revoking it. Leaves making another one to the caller.

use crate::api::Client;
use crate::api::keys::{KeyInfo, NewKey};
use crate::error::{Failure, Kind};

use super::revoke::revoke;

/// Finds and revokes the key that a lost request for `wanted` made: it has the name and type that were asked for, and
/// `is_known` says of none of the others. Returns its prefix, or `None` when no key was made. Of several, none is
/// touched: the others are somebody else's.
///
/// # Errors
///
/// [`Kind::Partial`] when it cannot be found out or undone.
pub async fn revoke_orphan(
    client: &Client,
    wanted: &NewKey,
    is_known: impl Fn(&KeyInfo) -> bool,
) -> Result<Option<String>, Failure> {
    Ok(revoke_orphans(client, wanted, 1, is_known).await?.pop())
}

/// As [`revoke_orphan`] after up to `at_most` lost requests.
///
/// # Errors
///
/// As [`revoke_orphan`].
pub async fn revoke_orphans(
    client: &Client,
    wanted: &NewKey,
    at_most: usize,
    is_known: impl Fn(&KeyInfo) -> bool,
) -> Result<Vec<String>, Failure> {
    match client.keys(false).await {
        Ok(keys) => revoke_all_among(client, &keys, wanted, at_most, is_known).await,
        Err(error) => Err(Failure::new(
            Kind::Partial,
            format!("a key {} may have been made that nobody has: the list of keys cannot be read", named(wanted)),
        )
        .hint(format!("look for it with `truss keys list` and revoke it; its type is {}", wanted.key_type))
        .cause(error)),
    }
}

/// As [`revoke_orphan`], with a list that was read already.
pub(super) async fn revoke_among(
    client: &Client,
    keys: &[KeyInfo],
    wanted: &NewKey,
    is_known: impl Fn(&KeyInfo) -> bool,
) -> Result<Option<String>, Failure> {
    Ok(revoke_all_among(client, keys, wanted, 1, is_known).await?.pop())
}

async fn revoke_all_among(
    client: &Client,
    keys: &[KeyInfo],
    wanted: &NewKey,
    at_most: usize,
    is_known: impl Fn(&KeyInfo) -> bool,
) -> Result<Vec<String>, Failure> {
    let is_like = |key: &&KeyInfo| key.name == wanted.name && key.key_type == wanted.key_type && !is_known(key);
    let orphans: Vec<String> = keys.iter().filter(is_like).map(|key| key.prefix.clone()).collect();
    if orphans.len() > at_most {
        return Err(Failure::new(
            Kind::Partial,
            format!("one of the keys `{}` was made here, and its secret got lost", orphans.join("`, `")),
        )
        .hint("the others are somebody else's: revoke the one that nobody has with `truss keys revoke`"));
    }
    for orphan in &orphans {
        revoke(client, orphan).await.map_err(|error| {
            Failure::new(
                Kind::Partial,
                format!("the key `{orphan}` was made but its secret got lost, and it {}", error.state()),
            )
            .hint(format!("revoke it: `truss keys revoke {orphan}`"))
            .cause(error)
        })?;
    }
    Ok(orphans)
}

fn named(wanted: &NewKey) -> String {
    wanted.name.as_ref().map_or_else(|| "without a name".to_owned(), |name| format!("`{name}`"))
}
