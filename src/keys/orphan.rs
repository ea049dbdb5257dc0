//! The key that a request made whose answer got lost: its secret is gone, so it must not stay.
//!
//! Owns which key that is, and revoking it. Leaves making another one to the caller.

use crate::api::Client;
use crate::api::keys::{KeyInfo, NewKey};
use crate::error::{Failure, Kind};

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
    let name = wanted.name.as_deref().unwrap_or("without a name");
    let unsettled = |message: String| {
        Failure::new(Kind::Partial, message)
            .hint(format!("look at `truss keys list` for a key `{name}` that nobody has, and revoke it"))
    };
    let keys = client.keys(false).await.map_err(|error| {
        unsettled(format!("a request got no answer, and whether a key was made cannot be told: {error}"))
    })?;
    let orphans: Vec<&KeyInfo> = keys
        .iter()
        .filter(|key| key.name == wanted.name && key.key_type == wanted.key_type && !is_known(key))
        .collect();
    match orphans.as_slice() {
        [] => Ok(None),
        [orphan] => match client.revoke_key(&orphan.prefix).await {
            Ok(()) => Ok(Some(orphan.prefix.clone())),
            Err(error) if error.is_not_found() => Ok(Some(orphan.prefix.clone())),
            Err(error) => Err(unsettled(format!(
                "the key `{}` was made but its secret got lost, and it cannot be revoked: {error}",
                orphan.prefix
            ))),
        },
        several => {
            let prefixes: Vec<&str> = several.iter().map(|key| key.prefix.as_str()).collect();
            Err(unsettled(format!("one of the keys {} was made here but its secret got lost", prefixes.join(", "))))
        }
    }
}
