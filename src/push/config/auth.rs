//! How a registry or a store of weights is entered, as Python's truss 0.18.36 has it: what each method needs, and that
//! nothing of another method stands beside it.

use crate::push::config::check::{Checker, open};
use crate::push::config::lax;
use crate::push::config::yaml::value::Value;

const AWS_OIDC: Method = ("AWS_OIDC", &["aws_oidc_role_arn", "aws_oidc_region"]);
const GCP_OIDC: Method = ("GCP_OIDC", &["gcp_oidc_service_account", "gcp_oidc_workload_id_provider"]);
const AWS_ASSUME_ROLE: Method = ("AWS_ASSUME_ROLE", &["aws_assume_role_arn", "aws_assume_role_region"]);

type Method = (&'static str, &'static [&'static str]);

const DOCKER: [Method; 4] = [("GCP_SERVICE_ACCOUNT_JSON", &["secret_name"]), AWS_OIDC, GCP_OIDC, AWS_ASSUME_ROLE];
/// Those that go with any field.
const DOCKER_FREE: [&str; 2] = ["AWS_IAM", "REGISTRY_SECRET"];
const WEIGHTS: [Method; 4] = [("CUSTOM_SECRET", &["auth_secret_name"]), AWS_OIDC, GCP_OIDC, AWS_ASSUME_ROLE];

pub(crate) fn docker_method(checker: &mut Checker, value: &Value) {
    method(checker, value, &[&DOCKER.map(|(name, _)| name)[..], &DOCKER_FREE].concat());
}

pub(crate) fn weights_method(checker: &mut Checker, value: &Value) {
    method(checker, value, &WEIGHTS.map(|(name, _)| name));
}

/// A method's name, in any letters.
fn method(checker: &mut Checker, value: &Value, known: &[&str]) {
    match lax::text(value).map(|text| open(&text.to_uppercase(), known)) {
        Some(Ok(())) => {}
        Some(Err(flaw)) => checker.flaw(value.at, flaw),
        None => checker.must_be("a string", value),
    }
}

pub(crate) fn docker(checker: &mut Checker, fields: &Value) {
    own_fields_only(checker, fields, &DOCKER);
}

pub(crate) fn weights(checker: &mut Checker, fields: &Value) {
    own_fields_only(checker, fields, &WEIGHTS);
}

fn own_fields_only(checker: &mut Checker, fields: &Value, methods: &[Method]) {
    let name = fields.text("auth_method").unwrap_or_default().to_uppercase();
    let Some((name, own)) = methods.iter().find(|(method, _)| *method == name) else { return };
    for field in own.iter().filter(|field| is_empty(fields, field)) {
        checker.mistake(fields.at, format!("`{field}` is missing, which `{name}` needs"));
    }
    let others = methods.iter().flat_map(|(_, fields)| *fields).filter(|field| !own.contains(field));
    for field in others.filter(|field| !is_empty(fields, field)) {
        let at = fields.entry(field).map_or(fields.at, |value| value.at);
        checker.mistake_in(field, at, format!("cannot be combined with `{name}`"));
    }
}

fn is_empty(fields: &Value, field: &str) -> bool {
    fields.text(field).is_none_or(str::is_empty)
}

/// The secret's name may stand beside `auth` or in it.
pub(crate) fn weights_source(checker: &mut Checker, fields: &Value) {
    let auth = fields.fields("auth");
    if !is_empty(fields, "auth_secret_name") && auth.is_some_and(|auth| !is_empty(auth, "auth_secret_name")) {
        checker.mistake(fields.at, "`auth_secret_name` is set here and in `auth`: remove one");
    }
}
