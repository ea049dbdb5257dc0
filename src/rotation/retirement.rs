//! The old key's end: only when it is not used any more, and the new one is there.
//!
//! Owns distributed → revoked.

use reqwest::StatusCode;

use crate::api::{Client, Error, Told};
use crate::error::{Failure, Kind};

use super::frontend::Action;
use super::journal::Record;
use super::steps::{Held, Rotation, unfinished};
use super::transitions::used_since;

impl Rotation<'_> {
    /// distributed → revoked.
    pub(super) async fn retire(&self, held: &mut Held) -> anyhow::Result<()> {
        let client = self.asking(held);
        self.end(held, &client).await.map_err(|error| unfinished(&held.record, error))?;
        // The old key cannot see what is left after its own end.
        if client.key().prefix() != Some(held.record.old.prefix.as_str()) {
            let _alone = self.folder.lock_creation().await?;
            self.revoke_orphans(held, &client).await?;
        }
        held.record.revoked();
        self.save(&held.record).map_err(|error| unfinished(&held.record, error))?;
        Ok(())
    }

    async fn end(&self, held: &Held, client: &Client) -> anyhow::Result<()> {
        let record = &held.record;
        let old = record.old.prefix.as_str();
        let with_old = client.key().prefix() == Some(old);
        let keys = match self.request(Action::List, client.keys(false)).await {
            // The old key itself says that it is gone: an earlier run got as far as that.
            Err(error) if with_old && is_unauthorized(&error) => return Ok(()),
            keys => keys?,
        };
        let new = record.new.as_ref().map(|new| new.prefix.as_str());
        if !keys.iter().any(|key| Some(key.prefix.as_str()) == new) {
            return Err(Failure::new(
                Kind::Partial,
                format!("the new key `{}` is not there any more, so the old one stays", new.unwrap_or("(unknown)")),
            )
            .hint("see that the key in use sees both; `truss keys rotate --abandon KEY` gives the new key up")
            .into());
        }
        let Some(listed) = keys.iter().find(|key| key.prefix == old) else { return Ok(()) };
        if !self.orders.force {
            refuse_used(record, listed, with_old)?;
        }
        if listed.last_used_at == Told::Absent {
            self.frontend.note(&format!(
                "this remote does not tell when a key was last used: the overlap alone decides that `{old}` can go"
            ));
        }
        match self.request(Action::Revoke(old), client.revoke_key(old)).await {
            Err(error) if error.is_not_found() || with_old && is_unauthorized(&error) => {}
            revoked => revoked?,
        }
        self.request(Action::Confirm(old), confirm(client, old, with_old)).await
    }
}

/// Somebody who used the old key after every sink had the new one still has the old one.
fn refuse_used(record: &Record, listed: &crate::api::keys::KeyInfo, with_old: bool) -> Result<(), Failure> {
    let old = &record.old.prefix;
    if with_old {
        return Err(Failure::new(Kind::Partial, format!("the key in use here is still the old one, `{old}`"))
            .hint("use the new key here (`truss auth status` shows where the key comes from), or give `--force`"));
    }
    match used_since(listed, record.distributed_at) {
        None => Ok(()),
        Some(used) => Err(Failure::new(
            Kind::Partial,
            format!("the old key `{old}` is still used, last at {used}, after the new one was everywhere: it stays"),
        )
        .hint(format!("find who uses `{old}` and give them the new key, or revoke it all the same with `--force`"))),
    }
}

/// After a revoke the remote's word is not enough: the list must not hold the key.
async fn confirm(client: &Client, old: &str, with_old: bool) -> anyhow::Result<()> {
    let keys = match client.keys(false).await {
        Err(error) if with_old && is_unauthorized(&error) => return Ok(()),
        keys => keys?,
    };
    if keys.iter().any(|key| key.prefix == old) {
        return Err(Failure::new(
            Kind::Partial,
            format!("the remote says that `{old}` is revoked, and still lists it"),
        )
        .into());
    }
    Ok(())
}

fn is_unauthorized(error: &Error) -> bool {
    error.status() == Some(StatusCode::UNAUTHORIZED)
}
