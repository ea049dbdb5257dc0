//! The search for secrets in files: what a key looks like, where one stands, and which contents are searched.

pub(crate) mod content;
pub(crate) mod files;
pub(crate) mod findings;
pub(crate) mod git;
mod identifier;
pub(crate) mod objects;
mod position;
pub(crate) mod private_key;
pub(crate) mod runs;
pub(crate) mod scanner;
mod walk;
