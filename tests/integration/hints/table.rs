//! Which test runs which command that the source words.

use super::{keys, local, push, rotation, rotation_lost, signin};

/// A file of `src`, a part of a line in it, and the test that provokes the hint and runs the command.
type Run = (&'static str, &'static str, fn());

pub(super) const RUN: &[Run] = &[
    ("api/error.rs", "the key is wrong or revoked", signin::a_key_that_is_refused),
    ("api/error.rs", "use a key that is allowed to", signin::a_key_that_may_not),
    ("api/error.rs", "check the network", signin::a_remote_that_cannot_be_reached),
    ("commands/exec.rs", "`truss local serve`", local::a_command_on_the_embedded_api),
    (
        "commands/keys/destination.rs",
        "deliver it there by hand",
        keys::a_new_key_that_a_command_has_and_another_place_has_not,
    ),
    ("commands/keys/revoke.rs", "puts a new key in its place first", keys::the_key_in_use),
    ("commands/keys/revoke.rs", "hinted(&[\"keys\", \"rotate\", &key.prefix]),", keys::the_old_key_of_an_open_delivery),
    ("commands/keys/revoke.rs", "\"abandon\", &key.prefix", keys::the_old_key_of_an_open_delivery),
    ("commands/keys/revoke.rs", "let again =", keys::keys_that_are_left),
    ("commands/keys/revoke.rs", "check with `truss keys list`", keys::a_list_that_does_not_prove_a_revocation),
    ("commands/keys/rotate/mod.rs", "`truss keys rotations list`", rotation::rotations_that_were_interrupted),
    ("commands/keys/rotate/failure.rs", "let finish", rotation::rotations_of_several_keys_that_are_done),
    ("commands/keys/rotate/failure.rs", ".command(&words)", rotation::environments_that_are_not_known),
    ("commands/keys/rotate/plan.rs", "`truss local reset`", local::the_embedded_apis_own_key),
    (
        "commands/keys/rotate/plan.rs",
        "\"finish\", &old.prefix",
        rotation::a_key_of_the_environment_that_would_be_revoked_at_once,
    ),
    ("commands/keys/rotate/run.rs", "[\"keys\", \"rotate\", old])", rotation::a_rotation_to_other_places),
    ("commands/keys/rotate/run.rs", "\"abandon\", old", rotation::a_rotation_to_other_places),
    ("commands/keys/rotate/run.rs", "\"finish\", &base", rotation::the_end_of_a_rotation),
    ("commands/keys/rotate/run.rs", "old, \"--yes\"", rotation_lost::a_key_that_a_stopped_run_may_have_made),
    ("commands/keys/rotate/run.rs", "\"revoke\", old", rotation::an_old_key_that_could_not_be_revoked),
    ("commands/keys/rotations/abandon.rs", "\"revoke\"", rotation::nothing_to_abandon_here),
    ("commands/keys/rotations/abandon.rs", "`truss keys list`", rotation::nothing_to_abandon_here),
    (
        "commands/keys/rotations/finish.rs",
        "\"rotate\", &old.prefix",
        rotation::a_rotation_that_is_not_over_before_the_old_key_goes,
    ),
    ("commands/keys/rotations/finish.rs", "`truss auth status`", rotation::an_old_key_that_is_in_use_here),
    ("commands/keys/rotations/finish.rs", ".command(&words)", rotation::an_old_key_that_is_still_used),
    ("commands/keys/scan/mod.rs", "let command =", keys::keys_that_leaked),
    ("commands/login.rs", "`truss whoami --remote local`", signin::a_login_to_the_embedded_api),
    ("keys/create.rs", "hinted(&[\"keys\", \"revoke\", prefix])", keys::an_answer_that_got_lost),
    ("keys/create.rs", "revoke it: {}", keys::a_new_key_that_must_not_be_used_and_cannot_be_revoked),
    ("keys/create.rs", "`truss keys list`", keys::an_answer_that_got_lost_and_a_list_that_cannot_be_read),
    ("keys/lookup.rs", "`truss keys list`", keys::a_key_that_is_not_there),
    ("local/error.rs", "start over with `truss local reset`", local::a_state_that_is_broken_or_newer),
    ("local/error.rs", "`truss local team add NAME`", local::a_team_that_is_not_there),
    ("push/config/error.rs", "`truss push DIR`", push::no_truss),
    ("push/plan.rs", "`truss push DIR`", push::no_truss),
    ("remote/error.rs", "\"login\", \"--remote\", name", signin::no_such_remote),
    ("remote/error.rs", "format!(\"{remote}-key\")", signin::a_remote_that_is_not_for_an_api_key),
    ("remote/error.rs", "`truss login` at a terminal", signin::no_key),
    (
        "rotation/abandon.rs",
        "\"revoke\", &holder.prefix",
        rotation_lost::a_key_that_an_abandoned_rotation_may_have_made,
    ),
    ("rotation/abandon.rs", "ends the rotation", rotation_lost::a_rotation_that_cannot_be_abandoned),
    ("rotation/create.rs", "`truss keys list`", rotation_lost::an_old_key_that_is_gone),
    ("rotation/create.rs", "if nobody has its secret", rotation_lost::a_key_of_another_machine),
    ("rotation/create.rs", "named(&record.old), \"--yes\"", rotation_lost::an_answer_that_got_lost),
    ("rotation/deliver.rs", "\"finish\"", rotation_lost::an_old_key_that_is_used_after_the_delivery),
    ("rotation/engine.rs", "continues where it stopped", rotation::a_rotation_that_stopped),
    ("rotation/engine.rs", "\"finish\", &base", rotation::a_key_that_was_rotated_already),
    ("rotation/engine.rs", "\"revoke\", named(new)", rotation::a_key_that_was_rotated_already),
    ("rotation/scope/mod.rs", "`truss auth status`", rotation::a_team_that_cannot_be_seen),
    ("trussrc/remote.rs", "\"login\", \"--remote\"", signin::an_option_that_cannot_be_used),
    ("trussrc/remote.rs", "`truss configure`", signin::an_option_that_cannot_be_used),
    ("trussrc/error.rs", "`truss login --repair`", signin::a_trussrc_that_is_no_text),
    ("trussrc/error.rs", "`truss configure`", signin::a_trussrc_that_does_not_parse),
];

/// Lines that look like such a command and are none to be pasted, and why.
pub(super) const NO_HINTS: &[(&str, &str, &str)] = &[
    ("commands/push/links.rs", "on `truss local serve`", "an address, and who serves it"),
    ("commands/push/links.rs", "\"auth\", \"token\"", "a part of a line that tests/integration/push_links.rs pastes"),
    ("cli/help/mod.rs", "`truss help", "a page of the help: tests/integration/help.rs"),
    ("cli/help/topics.rs", "`truss ", "a page of the help"),
    ("hint.rs", "`truss ", "the code that completes hints"),
    ("keys/audit.rs", "Rule::", "findings: advice for each key, which tests/integration/keys_audit.rs has"),
    ("local/error.rs", "stop `truss local serve` first", "names what is to be stopped"),
];
