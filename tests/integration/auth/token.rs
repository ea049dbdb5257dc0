//! `truss auth token`.

use crate::support::Home;

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

#[test]
fn the_key_that_is_used_is_the_whole_of_stdout() {
    let home = Home::new().with_trussrc(&format!("[baseten]\napi_key = {KEY}\n"));
    home.truss(["auth", "token"]).stdout(format!("{KEY}\n")).run();
    home.truss(["auth", "token", "-o", "json"]).stdout(format!("{{\"api_key\":\"{KEY}\"}}\n")).run();
    let other = KEY.replace("abcd", "efgh");
    home.truss(["auth", "token"]).env("BASETEN_API_KEY", &other).stdout(format!("{other}\n")).run();
    home.truss(["auth", "token", "--api-key-stdin"]).stdin(format!(" {other}\n")).stdout(format!("{other}\n")).run();
}

#[cfg(feature = "local")]
#[test]
fn the_embedded_apis_own_key_is_the_same_each_time() {
    let home = Home::new();
    let key = home.truss(["auth", "token", "--remote", "local"]).any_stdout().run().stdout;
    home.truss(["auth", "token", "--remote", "local"]).stdout(key).run();
}

#[cfg(feature = "local")]
#[test]
fn a_key_of_the_environment_is_used_on_local_only_if_it_was_made_there() {
    let home = Home::new();
    let own = home.truss(["auth", "token", "--remote", "local"]).any_stdout().run().stdout;
    home.truss(["auth", "token", "--remote", "local"]).env("API_KEY", KEY).stdout(own).run();
    let made = home.truss(["keys", "create", "ci", "--remote", "local", "-q"]).any_stdout().run().stdout;
    home.truss(["auth", "token", "--remote", "local"]).env("API_KEY", made.trim()).stdout(made).run();
}

#[test]
fn github_actions_is_told_to_mask_the_key() {
    let home = Home::new().with_trussrc(&format!("[baseten]\napi_key = {KEY}\n"));
    home.truss(["auth", "token"])
        .env("GITHUB_ACTIONS", "true")
        .stdout(format!("{KEY}\n"))
        .stderr(format!("::add-mask::{KEY}\n"))
        .run();
}

#[test]
fn no_key_is_exit_3_and_an_empty_stdout() {
    Home::new().truss(["auth", "token"]).code(3).any_stderr().run();
}
