//! What is fuzzed: texts of other people, read and edited. Nothing panics, nothing takes long.

use std::path::Path;

use crate::push::config::Config;
use crate::trussrc::{Document, Remote};

/// Bytes as a config.yaml; an edit that is accepted reads back as it was meant.
pub fn config(bytes: &[u8]) {
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
}

/// A text as a trussrc; an edit that is accepted reads back as it was meant and leaves the other sections alone.
pub fn trussrc(text: &str, option: &str, value: &str) {
    let Ok(document) = Document::parse(text) else { return };
    assert_eq!(document.text(), text);
    for section in document.sections() {
        let _ = Remote::of(section);
    }
    let names: Vec<String> = document.sections().map(|section| section.name().to_owned()).collect();
    for name in names.iter().take(3).map(String::as_str).chain(["a new one"]) {
        let mut after = document.clone();
        if after.set(name, option, value).is_ok() {
            let read = after.section(name).expect("it was set").get(option);
            assert_eq!(read.expect("a literal value").as_deref(), Some(value));
            assert_eq!(Document::parse(after.text()).expect("it still parses").text(), after.text());
            others_are_alike(&document, &after, name);
        }
        let mut after = document.clone();
        if matches!(after.remove_section(name), Ok(true)) {
            assert!(after.section(name).is_none());
            others_are_alike(&document, &after, name);
        }
    }
}

fn others_are_alike(before: &Document, after: &Document, name: &str) {
    let others = |document: &Document| -> Vec<(String, Vec<(String, String)>)> {
        let ini = document.to_ini();
        let sections = ini.iter().filter(|(section, _)| *section != Some(name));
        sections
            .map(|(section, properties)| {
                let options = properties.iter().map(|(option, value)| (option.to_owned(), value.to_owned()));
                (section.unwrap_or_default().to_owned(), options.collect())
            })
            .collect()
    };
    assert_eq!(others(before), others(after));
}
