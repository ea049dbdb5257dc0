//! The CLI from outside: one file a command, each test in a home of its own.

mod support;

mod action;
mod api;
mod auth_status;
mod auth_token;
#[cfg(feature = "local")]
mod baseten;
#[cfg(feature = "local")]
mod browser_login;
mod completions;
mod completions_shells;
mod configure;
mod durations;
mod errors;
mod exec;
mod exec_terminal;
mod first_run;
mod generated;
mod help;
#[cfg(feature = "local")]
mod hints;
mod hostile;
mod house;
mod keyring;
mod keys_asked;
mod keys_audit;
mod keys_create;
mod keys_create_matrix;
mod keys_create_names;
mod keys_create_stopped;
mod keys_create_to;
mod keys_list;
mod keys_list_terminal;
mod keys_rename;
mod keys_revoke;
mod keys_revoke_conditions;
mod keys_revoke_many;
mod keys_rotate;
mod keys_rotate_environments;
#[cfg(feature = "local")]
mod keys_rotate_faults;
mod keys_rotate_many;
mod keys_rotate_stopped;
mod keys_rotations;
mod keys_rotations_damaged;
mod keys_rotations_finish;
mod keys_scan;
mod keys_scan_git;
mod keys_show;
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
#[cfg(feature = "local")]
mod local_user_add;
mod login;
#[cfg(feature = "local")]
mod login_renewal;
mod logout;
#[cfg(feature = "local")]
mod logs;
mod non_interactive;
mod offline;
#[cfg(feature = "local")]
#[cfg(feature = "local")]
mod predict;
mod predict_terminal;
mod push;
mod push_config;
mod push_environment;
mod push_faults;
mod push_follow;
#[cfg(feature = "local")]
mod push_links;
mod push_prompt;
mod push_request;
mod push_screens;
#[cfg(feature = "local")]
mod push_secrets;
mod push_wait;
mod python_commands;
mod readme;
#[cfg(feature = "local")]
mod readme_blocks;
#[cfg(feature = "local")]
mod readme_keys;
mod remote_variable;
mod schemas;
mod screens;
mod secrets;
mod stopped;
mod trussrc_processes;
mod whoami;
