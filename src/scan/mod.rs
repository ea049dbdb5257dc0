//! The search for secrets in files: what a key looks like, and where one stands.

pub(crate) mod private_key;
pub(crate) mod runs;
pub(crate) mod scanner;
