//! Keys on a remote that is as Baseten is, judged by the contract alone.

mod abandon;
mod app;
mod callers;
mod confirmed;
mod create;
mod extensions;
mod fake;
mod faults;
mod finish;
mod if_missing;
mod in_use;
mod kills;
mod refused;
mod rivals;
mod rotate;
mod run;
mod sinks;
mod strict;
mod world;
