//! Edits whose answers are known by hand: what changes nothing, what is refused, and in which words.

use crate::trussrc::edit::same;
use crate::trussrc::{Document, Error};

fn document(text: &str) -> Document {
    Document::parse(text).expect("a trussrc")
}

#[test]
fn an_edit_that_has_nothing_to_do_answers_so() {
    let text = "[a]\nx = 1\n";
    let mut document = document(text);
    assert!(!document.set("a", "X", "1").expect("it says that already"));
    assert!(!document.remove_option("a", "y").expect("there is none"));
    assert!(!document.remove_option("b", "x").expect("there is none"));
    assert!(!document.remove_section("b").expect("there is none"));
    assert_eq!(document.text(), text);
    assert!(document.set("a", "X", "2").expect("another value"));
    assert_eq!(document.text(), "[a]\nx = 2\n");
}

#[test]
fn what_a_trussrc_cannot_hold_is_refused_for_what_it_is() {
    let text = "[DEFAULT]\nx = 0\n[a]\nx = 1\n";
    let mut document = document(text);
    assert!(matches!(document.add_section("a", &[]), Err(Error::SectionThere(_))));
    for result in [
        document.set("DEFAULT", "x", "1"),
        document.add_section("DEFAULT", &[]),
        document.remove_option("DEFAULT", "x"),
        document.remove_section("DEFAULT"),
    ] {
        assert!(matches!(result, Err(Error::DefaultSection)), "{result:?}");
    }
    for name in ["", "b\nc", "b\u{7f}"] {
        assert!(matches!(document.set(name, "x", "1"), Err(Error::SectionName(_))), "{name:?}");
    }
    for name in ["", "#x", ";x", "[x", " x", "x\u{1c}", "x=y", "x:y", "x\ny", "x\0"] {
        assert!(matches!(document.set("a", name, "1"), Err(Error::OptionName(_))), "{name:?}");
    }
    for (value, expected) in [
        ("1\n2", "has a line break"),
        ("1\r2", "has a line break"),
        (" 1", "starts or ends with a space"),
        ("1\u{1c}", "starts or ends with a space"),
        ("1\0", "has a NUL character"),
    ] {
        let result = document.set("a", "x", value);
        assert!(matches!(result, Err(Error::Value { problem, .. }) if problem == expected), "{value:?}");
    }
    assert_eq!(document.text(), text);
}

#[test]
fn an_edit_after_which_other_lines_mean_something_else_is_refused() {
    // Without the header before it, the deeper one would be a further line of the value.
    let text = "[a]\nx = 1\n[b]\n  [c]\nz = 1\n";
    let mut document = document(text);
    assert!(matches!(document.remove_section("b"), Err(Error::OtherMeaning)));
    assert_eq!(document.text(), text);
}

#[test]
fn a_value_in_the_place_of_an_empty_one_stands_as_the_others_do() {
    for (before, after) in [
        ("[a]\nx =\n", "[a]\nx = 1\n"),
        ("[a]\nx = \n", "[a]\nx = 1\n"),
        ("[a]\nx=\n", "[a]\nx=1\n"),
        ("[a]\nx:", "[a]\nx:1"),
    ] {
        let mut document = document(before);
        document.set("a", "x", "1").expect("an option");
        assert_eq!(document.text(), after, "{before:?}");
    }
}

#[test]
fn two_texts_are_the_same_only_with_the_same_options_in_the_same_sections() {
    let alike = |left: &str, right: &str| {
        let (left, right) = (document(left).to_ini(), document(right).to_ini());
        assert_eq!(same(&left, &right), same(&right, &left));
        same(&left, &right)
    };
    let text = "[a]\nx = 1\ny = 2\n[b]\nx = 3\n";
    assert!(alike(text, "# c\n[a]\ny: 2\nX: 1\n\n[b]\nx =  3"));
    for other in [
        "",
        "[a]\nx = 1\ny = 2\n",
        "[b]\nx = 3\n[a]\nx = 1\ny = 2\n",
        "[a]\nx = 1\ny = 0\n[b]\nx = 3\n",
        "[a]\nx = 1\n[b]\nx = 3\n",
        "[a]\nx = 1\nz = 2\n[b]\nx = 3\n",
        "[a]\nx = 1\ny = 2\n[b]\nx = 0\n",
    ] {
        assert!(!alike(text, other), "{other:?}");
    }
}
