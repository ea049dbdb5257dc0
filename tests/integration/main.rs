//! The CLI from outside: one file a command, each test in a home of its own.

mod support;

mod auth_status;
mod auth_token;
mod completions;
mod configure;
mod errors;
mod first_run;
mod generated;
mod keys_create;
mod keys_list;
mod keys_rename;
mod keys_revoke;
#[cfg(feature = "local")]
mod local_full_disk;
#[cfg(feature = "local")]
mod local_reset;
#[cfg(feature = "local")]
mod local_serve;
#[cfg(feature = "local")]
mod local_status;
#[cfg(feature = "local")]
mod local_team_add;
mod login;
mod logout;
mod offline;
#[cfg(feature = "local")]
mod push;
mod push_faults;
mod readme;
mod remote;
mod secrets;
mod trussrc;
mod whoami;
