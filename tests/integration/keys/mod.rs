//! `truss keys`: a file each command, and one each for a part of a large one.

mod asked;
mod audit;
mod create;
mod create_matrix;
#[cfg(feature = "local")]
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
mod rotate_resumed;
mod rotate_stopped;
mod rotations;
mod rotations_abandoned;
mod rotations_damaged;
mod rotations_finish;
mod scan;
mod scan_git;
#[cfg(feature = "local")]
mod show;

use crate::support::{Home, Knows, Remote, Truss, personal_key};

/// In hours, as [`personal_key`] counts.
const DAY: i64 = 24;

fn rotate(home: &Home, arguments: &[&str]) -> Truss {
    home.truss(["keys", "rotate"].iter().chain(arguments)).any_stderr()
}

/// A remote with two personal keys that are old and one that is young.
fn three() -> Remote {
    Remote::healthy(Knows::Documented)
        .with(personal_key("ci123456", "ci", 90 * DAY, None))
        .with(personal_key("web12345", "web", 100 * DAY, None))
        .with(personal_key("young123", "young", DAY, None))
}
