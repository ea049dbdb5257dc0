//! Rotation: a new key in the place of an old one, at no minute without a key that works, resumable after any crash.
//!
//! `planned → created → verified → distributed → (overlap) → revoked → done`. Each step is on disk before the next
//! begins, and each can be done twice. Owns the whole of it but for the command line. Nothing is printed here.

mod creation;
mod folder;
mod frontend;
mod journal;
mod lock;
mod plan;
mod retirement;
pub mod scope;
pub mod sinks;
mod steps;
mod transitions;
mod withdrawal;

pub use folder::Folder;
pub use frontend::{Action, Frontend};
pub use journal::{Before, Delivery, Overlap, Record, Remote, Step, Successor};
pub use plan::{Plan, recipients};
pub use sinks::Sink;
pub use steps::{Orders, Outcome, Rotation};
pub use transitions::{Next, used_since};
