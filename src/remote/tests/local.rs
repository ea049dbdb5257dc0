//! The remote `local` and a trussrc that cannot be read, among the sources of a key.

use crate::remote::{LocalKey, Outcome, Trace};

use super::Case;

#[test]
fn local_is_there_without_a_section_and_a_section_of_that_name_comes_first() {
    insta::assert_snapshot!(Case::default().remote("local").told(), @r"
    --remote local: used
    Local(Own)
    ");
    insta::assert_snapshot!(Case::default().remote("local").stdin("typed").told(), @r"
    --api-key-stdin (typed): used
    --remote local: shadowed by --api-key-stdin
    Local(Given(ApiKey(typed.…)))
    ");
    let more = "remote_url = http://127.0.0.1:9";
    insta::assert_snapshot!(Case::default().remote("local").section("local", "rcfile", more).told(), @r#"
    --remote local (rcfile): used
    rcfile at http://127.0.0.1:9/ for "local", team "none"
    "#);
}

#[test]
fn a_key_from_the_environment_is_offered_to_the_embedded_api() {
    let mut trace =
        Case::default().remote("local").key("API_KEY", "envk").variable("BASETEN_API_KEY", "not a key").resolve();
    assert!(
        matches!(&trace.outcome, Ok(Outcome::Local(LocalKey::Offered(key, "API_KEY"))) if key.display_prefix() == "envk")
    );
    let told = |trace: &Trace| {
        let steps = trace.steps.iter().map(|step| format!("{}: {}", step.source, step.state));
        steps.skip(2).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(told(&trace), "API_KEY: used if the embedded API made it; --remote local: used");
    let mut taken = trace.clone();
    taken.settle_offer(true);
    assert_eq!(told(&taken), "API_KEY: used; --remote local: shadowed by API_KEY");
    trace.settle_offer(false);
    assert_eq!(told(&trace), "API_KEY: ignored because the embedded API did not make it; --remote local: used");
}

#[test]
fn a_trussrc_that_cannot_be_read_matters_only_when_it_is_needed() {
    insta::assert_snapshot!(Case::default().unreadable().told(), @"Unreadable");
    insta::assert_snapshot!(Case::default().unreadable().key("API_KEY", "envk").told(), @r#"
    API_KEY (envk): used
    envk at https://app.baseten.co/ for "nobody", team "none"
    "#);
    insta::assert_snapshot!(Case::default().unreadable().key("API_KEY", "envk").remote("x").told(), @"
    --remote x: ignored because the trussrc cannot be read
    API_KEY (envk): ignored because a source before it cannot be used
    Unreadable
    ");
}
