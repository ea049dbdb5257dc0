//! macOS: the login keychain, with generic passwords as Python's `keyring` 25.7 writes them.
//!
//! Unproven: no test has run this on a Mac.

use security_framework::passwords::{delete_generic_password, get_generic_password, set_generic_password};
use zeroize::Zeroizing;

use crate::keyring::Error;

/// `errSecItemNotFound`, `errSecInteractionNotAllowed` and `errSecAuthFailed` of the Security framework.
const NOT_FOUND: i32 = -25300;
const LOCKED: [i32; 2] = [-25308, -25293];

pub(super) fn read(service: &str, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    match get_generic_password(service, account) {
        Ok(secret) => Ok(Some(Zeroizing::new(secret))),
        Err(error) if error.code() == NOT_FOUND => Ok(None),
        Err(error) => Err(failed(&error)),
    }
}

pub(super) fn write(service: &str, account: &str, secret: &[u8]) -> Result<(), Error> {
    set_generic_password(service, account, secret).map_err(|error| failed(&error))
}

pub(super) fn delete(service: &str, account: &str) -> Result<bool, Error> {
    match delete_generic_password(service, account) {
        Ok(()) => Ok(true),
        Err(error) if error.code() == NOT_FOUND => Ok(false),
        Err(error) => Err(failed(&error)),
    }
}

fn failed(error: &security_framework::base::Error) -> Error {
    if LOCKED.contains(&error.code()) { Error::Locked } else { Error::Failed(error.to_string()) }
}
