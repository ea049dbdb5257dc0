//! The embedded management API, asked over real HTTP: one file per resource.
#![cfg(feature = "local")]

#[path = "../integration/support/skip.rs"]
mod skip;
mod support;

mod audit;
mod authentication;
#[cfg(target_os = "linux")]
mod disk;
mod environments;
#[cfg(target_os = "linux")]
mod hostile_clients;
mod inference;
mod key_names;
mod key_permissions;
mod keys;
#[cfg(unix)]
mod kill;
mod lifecycle;
mod logins;
mod models;
mod openapi;
mod other_sites;
mod permission_table;
mod permissions;
mod process;
mod push;
mod request_log;
mod state;
mod strict;
mod uploads;
mod users;
