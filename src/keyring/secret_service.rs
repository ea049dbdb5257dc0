//! Linux: the Secret Service on the session's bus, with items shaped as Python's `keyring` 25.7 shapes them.

use std::collections::HashMap;

use dbus_secret_service::{Collection, EncryptionType, Error as ServiceError, Item, SecretService};
use zeroize::Zeroizing;

use crate::keyring::Error;

/// Python's keyring looks for service and username alone, but writes this, too: without it, its next write would make a
/// second item and it would go on reading the first.
const APPLICATION: (&str, &str) = ("application", "Python keyring library");
const CONTENT_TYPE: &str = "text/plain";

pub(super) fn read(service: &str, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    with_default_collection(|collection| match collection {
        None => Ok(None),
        Some(collection) => match items(&collection, service, account)?.first() {
            Some(item) => Ok(Some(Zeroizing::new(item.get_secret()?))),
            None => Ok(None),
        },
    })
}

pub(super) fn write(service: &str, account: &str, secret: &[u8]) -> Result<(), Error> {
    with_default_collection(|collection| {
        let collection = collection.ok_or(ServiceError::NoResult)?;
        let label = format!("Password for '{account}' on '{service}'");
        let attributes = HashMap::from([("service", service), ("username", account), APPLICATION]);
        let written = collection.create_item(&label, attributes, secret, true, CONTENT_TYPE)?;
        // Python reads whichever comes first: only one may be there.
        for other in items(&collection, service, account)?.iter().filter(|item| item.path != written.path) {
            other.delete()?;
        }
        Ok(())
    })
}

pub(super) fn delete(service: &str, account: &str) -> Result<bool, Error> {
    with_default_collection(|collection| {
        let Some(collection) = collection else { return Ok(false) };
        let items = items(&collection, service, account)?;
        items.iter().try_for_each(Item::delete)?;
        Ok(!items.is_empty())
    })
}

/// Does `work` with the collection that Python's keyring uses; `None` when nobody has made one yet. A prompt for a
/// password is not waited for: who runs a command may sit at another machine.
fn with_default_collection<T>(
    work: impl FnOnce(Option<Collection<'_>>) -> Result<T, ServiceError>,
) -> Result<T, Error> {
    let connect = || SecretService::connect_with_max_prompt_timeout(EncryptionType::Plain, 0);
    let service = connect().map_err(error)?;
    let collection = match service.get_default_collection() {
        Ok(collection) => Some(collection),
        Err(ServiceError::NoResult) => None,
        Err(source) => return Err(error(source)),
    };
    if let Some(collection) = &collection {
        collection.ensure_unlocked().map_err(error)?;
    }
    work(collection).map_err(error)
}

/// The items of that account, first the one that Python's keyring writes.
fn items<'c>(collection: &'c Collection<'_>, service: &str, account: &str) -> Result<Vec<Item<'c>>, ServiceError> {
    let mut items = Vec::new();
    for item in collection.search_items(HashMap::from([("service", service), ("username", account)]))? {
        let is_pythons = item.get_attributes()?.get(APPLICATION.0).is_some_and(|value| value == APPLICATION.1);
        items.insert(if is_pythons { 0 } else { items.len() }, item);
    }
    Ok(items)
}

fn error(error: ServiceError) -> Error {
    match error {
        ServiceError::Locked | ServiceError::Prompt => Error::Locked,
        ServiceError::NoResult => Error::Absent("it has no default collection".to_owned()),
        ServiceError::Unavailable => Error::Absent("no Secret Service is running".to_owned()),
        ServiceError::Dbus(error) => match error.name().unwrap_or_default() {
            "org.freedesktop.Secret.Error.IsLocked" => Error::Locked,
            "org.freedesktop.DBus.Error.NoReply"
            | "org.freedesktop.DBus.Error.Timeout"
            | "org.freedesktop.DBus.Error.TimedOut" => Error::TimedOut,
            "org.freedesktop.DBus.Error.ServiceUnknown" | "org.freedesktop.DBus.Error.NameHasNoOwner" => {
                Error::Absent("no Secret Service is running".to_owned())
            }
            "org.freedesktop.DBus.Error.FileNotFound"
            | "org.freedesktop.DBus.Error.NoServer"
            | "org.freedesktop.DBus.Error.BadAddress" => Error::Absent("the session's bus does not answer".to_owned()),
            name => Error::Failed(error.message().unwrap_or(name).to_owned()),
        },
        other => Error::Failed(other.to_string()),
    }
}
