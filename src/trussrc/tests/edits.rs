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
        ("[a]\nx =  \n", "[a]\nx =  1\n"),
        ("[a]\nx=\n", "[a]\nx=1\n"),
        ("[a]\nx:", "[a]\nx:1"),
    ] {
        let mut document = document(before);
        document.set("a", "x", "1").expect("an option");
        assert_eq!(document.text(), after, "{before:?}");
    }
}

/// Changes each text, and compares what comes of it.
#[track_caller]
fn expect(change: impl Fn(&mut Document) -> Result<bool, Error>, cases: &[(&str, &str)]) {
    for (before, after) in cases {
        let mut document = document(before);
        assert!(change(&mut document).expect("it can be changed"), "{before:?}");
        assert_eq!(document.text(), *after, "{before:?}");
    }
}

#[test]
fn further_lines_of_a_value_go_with_it_and_comments_among_them_stay() {
    let text = "[a]\nx = 1\n  2\n# c\n\n  3\ny = 4\n";
    expect(
        |document| document.set("a", "x", "9"),
        &[(text, "[a]\nx = 9\n# c\n\ny = 4\n"), ("[a]\nx = 1", "[a]\nx = 9"), ("[a]\r\nx = 1\r\n  2", "[a]\r\nx = 9")],
    );
    expect(
        |document| document.remove_option("a", "x"),
        &[(text, "[a]\n# c\n\ny = 4\n"), ("[a]\nx = 1\n  2", "[a]"), ("[a]\r\nx = 1", "[a]")],
    );
}

#[test]
fn a_new_option_comes_after_the_last_one_and_is_indented_as_that_or_as_the_header() {
    expect(
        |document| document.set("a", "y", "9"),
        &[
            ("[a]\n  x = 1\n    2\n\n# c\n[b]\n", "[a]\n  x = 1\n    2\n  y = 9\n\n# c\n[b]\n"),
            ("  [a]\n[b]\n", "  [a]\n  y = 9\n[b]\n"),
            ("  [b]\n[a]\n", "  [b]\n[a]\ny = 9\n"),
            // A deeper header would be a part of its value.
            ("[a]\n  [b]\n", "[a]\n  y = 9\n  [b]\n"),
            ("[a]\r\nx = 1", "[a]\r\nx = 1\r\ny = 9"),
            ("[a]", "[a]\ny = 9"),
        ],
    );
}

#[test]
fn a_new_section_comes_last_after_one_blank_line() {
    expect(
        |document| document.set("b", "y", "9"),
        &[
            ("", "[b]\ny = 9\n"),
            ("\u{feff}", "\u{feff}[b]\ny = 9\n"),
            ("[a]\nx = 1\n", "[a]\nx = 1\n\n[b]\ny = 9\n"),
            ("[a]\n\n", "[a]\n\n[b]\ny = 9\n"),
            ("[a]\r\n", "[a]\r\n\r\n[b]\r\ny = 9\r\n"),
            ("[a]", "[a]\n\n[b]\ny = 9"),
        ],
    );
}

#[test]
fn a_section_that_goes_leaves_comments_around_it_and_no_two_blank_lines() {
    expect(
        |document| document.remove_section("b"),
        &[
            ("[b]\ny = 2\n\n[a]\n", "\n[a]\n"),
            ("[a]\n\n[b]\ny = 2\n  3\n", "[a]\n"),
            ("[a]\n\n[b]\ny = 2\n\n[c]\n", "[a]\n\n[c]\n"),
            ("[a]\n\n[b]\ny = 2\n[c]\n", "[a]\n\n[c]\n"),
            ("[a]\n# c\n[b]\n# in it\ny = 2\n# d\n", "[a]\n# c\n# d\n"),
            ("[a]\r\n[b]", "[a]"),
            ("[b]", ""),
        ],
    );
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
