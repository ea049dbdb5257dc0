//! Edits of generated files: the result is known byte for byte from the pieces, not from the code under test.

use std::cell::Cell;

use crate::trussrc::Document;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, TestCaseError};
use proptest::sample::{Index, select};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use proptest::{prop_assert, prop_assert_eq};

use super::grammar::{Entry, File, Piece, file};

const FILES: u32 = 10_000;

/// An edit; its [`Index`]es pick a section and an option of whatever file it meets.
#[derive(Clone, Debug)]
enum Edit {
    Replace(Index, Index, String),
    Insert(Index, String),
    RemoveOption(Index, Index),
    RemoveSection(Index),
    AddSection(String),
}

#[test]
fn generated_files_read_as_they_were_meant() {
    run(file(), |file| {
        let document = Document::parse(file.text()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let ini = document.to_ini();
        for (header, name) in file.headers() {
            let entries = file.entries(header);
            let section = ini.section(Some(name)).expect("the section is read");
            prop_assert_eq!(section.len(), entries.len());
            for (_, entry) in entries {
                prop_assert_eq!(section.get(entry.name.to_lowercase()), Some(&*entry.raw()));
            }
        }
        prop_assert_eq!(document.text(), file.text());
        Ok(())
    });
}

#[test]
fn an_edit_changes_the_lines_it_means_and_no_other_byte() {
    let applied = Cell::new(0);
    run((file(), edit()), |(file, edit)| {
        let Some((expected, done)) = expected(&file, &edit) else { return Ok(()) };
        let mut document = Document::parse(file.text()).expect("the grammar makes valid files");
        let changed =
            done(&mut document).map_err(|refusal| TestCaseError::fail(format!("{refusal}: {:?}", file.text())))?;
        prop_assert!(changed);
        prop_assert_eq!(document.text(), expected);
        applied.set(applied.get() + 1);
        Ok(())
    });
    assert!(applied.get() > FILES / 2, "only {} of {FILES} files had anything to edit", applied.get());
}

#[test]
fn a_section_that_is_added_and_removed_leaves_no_trace() {
    run((file(), text()), |(file, value)| {
        let mut document = Document::parse(file.text()).expect("the grammar makes valid files");
        document
            .add_section("added", &[("api_key", &value), ("remote_url", "https://app.baseten.co")])
            .expect("a new name");
        let read = document.section("added").expect("it is there").get("API_KEY").expect("no reference");
        prop_assert_eq!(read.as_deref(), Some(&*value));
        prop_assert!(document.remove_section("added").expect("it can go"));
        let ended_in_blank = file.pieces.last().is_some_and(|piece| piece.lines()[0].trim().is_empty());
        if !ended_in_blank {
            prop_assert_eq!(document.text(), file.text());
        }
        Ok(())
    });
}

#[test]
fn what_would_not_read_back_is_refused_and_changes_nothing() {
    run((file(), text()), |(file, text)| {
        let mut document = Document::parse(file.text()).expect("the grammar makes valid files");
        for value in [format!("{text}\n[x]"), format!("{text}\rx"), format!(" {text}"), format!("{text}\u{1c}")] {
            prop_assert!(document.set("new", "api_key", &value).is_err());
        }
        for name in ["", "a=b", "a:b", "#a", ";a", " a", "a\nb"] {
            prop_assert!(document.set("new", name, &text).is_err());
        }
        for section in ["", "DEFAULT", "a\nb", "a\rb"] {
            prop_assert!(document.set(section, "api_key", &text).is_err());
        }
        prop_assert_eq!(document.text(), file.text());
        Ok(())
    });
}

fn run<S: Strategy>(strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { cases: FILES, failure_persistence: None, ..ProptestConfig::default() };
    // The same files each time, so that a change is judged by itself; TRUSS_RANDOM looks at others.
    let mut runner = match std::env::var_os("TRUSS_RANDOM") {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    if let Err(failure) = runner.run(&strategy, test) {
        panic!("{failure}");
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let indexes = || (proptest::prelude::any::<Index>(), proptest::prelude::any::<Index>());
    proptest::prop_oneof![
        3 => (indexes(), text()).prop_map(|((section, option), value)| Edit::Replace(section, option, value)),
        2 => (indexes(), text()).prop_map(|((section, _), value)| Edit::Insert(section, value)),
        2 => indexes().prop_map(|(section, option)| Edit::RemoveOption(section, option)),
        2 => indexes().prop_map(|(section, _)| Edit::RemoveSection(section)),
        1 => text().prop_map(Edit::AddSection),
    ]
}

fn text() -> impl Strategy<Value = String> {
    let tokens =
        vec!["", "abcd1234.ABC", "%", "%(x)s", "100%", "# c", "= x", "[b]", "\\", "\"", "é", "a  b", "\u{feff}x"];
    vec(select(tokens), 0..4).prop_map(|tokens| tokens.concat().trim().to_owned())
}

type Done = Box<dyn Fn(&mut Document) -> Result<bool, crate::trussrc::Error>>;

/// The text that an edit should leave, and the edit itself; `None` where the file has nothing for it.
fn expected(file: &File, edit: &Edit) -> Option<(String, Done)> {
    let headers: Vec<(usize, &str)> = file.headers().into_iter().filter(|(_, name)| *name != "DEFAULT").collect();
    let pick = |index: &Index| (!headers.is_empty()).then(|| headers[index.index(headers.len())]);
    let mut after = file.clone();
    let done: Done = match edit {
        Edit::Replace(section, option, value) => {
            let (header, section) = pick(section)?;
            let (at, entry) = pick_entry(file, header, option)?;
            let raw = value.replace('%', "%%");
            // What it says already, perhaps by a reference to another option, is no edit.
            let document = Document::parse(file.text()).expect("the grammar makes valid files");
            let said = document.section(section).expect("it was picked").get(&entry.name);
            if said.is_ok_and(|said| said.as_deref() == Some(value)) {
                return None;
            }
            let new = Entry { lines: vec![raw], ..entry.clone() };
            let (section, name, value) = (section.to_owned(), entry.name.clone(), value.clone());
            after.pieces[at] = Piece::Entry(new);
            Box::new(move |document| document.set(&section, &name, &value))
        }
        Edit::Insert(section, value) => {
            let (header, section) = pick(section)?;
            let (at, indentation) =
                match (file.entries(header).last(), file.headers().iter().find(|(at, _)| *at > header)) {
                    (Some((at, entry)), _) => (*at, entry.indentation.clone()),
                    (None, next) => (header, deeper(&file.pieces[header], next.map(|(at, _)| &file.pieces[*at]))),
                };
            let line = format!("{indentation}new option = {}", value.replace('%', "%%"));
            after.pieces.insert(at + 1, Piece::Filler(line));
            let (section, value) = (section.to_owned(), value.clone());
            Box::new(move |document| document.set(&section, "NEW option", &value))
        }
        Edit::RemoveOption(section, option) => {
            let (header, section) = pick(section)?;
            let (at, entry) = pick_entry(file, header, option)?;
            let (section, name) = (section.to_owned(), entry.name.to_uppercase());
            after.pieces.splice(at..=at, entry.fillers.iter().cloned().map(Piece::Filler));
            Box::new(move |document| document.remove_option(&section, &name))
        }
        Edit::RemoveSection(section) => {
            let (header, section) = pick(section)?;
            let last = file.entries(header).last().map_or(header, |(at, _)| *at);
            let is_blank = |piece: &Piece| matches!(piece, Piece::Filler(line) if line.trim().is_empty());
            let before = header.checked_sub(1).filter(|before| is_blank(&file.pieces[*before]));
            let first = if file.pieces.get(last + 1).is_none_or(is_blank) { before.unwrap_or(header) } else { header };
            after.pieces.drain(first..=last);
            let section = section.to_owned();
            Box::new(move |document| document.remove_section(&section))
        }
        Edit::AddSection(value) => {
            let ends_blank =
                file.pieces.last().is_some_and(|piece| piece.lines().last().expect("a line").trim().is_empty());
            if !file.pieces.is_empty() && !ends_blank {
                after.pieces.push(Piece::Filler(String::new()));
            }
            after.ends_with_newline |= file.pieces.is_empty();
            after.pieces.push(Piece::Filler("[a new one]".to_owned()));
            after.pieces.push(Piece::Filler(format!("api_key = {}", value.replace('%', "%%"))));
            let value = value.clone();
            Box::new(move |document| document.set("a new one", "api_key", &value))
        }
    };
    Some((after.text(), done))
}

fn pick_entry<'f>(file: &'f File, header: usize, index: &Index) -> Option<(usize, &'f Entry)> {
    let entries = file.entries(header);
    (!entries.is_empty()).then(|| entries[index.index(entries.len())])
}

fn deeper(header: &Piece, next: Option<&Piece>) -> String {
    let indentation = |piece: &Piece| match piece {
        Piece::Header { indentation, .. } => indentation.clone(),
        Piece::Filler(_) | Piece::Entry(_) => String::new(),
    };
    let (own, next) = (indentation(header), next.map(indentation).unwrap_or_default());
    if next.chars().count() > own.chars().count() { next } else { own }
}
