//! The life of API keys on a remote: what may be asked for, making one and being sure of it, finding those that a
//! user means.
//!
//! Owns the rules that go beyond one request. Leaves requests to `api`, asking and printing to the commands.

pub mod audit;
pub mod filter;
pub mod issue;
pub mod missing;
pub mod orphan;
pub mod request;
pub mod resolve;
pub mod revoke;
pub mod save;
pub mod selection;
pub mod wanted;
