//! Reading and editing any bytes as a config: nothing panics, nothing touches memory that it should not (the parser below
//! is unsafe code), and an edit that is accepted reads back as it was meant.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use truss::push::config::Config;

fuzz_target!(|bytes: &[u8]| {
    let parse = |bytes: Vec<u8>| Config::parse(Path::new("config.yaml"), bytes);
    let config = match parse(bytes.to_vec()) {
        Ok(config) => config,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let _ = (config.warnings(), config.model_name(), config.external_package_dirs(), config.bundled_packages_dir());
    assert!(config.value().to_json().starts_with('{'));
    if let Ok(named) = config.with_model_name("a: name") {
        let named = parse(named).expect("an edit that is accepted can be read");
        assert_eq!(named.model_name().ok().flatten(), Some("a: name"));
    }
    if let Ok(without) = config.without_external_packages() {
        let without = parse(without).expect("an edit that is accepted can be read");
        assert!(without.external_package_dirs().is_empty());
    }
});
