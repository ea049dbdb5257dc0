//! A fake Baseten, as the contract describes it: what `truss local` adds to the API is not there. [`State`] is pure (no
//! I/O, no clock of its own, `Send`), so that it can stand under a client in process too; [`Baseten`] serves one.

mod create;
mod exchange;
mod front;
mod handle;
mod list;
mod random;
mod seed;
mod state;

pub(crate) use exchange::{Answer, Trouble, When};
pub(crate) use front::Baseten;
pub(crate) use random::Random;
pub(crate) use seed::Seed;
pub(crate) use state::{Field, LastUse, State};
