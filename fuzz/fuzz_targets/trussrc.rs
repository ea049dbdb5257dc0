//! Reading, telling and editing any text as a trussrc: nothing panics, nothing takes long, and an edit that is accepted
//! reads back as it was meant and leaves the others alone.

#![no_main]

use libfuzzer_sys::fuzz_target;
use truss::trussrc::{Document, Remote};

fuzz_target!(|input: (&str, &str, &str)| {
    let (text, option, value) = input;
    let Ok(document) = Document::parse(text) else { return };
    assert_eq!(document.text(), text);
    for section in document.sections() {
        for name in section.options() {
            let _ = section.get(&name);
        }
        let _ = Remote::of(section);
    }
    let names: Vec<String> = document.sections().map(|section| section.name().to_owned()).collect();
    for name in names.iter().take(3).map(String::as_str).chain(["a new one"]) {
        edit(&document, name, option, value);
    }
});

fn edit(before: &Document, name: &str, option: &str, value: &str) {
    let mut after = before.clone();
    if after.set(name, option, value).is_ok() {
        let read = after.section(name).expect("it was set").get(option);
        assert_eq!(read.expect("a literal value").as_deref(), Some(value));
        assert_eq!(Document::parse(after.text()).expect("it still parses").text(), after.text());
        others_are_alike(before, &after, name);
    }
    let mut after = before.clone();
    if matches!(after.remove_section(name), Ok(true)) {
        assert!(after.section(name).is_none());
        others_are_alike(before, &after, name);
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
