use crate::env::Variables;
use crate::remote::address::{Address, AddressError};

fn address(app: &str, variables: &[(&str, &str)]) -> Result<Address, AddressError> {
    Address::new(app, "a test", &variables.iter().copied().collect::<Variables>())
}

fn urls(app: &str, variables: &[(&str, &str)]) -> (String, String) {
    let address = address(app, variables).expect("an address");
    (address.management().to_string(), address.inference("abc").expect("an id").to_string())
}

#[test]
fn an_app_has_its_api_beside_it_and_models_have_hosts_of_their_own() {
    for (app, management, inference) in [
        ("https://app.baseten.co", "https://api.baseten.co/", "https://model-abc.api.baseten.co/"),
        (
            "https://app.staging.baseten.co/",
            "https://api.staging.baseten.co/",
            "https://model-abc.api.staging.baseten.co/",
        ),
        ("https://baseten.example:8443", "https://baseten.example:8443/", "https://model-abc.baseten.example:8443/"),
        ("https://api.baseten.co", "https://api.baseten.co/", "https://model-abc.api.baseten.co/"),
        ("http://app.localhost:8000", "http://app.localhost:8000/", "http://app.localhost:8000/models/abc"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/", "http://127.0.0.1:8080/models/abc"),
        ("http://localhost:1/", "http://localhost:1/", "http://localhost:1/models/abc"),
        ("http://[::1]:1", "http://[::1]:1/", "http://[::1]:1/models/abc"),
    ] {
        assert_eq!(urls(app, &[]), (management.to_owned(), inference.to_owned()), "{app}");
    }
}

#[test]
fn links_lead_to_the_app_whether_the_app_or_the_api_was_named() {
    for (url, app) in [
        ("https://app.baseten.co", "https://app.baseten.co/"),
        ("https://api.baseten.co", "https://app.baseten.co/"),
        ("https://api.baseten.co/", "https://app.baseten.co/"),
        ("https://api.staging.baseten.co", "https://app.staging.baseten.co/"),
        ("https://baseten.example:8443", "https://baseten.example:8443/"),
        ("http://api.localhost:8000", "http://api.localhost:8000/"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
    ] {
        assert_eq!(address(url, &[]).expect("an address").app().as_str(), app, "{url}");
    }
    let variables = [(super::MANAGEMENT_OVERRIDE, "https://management.example")];
    let address = address("https://api.baseten.co", &variables).expect("an address");
    assert_eq!(
        (address.app().as_str(), address.management().as_str()),
        ("https://app.baseten.co/", "https://management.example/")
    );
}

#[test]
fn overrides_win() {
    let variables =
        [(super::MANAGEMENT_OVERRIDE, "https://management.example"), (super::INFERENCE_OVERRIDE, "http://127.0.0.1:9")];
    let (management, inference) = urls("https://app.baseten.co", &variables);
    assert_eq!((&*management, &*inference), ("https://management.example/", "http://127.0.0.1:9/models/abc"));
    let gateway = [(super::INFERENCE_OVERRIDE, "https://gateway.example/llm")];
    assert_eq!(urls("https://app.baseten.co", &gateway).1, "https://gateway.example/llm");
    let api = [(super::MANAGEMENT_OVERRIDE, "https://api.staging.baseten.co")];
    assert_eq!(urls("https://app.baseten.co", &api).1, "https://model-abc.api.staging.baseten.co/");
}

#[test]
fn pages_are_those_of_the_app_whose_api_is_used_or_not_known() {
    for (app, management, page) in [
        ("https://app.baseten.co", None, Some("https://app.baseten.co/models/abc")),
        ("https://app.baseten.co", Some("https://api.baseten.co/"), Some("https://app.baseten.co/models/abc")),
        ("https://app.baseten.co", Some("https://api.eu.example"), Some("https://app.eu.example/models/abc")),
        ("https://app.baseten.co", Some("https://management.example"), None),
        ("https://app.baseten.co", Some("http://127.0.0.1:9"), None),
        ("http://127.0.0.1:9", None, Some("http://127.0.0.1:9/models/abc")),
    ] {
        let variables = management.map(|url| (super::MANAGEMENT_OVERRIDE, url));
        let address = address(app, variables.as_slice()).expect("an address");
        let found = address.page(&["models", "abc"]);
        assert_eq!(found.as_ref().map(url::Url::as_str), page, "{app} {management:?}");
    }
}

#[test]
fn a_key_never_travels_in_the_clear_nor_to_an_address_with_more_in_it() {
    for plain in ["http://app.baseten.co", "http://127.0.0.1.example", "http://localhost.example", "http://10.0.0.1"] {
        assert!(matches!(address(plain, &[]), Err(AddressError::Plain { .. })), "{plain}");
    }
    for odd in ["https://user@app.baseten.co", "https://u:p@app.baseten.co", "https://a.b/?q", "https://a.b/#f"] {
        assert!(matches!(address(odd, &[]), Err(AddressError::TooMuch { .. })), "{odd}");
    }
    for other in ["", "app.baseten.co", "ftp://app.baseten.co", "file:///etc/passwd", "https://"] {
        assert!(matches!(address(other, &[]), Err(AddressError::NotAnUrl { .. })), "{other}");
    }
    assert!(address("https://app.baseten.co", &[(super::MANAGEMENT_OVERRIDE, "http://api.baseten.co")]).is_err());
}

#[test]
fn a_models_id_cannot_lead_to_another_host() {
    let address = address("https://app.baseten.co", &[]).expect("an address");
    for id in ["", "x.evil.example/", "x@evil.example", "a/b", "..", "é"] {
        assert_eq!(address.inference(id), Err(AddressError::ModelId(id.to_owned())));
    }
}
