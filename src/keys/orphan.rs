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
    match client.keys(false).await {
        Ok(keys) => revoke_among(client, &keys, wanted, is_known).await,
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
    let is_like = |key: &&KeyInfo| key.name == wanted.name && key.key_type == wanted.key_type && !is_known(key);
    let orphans: Vec<&str> = keys.iter().filter(is_like).map(|key| key.prefix.as_str()).collect();
    match orphans.as_slice() {
        [] => Ok(None),
        [orphan] => match revoke(client, orphan).await {
            Ok(()) => Ok(Some((*orphan).to_owned())),
            Err(error) => Err(Failure::new(
                Kind::Partial,
                format!("the key `{orphan}` was made but its secret got lost, and it could not be revoked"),
            )
            .hint(format!("revoke it: `truss keys revoke {orphan}`"))
            .cause(error)),
        },
        several => Err(Failure::new(
            Kind::Partial,
            format!("one of the keys `{}` was made here, and its secret got lost", several.join("`, `")),
        )
        .hint("the others are somebody else's: revoke the one that nobody has with `truss keys revoke`")),
    }
}

fn named(wanted: &NewKey) -> String {
    wanted.name.as_ref().map_or_else(|| "without a name".to_owned(), |name| format!("`{name}`"))
}
