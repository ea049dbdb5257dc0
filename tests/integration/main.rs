//! The CLI from outside: one file a command, each test in a home of its own.

mod support;

#[cfg(feature = "local")]
mod action;
#[cfg(feature = "local")]
mod api;
mod auth;
#[cfg(feature = "local")]
mod baseten;
#[cfg(feature = "local")]
mod browser_login;
mod colors;
mod completions;
mod completions_shells;
mod configure;
mod core_dumps;
mod durations;
mod errors;
mod exec;
mod exec_terminal;
mod first_run;
#[cfg(feature = "local")]
mod generated;
#[cfg(feature = "local")]
mod help;
#[cfg(feature = "local")]
mod hints;
mod hostile;
mod house;
mod keyring;
mod keys;
#[cfg(feature = "local")]
mod local;
mod login;
#[cfg(feature = "local")]
mod login_renewal;
mod logout;
#[cfg(feature = "local")]
mod logs;
mod non_interactive;
mod offline;
#[cfg(feature = "local")]
mod predict;
mod predict_terminal;
mod push;
mod python_commands;
#[cfg(feature = "local")]
mod readme;
#[cfg(feature = "local")]
mod readme_blocks;
#[cfg(feature = "local")]
mod readme_keys;
mod remote_variable;
#[cfg(feature = "local")]
mod replies;
#[cfg(feature = "local")]
mod schemas;
mod screens;
mod secrets;
mod stopped;
mod trussrc_processes;
mod whoami;
