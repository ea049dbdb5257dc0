//! Reading and editing any bytes as a config: nothing panics, nothing touches memory that it should not (the parser below
//! is unsafe code), and an edit that is accepted reads back as it was meant.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use truss::internals::push::config::Config;

fuzz_target!(|bytes: &[u8]| {
    let parse = |bytes: Vec<u8>| Config::parse(Path::new("config.yaml"), bytes);
    let config = match parse(bytes.to_vec()) {
        Ok(config) => config,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let _ = config.model_name();
    if let Ok(named) = config.with_model_name("a: name") {
        let named = parse(named).expect("an edit that is accepted can be read");
        assert_eq!(named.model_name().ok().flatten(), Some("a: name"));
    }
    if let Ok(without) = config.without_external_packages() {
        parse(without).expect("an edit that is accepted can be read");
    }
});
