//! YAML against PyYAML's own answers, and against texts that nobody wrote.

use std::collections::HashMap;

use proptest::prelude::{any, prop, proptest};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::push::config::yaml::{Document, load};

fn read(text: &str) -> Document {
    load(text.as_bytes()).expect("valid YAML")
}

fn problem(text: &str) -> (usize, usize, String) {
    let problem = load(text.as_bytes()).expect_err("invalid YAML");
    (problem.at.line + 1, problem.at.column + 1, problem.text)
}

#[derive(Deserialize)]
struct Case {
    yaml: String,
    json: Option<String>,
}

/// JSON to the letter: keys in their order, numbers digit by digit.
#[derive(Debug, PartialEq, PartialOrd)]
enum Json {
    Float(f64),
    /// Null, true, false, a whole number, a text.
    Word(String),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
}

impl Json {
    fn parse(text: &str) -> Self {
        let is_number = text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        match text.as_bytes()[0] {
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(text).expect("a list");
                Self::List(items.into_iter().map(|item| Self::parse(item.get())).collect())
            }
            b'{' => {
                let ordered: Map<String, Value> = serde_json::from_str(text).expect("a mapping");
                let values: HashMap<String, &RawValue> = serde_json::from_str(text).expect("a mapping");
                Self::Map(ordered.into_iter().map(|(key, _)| (key.clone(), Self::parse(values[&key].get()))).collect())
            }
            b'"' => Self::Word(serde_json::from_str(text).expect("a text")),
            _ if is_number && text.contains(['.', 'e', 'E']) => Self::Float(text.parse().expect("a number")),
            _ => Self::Word(text.to_owned()),
        }
    }

    /// A set of PyYAML is a list here, in no order.
    fn sorted(mut self) -> Self {
        if let Self::List(items) = &mut self {
            items.sort_by(|one, other| one.partial_cmp(other).expect("no NaN in JSON"));
        }
        match self {
            Self::List(items) => Self::List(items.into_iter().map(Self::sorted).collect()),
            Self::Map(entries) => Self::Map(entries.into_iter().map(|(key, value)| (key, value.sorted())).collect()),
            word => word,
        }
    }
}

fn same(yaml: &str, ours: &str, theirs: &str) -> bool {
    let (ours, theirs) = (Json::parse(ours), Json::parse(theirs));
    ours == theirs || yaml.contains("!!set") && ours.sorted() == theirs.sorted()
}

#[test]
fn documents_read_as_pyyaml_reads_them() {
    let path = std::env::var_os("TRUSS_YAML_CASES")
        .unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/yaml/cases.json").into());
    let cases: Vec<Case> = serde_json::from_slice(&std::fs::read(path).expect("the cases")).expect("JSON");
    assert!(cases.len() > 1000);
    let mut differences = Vec::new();
    for Case { yaml, json } in cases {
        let ours = load(yaml.as_bytes()).map(|document| serde_json::to_string(&document.value).expect("JSON"));
        let alike = match (&ours, &json) {
            (Ok(ours), Some(theirs)) => same(&yaml, ours, theirs),
            (Err(_), None) => true,
            _ => false,
        };
        if !alike {
            differences.push(format!("{yaml:?}\n    PyYAML: {json:?}\n    ours:   {ours:?}"));
        }
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn problems_have_line_and_column() {
    assert_eq!(problem("a: 1\nb: [1, 2\nc: 3").0, 3);
    assert_eq!(problem("a: 1\nb: !foo x"), (2, 4, "the tag `!foo` is not allowed".to_owned()));
    assert_eq!(problem("a: 1\n{x: y}: z").0, 2);
    assert_eq!(problem("a: 2001-02-30"), (1, 4, "`2001-02-30` is not a date or a time".to_owned()));
}

#[test]
fn duplicate_keys_are_reported_with_their_line_and_the_last_one_wins() {
    let document = read("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n<<: {a: 4, b: 5}\n");
    assert_eq!(document.duplicates, [("a".to_owned(), 5), ("c".to_owned(), 4)]);
    assert_eq!(serde_json::to_string(&document.value).expect("JSON"), r#"{"a":3,"b":{"c":2}}"#);
}

#[test]
fn aliases_cannot_blow_up_memory() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert!(problem(&text).2.contains("too many"));
    let mut merges = String::from("m0: &m0 {a: 1}\n");
    for level in 1..40 {
        merges.push_str(&format!("m{level}: &m{level} {{<<: [*m{0}, *m{0}]}}\n", level - 1));
    }
    assert!(problem(&merges).2.contains("too many"));
}

#[test]
fn keys_say_where_they_stand() {
    let document = read("# c\nmodel_name: x # y\nlist:\n- a\n- b\n\nz: 1\n");
    let lines: Vec<_> = document.keys.iter().map(|(name, mark)| (name.as_str(), mark.line)).collect();
    assert_eq!(lines, [("model_name", 1), ("list", 2), ("z", 6)]);
}

/// Pieces that YAML gives a meaning to.
const PIECES: [&str; 34] = [
    "a",
    "b",
    "1",
    ": ",
    "- ",
    "\n",
    "\n  ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    "\"",
    "#",
    " #",
    "&a ",
    "*a",
    "!!int ",
    "!x ",
    "? ",
    "<<: ",
    "=",
    "~",
    "\t",
    "\r\n",
    "%YAML 1.1\n",
    "---\n",
    "...\n",
    "\\",
    "|",
    ">",
    "é",
    "\u{feff}",
];

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = load(&bytes);
    }

    #[test]
    fn no_text_makes_it_panic(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60)) {
        let _ = load(pieces.concat().as_bytes());
    }
}
