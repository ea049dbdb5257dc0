//! `truss keys`: a file each command, and one each for a part of a large one.

mod asked;
mod audit;
mod create;
mod create_matrix;
mod create_names;
mod create_stopped;
mod create_to;
mod list;
mod list_terminal;
mod rename;
mod revoke;
mod revoke_conditions;
mod revoke_many;
mod rotate;
mod rotate_environments;
#[cfg(feature = "local")]
mod rotate_faults;
mod rotate_many;
mod rotate_stopped;
mod rotations;
mod rotations_damaged;
mod rotations_finish;
mod scan;
mod scan_git;
mod show;
