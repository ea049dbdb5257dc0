//! Rotation: a new key in the place of an old one, at no minute without a key that works, resumable after any crash.
//!
//! `planned → created → verified → delivered`, then the overlap, which the remote's own list tells every machine, then
//! `finish`. Each step is on disk before the next begins, and each can be done twice. Owns the whole of it but for the
//! command line. Nothing is printed here.

mod abandon;
mod create;
mod deliver;
mod engine;
pub mod finish;
mod journal;
mod plan;
mod reporter;
pub mod scope;
mod store;

pub use engine::{Orders, Outcome, Rotation};
pub use journal::{Placement, Record, Step, Successor};
pub use plan::{Plan, only_member, successor};
pub use reporter::Reporter;
pub use store::Store;
