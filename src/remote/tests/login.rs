//! Browser logins, in the trussrc and in the keyring, among the sources of a key.

use super::Case;

#[test]
fn a_browser_login_is_used_as_a_key_is_and_has_no_prefix() {
    let tokens = "auth_type = oauth\noauth_access_token = a.b.c\noauth_refresh_token = r\noauth_expires_at = 1";
    let case = || Case::default().section("baseten", "", tokens);
    insta::assert_snapshot!(case().told(), @r#"
    [baseten] of the trussrc ((browser login)): used
    (browser login) at https://app.baseten.co/ for "baseten", team "none"
    "#);
    insta::assert_snapshot!(case().key("API_KEY", "envk").told(), @r#"
    API_KEY (envk): used
    [baseten] of the trussrc ((browser login)): shadowed by API_KEY
    warning: the key in `API_KEY` is used instead of that of the remote `baseten`
    envk at https://app.baseten.co/ for "nobody", team "none"
    "#);
}

#[test]
fn a_section_whose_login_is_nowhere_goes_on_to_the_environment() {
    let case = || Case::default().section("baseten", "", "auth_type = oauth").remote("baseten");
    insta::assert_snapshot!(case().told(), @r#"
    --remote baseten: ignored because its login is in the keyring
    [baseten] of the keyring: ignored because it has nothing for this remote
    Missing(Some("baseten"))
    "#);
    insta::assert_snapshot!(case().key("API_KEY", "envk").told(), @r#"
    --remote baseten: ignored because its login is in the keyring
    [baseten] of the keyring: ignored because it has nothing for this remote
    API_KEY (envk): used
    envk at https://app.baseten.co/ for "baseten", team "none"
    "#);
}
