//! Rotation: a new key in the place of an old one, at no minute without a key that works, resumable after any crash.
//!
//! `planned → created → verified → delivered`, then the overlap, which the remote's own list tells every machine, then
//! `finish`. Each step is on disk before the next begins, and each can be done twice. Owns the whole of it but for the
//! command line. Nothing is printed here.

pub(crate) mod abandon;
pub(crate) mod create;
pub(crate) mod deliver;
pub(crate) mod engine;
pub(crate) mod finish;
pub(crate) mod journal;
pub(crate) mod plan;
pub(crate) mod reporter;
pub(crate) mod scope;
pub(crate) mod store;

pub(crate) use engine::{Orders, Outcome, Rotation};
pub(crate) use journal::Record;
pub(crate) use plan::{Plan, only_member, successor};
pub(crate) use reporter::Reporter;
pub(crate) use store::Store;

#[cfg(test)]
mod tests;
