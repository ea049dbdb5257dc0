//! Where a key from the environment goes: `BASETEN_REMOTE_URL` in the ways of the programs that share it.

use crate::env::Variables;
use crate::remote::{Credentials, NamedBy, Outcome, Request, Trussrc, resolve};

fn credentials(variables: &[(&str, &str)]) -> Credentials {
    let key = ("BASETEN_API_KEY", "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345");
    let variables: Variables = variables.iter().copied().chain([key]).collect();
    let trussrc = Trussrc::Absent;
    let named_by = NamedBy::Option;
    let request = Request { remote: None, named_by, stdin_key: None, variables: &variables, trussrc, keyring: None };
    match resolve(&request).outcome.expect("an outcome") {
        Outcome::Found(found) => *found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_app_and_the_api_may_both_be_named_and_links_are_the_same() {
    for url in ["https://app.baseten.co", "https://api.baseten.co", "https://api.baseten.co/", ""] {
        for variable in ["BASETEN_REMOTE_URL", "BASETEN_TRUSS_AUTH_REMOTE_URL"] {
            let found = credentials(&[(variable, url)]);
            assert_eq!(found.management_url().as_str(), "https://api.baseten.co/", "{variable} {url}");
            assert_eq!(found.address.app().as_str(), "https://app.baseten.co/", "{variable} {url}");
            let inference = found.address.inference("abc").expect("an id");
            assert_eq!(inference.as_str(), "https://model-abc.api.baseten.co/", "{variable} {url}");
        }
    }
}

#[test]
fn a_remote_of_somebodys_own_is_taken_as_it_is() {
    let found = credentials(&[("BASETEN_REMOTE_URL", "https://baseten.example/prefix/")]);
    assert_eq!(found.management_url().as_str(), "https://baseten.example/prefix/");
    assert_eq!(found.address.app(), found.management_url());
}
