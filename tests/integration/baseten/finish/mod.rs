//! `truss keys rotations finish`: which old keys it revokes.

mod faults;
mod generate;
mod lists;
mod named;
mod reference;
