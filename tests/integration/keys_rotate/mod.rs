//! `truss keys rotate`.

mod case;
mod crashes;
mod faults;
mod many;
mod overlap;
mod rotates;
mod scopes;
mod sinks;
