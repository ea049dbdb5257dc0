//! What the fields of a config must be to each other, and values that no table describes, as Python's truss 0.18.36 has
//! them.

use std::collections::HashSet;

use crate::push::config::check::{Checker, open};
use crate::push::config::lax;
use crate::push::config::references::{mount_path, secret_name};
use crate::push::config::schema::{ACCELERATOR, ACCELERATORS, CONFIG, TRANSPORT, WEBSOCKET, WEIGHTS};
use crate::push::config::table::Kind::{Bool, Map, Text};
use crate::push::config::trt_llm;
use crate::push::config::yaml::Mark;
use crate::push::config::yaml::value::{Data, Value};

const DEFAULT_USER: i128 = 60_000;

pub(crate) fn config(checker: &mut Checker, fields: &Value) {
    let at = |name: &str| fields.entry(name).map_or(fields.at, |value| value.at);
    let both = |left: &str, right: &str| [left, right].iter().all(|name| fields.entry(name).is_some_and(lax::is_true));
    for (left, right) in [("requirements", "requirements_file"), ("model_cache", "weights"), ("hf_cache", "weights")] {
        if both(left, right) {
            checker.mistake_in(right, at(right), format!("cannot be combined with `{left}`"));
        }
    }
    if fields.entry("hf_cache").is_some() && fields.entry("model_cache").is_some() {
        checker.mistake_in("hf_cache", at("hf_cache"), "is the old name of `model_cache`, which is there too");
    }
    let ssh = fields.fields("runtime").and_then(|runtime| runtime.fields("remote_ssh"));
    let user = fields.fields("docker_server").and_then(|server| server.some("run_as_user_id"));
    if let (true, Some(user)) = (ssh.is_some_and(|ssh| ssh.flag("enabled", false)), user) {
        checker.mistake_in("docker_server.run_as_user_id", user.at, "cannot be combined with `runtime.remote_ssh`");
    }
    trt_llm::rules::config(checker, fields);
    trt_llm::changes::config(checker, fields);
}

pub(crate) fn hf_cache(checker: &mut Checker, value: &Value) {
    let model_cache = CONFIG.fields.iter().find(|(name, _)| *name == "model_cache");
    if let (true, Some((_, kind))) = (lax::is_true(value), model_cache) {
        checker.check(kind, value);
    }
}

/// `H100:2`, or the same in two fields.
pub(crate) fn accelerator(checker: &mut Checker, value: &Value) {
    match (&value.data, value.as_map()) {
        (Data::Null, _) => {}
        (Data::Text(text), _) => accelerator_text(checker, value.at, text),
        (_, Some(fields)) => checker.model(&ACCELERATOR, fields),
        _ => checker.must_be("like `H100` or `H100:2`", value),
    }
}

fn accelerator_text(checker: &mut Checker, at: Mark, text: &str) {
    let parts: Vec<&str> = lax::trim(text).split(':').collect();
    if let Err(flaw) = open(parts[0], ACCELERATORS) {
        checker.flaw(at, flaw);
    }
    // Python's truss takes a third part and then no count.
    if let [_, count] = parts[..] {
        let digits = !count.is_empty() && count.chars().all(|character| character.is_ascii_digit());
        if !digits || count.bytes().all(|byte| byte == b'0') {
            checker.mistake(at, format!("the count must be a whole number from 1, found {}", lax::quoted(count)));
        }
    }
}

/// A kind and its options; an empty one is http.
pub(crate) fn transport(checker: &mut Checker, value: &Value) {
    match value.as_map() {
        Some(_) if !lax::is_true(value) => {}
        Some(fields) if fields.text("kind") == Some("websocket") => checker.model(&WEBSOCKET, fields),
        Some(fields) => checker.model(&TRANSPORT, fields),
        None => checker.must_be("a mapping", value),
    }
}

pub(crate) fn runtime(checker: &mut Checker, fields: &Value) {
    let Some(transport) = fields.entry("transport").filter(|value| lax::is_null(value)) else { return };
    // Python's truss makes a websocket of it then.
    if !fields.entry("is_websocket_endpoint").is_some_and(lax::is_true) {
        checker.mistake_in("transport", transport.at, "must be a mapping, found nothing");
    }
}

pub(crate) fn num_workers(checker: &mut Checker, value: &Value) {
    checker.mistake(value.at, "is no longer supported: a server has one worker; remove it");
}

pub(crate) fn no_cache(checker: &mut Checker, value: &Value) {
    checker.check(&Bool, value);
    if matches!(value.data, Data::Bool(true)) {
        checker.mistake(value.at, "is set with `--no-cache`, not here");
    }
}

pub(crate) fn build_secrets(checker: &mut Checker, value: &Value) {
    checker.check(&Map(&Text), value);
    for name in value.names() {
        if let Err(problem) = secret_name(name) {
            checker.mistake(value.at, format!("{} {problem}", lax::quoted(name)));
        }
    }
}

pub(crate) fn docker_server(checker: &mut Checker, fields: &Value) {
    if let Some(user @ (0 | DEFAULT_USER)) = fields.integer("run_as_user_id") {
        checker.mistake(fields.at, format!("`run_as_user_id` cannot be {user}"));
    }
    if !fields.flag("no_build", false) && fields.some("start_command").is_none() {
        checker.mistake(fields.at, "`start_command` is missing, and `no_build` is not true");
    }
}

/// A repository of `model_cache`.
pub(crate) fn repository(checker: &mut Checker, fields: &Value) {
    let revision = fields.text("revision").unwrap_or_default();
    if revision.chars().count() == 1 {
        checker.mistake(fields.at, "`revision` must be empty or have two characters or more");
    }
    // As it was written: any text means yes here, even "no".
    if !fields.entry("use_volume").is_some_and(lax::is_true) {
        return;
    }
    if matches!(fields.text("kind"), None | Some("hf")) && revision.is_empty() {
        checker.mistake(fields.at, "`revision` is missing, which `use_volume` needs: name a commit");
    }
    if fields.text("volume_folder").is_none_or(str::is_empty) {
        checker.mistake(fields.at, "`volume_folder` is missing, which `use_volume` needs");
    }
}

pub(crate) fn weights(checker: &mut Checker, value: &Value) {
    checker.check(&WEIGHTS, value);
    if let Data::List(items) = &value.data {
        unique(checker, items, "mount_location", |path| Some(path.to_owned()));
    }
}

pub(crate) fn bdn(checker: &mut Checker, fields: &Value) {
    unique(checker, fields.items("mounts"), "path", |path| mount_path(path).ok());
    unique(checker, fields.items("access"), "namespace", |namespace| Some(namespace.to_owned()));
}

/// A field that no two of `items` have alike.
fn unique(checker: &mut Checker, items: &[Value], field: &str, identity: fn(&str) -> Option<String>) {
    let mut seen = HashSet::new();
    for item in items {
        let text = item.text(field);
        if text.and_then(identity).is_some_and(|identity| !seen.insert(identity)) {
            let text = lax::quoted(text.unwrap_or_default());
            checker.mistake(item.at, format!("the `{field}` {text} appears twice"));
        }
    }
}

pub(crate) fn grants(checker: &mut Checker, fields: &Value) {
    let mut seen = HashSet::new();
    let twice = fields.items("grants").iter().filter_map(lax::text).find(|grant| !seen.insert(*grant));
    if let Some(grant) = twice {
        checker.mistake(fields.at, format!("the grant `{grant}` appears twice"));
    }
    if fields.items("grants").is_empty() {
        checker.mistake(fields.at, "`grants` must not be empty");
    }
}

pub(crate) fn checkpoints(checker: &mut Checker, fields: &Value) {
    if !fields.items("artifact_references").is_empty() && !fields.items("loops_checkpoint_ids").is_empty() {
        checker.mistake(fields.at, "`artifact_references` and `loops_checkpoint_ids` cannot be combined");
    }
}
