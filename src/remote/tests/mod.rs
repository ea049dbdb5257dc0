//! Which key and which remote: the whole order of the sources, case by case.

mod local;
mod login;
mod url;

use std::fmt::Write as _;

use crate::env::Variables;
use crate::error::Explain as _;
use crate::remote::{NamedBy, Outcome, Request, Trace, Trussrc, resolve};
use crate::secret::ApiKey;
use crate::trussrc::Document;

pub(crate) const SECRET: &str = "SECRETSECRETSECRETSECRETSECRETSE";

/// What is resolved. `stdin`, variables and sections hold prefixes; the secret is added.
#[derive(Default)]
pub(crate) struct Case {
    remote: Option<&'static str>,
    stdin: Option<&'static str>,
    variables: Vec<(&'static str, String)>,
    trussrc: Option<String>,
    unreadable: bool,
}

impl Case {
    pub(crate) fn remote(mut self, name: &'static str) -> Self {
        self.remote = Some(name);
        self
    }

    pub(crate) fn stdin(mut self, prefix: &'static str) -> Self {
        self.stdin = Some(prefix);
        self
    }

    pub(crate) fn key(self, variable: &'static str, prefix: &str) -> Self {
        self.variable(variable, format!("{prefix}.{SECRET}"))
    }

    pub(crate) fn variable(mut self, variable: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((variable, value.into()));
        self
    }

    pub(crate) fn section(mut self, name: &str, prefix: &str, more: &str) -> Self {
        let key = if prefix.is_empty() { String::new() } else { format!("api_key = {prefix}.{SECRET}\n") };
        write!(self.trussrc.get_or_insert_default(), "[{name}]\n{key}{more}\n").expect("a string takes all");
        self
    }

    pub(crate) fn unreadable(mut self) -> Self {
        self.unreadable = true;
        self
    }

    pub(crate) fn resolve(&self) -> Trace {
        let document = self.trussrc.as_ref().map(|text| Document::parse(text.clone()).expect("a trussrc"));
        let stdin_key = self.stdin.map(|prefix| ApiKey::parse(&format!("{prefix}.{SECRET}")).expect("a key"));
        let variables: Variables = self.variables.iter().cloned().collect();
        let trussrc = match &document {
            _ if self.unreadable => Trussrc::Unreadable,
            Some(document) => Trussrc::Read(document),
            None => Trussrc::Absent,
        };
        resolve(&Request {
            remote: self.remote,
            named_by: NamedBy::Option,
            stdin_key: stdin_key.as_ref(),
            variables: &variables,
            trussrc,
            keyring: None,
        })
    }

    /// Steps, warnings and outcome, one a line; unset variables left out.
    pub(crate) fn told(&self) -> String {
        let trace = self.resolve();
        let mut told = String::new();
        for step in trace.steps.iter().filter(|step| step.state.to_string() != "unset") {
            let prefix = step.prefix.as_ref().map(|prefix| format!(" ({prefix})")).unwrap_or_default();
            writeln!(told, "{}{prefix}: {}", step.source, step.state).expect("a string takes all");
        }
        for warning in &trace.warnings {
            writeln!(told, "warning: {warning}").expect("a string takes all");
        }
        let outcome = match &trace.outcome {
            Ok(Outcome::Found(found)) => format!(
                "{} at {} for {:?}, team {:?}",
                found.secret.display_prefix(),
                found.address.app(),
                found.remote.as_deref().unwrap_or("nobody"),
                found.team.as_deref().unwrap_or("none")
            ),
            Ok(other) => format!("{other:?}"),
            Err(error) => format!("error {}: {error}", error.kind().exit_code()),
        };
        assert!(!told.contains(SECRET) && !outcome.contains(SECRET), "a secret is told");
        told + &outcome
    }
}

#[test]
fn nothing_anywhere_is_a_question_or_an_error_with_the_variables_names() {
    insta::assert_snapshot!(Case::default().told(), @"Missing(None)");
    let error = Case::default().resolve().outcome.expect("a question").without_asking().expect_err("nobody to ask");
    assert_eq!(error.kind().exit_code(), 3);
    let hint = error.hint().expect("a hint");
    for name in ["BASETEN_TRUSS_AUTH_API_KEY", "BASETEN_API_KEY", "API_KEY", "`truss login`"] {
        assert!(hint.contains(name), "{hint}");
    }
}

#[test]
fn variables_come_one_after_the_other_and_before_the_trussrc() {
    let case = || Case::default().key("API_KEY", "third").section("baseten", "rcfile", "");
    insta::assert_snapshot!(case().told(), @r#"
    API_KEY (third): used
    [baseten] of the trussrc (rcfile): shadowed by API_KEY
    warning: the key in `API_KEY` is used instead of that of the remote `baseten`
    third at https://app.baseten.co/ for "nobody", team "none"
    "#);
    let case = || case().key("BASETEN_API_KEY", "second");
    insta::assert_snapshot!(case().told(), @r#"
    BASETEN_API_KEY (second): used
    API_KEY (third): shadowed by BASETEN_API_KEY
    [baseten] of the trussrc (rcfile): shadowed by BASETEN_API_KEY
    warning: the key in `BASETEN_API_KEY` is used instead of that of the remote `baseten`
    second at https://app.baseten.co/ for "nobody", team "none"
    "#);
    let case = case().key("BASETEN_TRUSS_AUTH_API_KEY", "first").stdin("typed");
    insta::assert_snapshot!(case.told(), @r#"
    --api-key-stdin (typed): used
    BASETEN_TRUSS_AUTH_API_KEY (first): shadowed by --api-key-stdin
    BASETEN_API_KEY (second): shadowed by --api-key-stdin
    API_KEY (third): shadowed by --api-key-stdin
    [baseten] of the trussrc (rcfile): shadowed by --api-key-stdin
    typed at https://app.baseten.co/ for "nobody", team "none"
    "#);
}

#[test]
fn an_api_key_of_another_program_is_never_used() {
    let case = || Case::default().variable("API_KEY", "sk-somebody-elses");
    insta::assert_snapshot!(case().told(), @r"
    API_KEY: ignored because it does not look like a Baseten key
    warning: `API_KEY` does not look like a Baseten key (`prefix.secret`), so it is not used
    Missing(None)
    ");
    insta::assert_snapshot!(case().key("BASETEN_API_KEY", "ours").told(), @r#"
    BASETEN_API_KEY (ours): used
    API_KEY: ignored because it does not look like a Baseten key
    ours at https://app.baseten.co/ for "nobody", team "none"
    "#);
}

#[test]
fn an_empty_variable_is_unset_and_a_broken_one_is_an_error() {
    insta::assert_snapshot!(Case::default().variable("BASETEN_API_KEY", " \n").variable("API_KEY", "").told(), @"Missing(None)");
    insta::assert_snapshot!(Case::default().variable("BASETEN_API_KEY", "two words").key("API_KEY", "fine").told(), @"
    BASETEN_API_KEY: ignored because the API key has a character at position 4 that cannot stand in a header
    API_KEY (fine): ignored because a source before it cannot be used
    error 3: `BASETEN_API_KEY` cannot be used
    ");
}

#[test]
fn a_key_from_the_environment_belongs_to_the_environments_url() {
    let case =
        || Case::default().key("BASETEN_API_KEY", "envk").variable("BASETEN_REMOTE_URL", "https://app.b.example");
    insta::assert_snapshot!(case().told(), @r#"
    BASETEN_API_KEY (envk): used
    BASETEN_REMOTE_URL: used
    envk at https://app.b.example/ for "nobody", team "none"
    "#);
    insta::assert_snapshot!(case().variable("BASETEN_TRUSS_AUTH_REMOTE_URL", "https://app.a.example").told(), @r#"
    BASETEN_API_KEY (envk): used
    BASETEN_TRUSS_AUTH_REMOTE_URL: used
    BASETEN_REMOTE_URL: shadowed by BASETEN_TRUSS_AUTH_REMOTE_URL
    envk at https://app.a.example/ for "nobody", team "none"
    "#);
    insta::assert_snapshot!(case().variable("BASETEN_TRUSS_AUTH_REMOTE_URL", "http://app.a.example").told(), @"
    BASETEN_API_KEY (envk): used
    BASETEN_TRUSS_AUTH_REMOTE_URL: used
    BASETEN_REMOTE_URL: shadowed by BASETEN_TRUSS_AUTH_REMOTE_URL
    error 5: `http://app.a.example` from `BASETEN_TRUSS_AUTH_REMOTE_URL` would carry the key in the clear
    ");
}

#[test]
fn a_trussrcs_key_never_goes_to_the_environments_url() {
    let case = Case::default().section("baseten", "rcfile", "").variable("BASETEN_REMOTE_URL", "https://evil.example");
    insta::assert_snapshot!(case.told(), @r#"
    [baseten] of the trussrc (rcfile): used
    BASETEN_REMOTE_URL: ignored because it belongs to a key from the environment
    rcfile at https://app.baseten.co/ for "baseten", team "none"
    "#);
}

#[test]
fn a_remote_that_is_named_beats_the_environment() {
    let more = "remote_url = https://app.staging.example\nteam = ml";
    let case =
        || Case::default().section("baseten", "first", "").section("staging", "named", more).key("API_KEY", "envk");
    insta::assert_snapshot!(case().remote("staging").told(), @r#"
    --remote staging (named): used
    API_KEY (envk): shadowed by --remote staging
    named at https://app.staging.example/ for "staging", team "ml"
    "#);
    insta::assert_snapshot!(case().remote("stagin").told(), @"
    --remote stagin: ignored because the trussrc has no such section
    API_KEY (envk): ignored because a source before it cannot be used
    error 4: there is no remote `stagin` (known: `baseten`, `staging`)
    ");
}

#[test]
fn a_named_remote_without_a_key_keeps_its_url_and_team() {
    let more = "remote_url = https://app.staging.example\nteam = ml";
    let case = || Case::default().section("staging", "", more).remote("staging");
    insta::assert_snapshot!(case().key("BASETEN_API_KEY", "envk").variable("BASETEN_REMOTE_URL", "https://x.example").told(), @r#"
    --remote staging: ignored because it has no `api_key`
    BASETEN_API_KEY (envk): used
    BASETEN_REMOTE_URL: ignored because it belongs to a key from the environment
    envk at https://app.staging.example/ for "staging", team "ml"
    "#);
    insta::assert_snapshot!(case().told(), @r#"
    --remote staging: ignored because it has no `api_key`
    Missing(Some("staging"))
    "#);
}

#[test]
fn the_only_section_is_used_else_baseten_else_one_must_be_chosen() {
    let only = || Case::default().section("work", "workk", "");
    insta::assert_snapshot!(only().told(), @r#"
    [work] of the trussrc (workk): used
    workk at https://app.baseten.co/ for "work", team "none"
    "#);
    let two = || only().section("home", "homek", "");
    insta::assert_snapshot!(two().told(), @r#"
    [work] of the trussrc: ignored because no `--remote` names it
    [home] of the trussrc: ignored because no `--remote` names it
    Choose(["work", "home"])
    "#);
    let error = two().resolve().outcome.expect("a question").without_asking().expect_err("nobody to ask");
    assert_eq!(error.to_string(), "there are several remotes: `work`, `home`");
    insta::assert_snapshot!(two().section("baseten", "mainkey", "").told(), @r#"
    [work] of the trussrc: ignored because no `--remote` names it
    [home] of the trussrc: ignored because no `--remote` names it
    [baseten] of the trussrc (mainkey): used
    mainkey at https://app.baseten.co/ for "baseten", team "none"
    "#);
}

#[test]
fn what_a_section_says_that_cannot_be_used_is_an_error() {
    insta::assert_snapshot!(Case::default().section("a", "keyk", "remote_provider = other").told(), @"
    [a] of the trussrc: ignored because the remote `a` belongs to `other`, not to Baseten
    error 5: the remote `a` belongs to `other`, not to Baseten
    ");
    insta::assert_snapshot!(Case::default().section("a", "keyk", "remote_url = http://a.example").told(), @"
    [a] of the trussrc (keyk): used
    error 5: `http://a.example` from the remote `a` would carry the key in the clear
    ");
    insta::assert_snapshot!(Case::default().section("a", "", "api_key = a b").told(), @"
    [a] of the trussrc: ignored because `api_key` of the remote `a` cannot be used
    error 5: `api_key` of the remote `a` cannot be used
    ");
}
