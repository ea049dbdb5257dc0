//! Files of the trussrc's dialect, generated together with what they mean.
//!
//! A file is a list of pieces whose texts stand one after the other, so a test knows which bytes are whose without
//! asking the reader that it tests.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;

/// A stretch of a file.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// A comment or a blank line, without its terminator.
    Filler(String),
    /// A header: indentation, name, and what follows the bracket.
    Header { indentation: String, name: String, junk: String },
    /// An option.
    Entry(Entry),
}

/// An option: what stands before its value, the value's lines, and fillers after the line of that index.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) indentation: String,
    pub(super) name: String,
    pub(super) separator: String,
    pub(super) lines: Vec<String>,
    pub(super) deeper: String,
    pub(super) fillers: Vec<String>,
}

/// A whole file.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) pieces: Vec<Piece>,
    pub(super) newline: &'static str,
    pub(super) ends_with_newline: bool,
    pub(super) has_mark: bool,
}

impl File {
    /// The file's text.
    pub(super) fn text(&self) -> String {
        let mark = if self.has_mark { "\u{feff}" } else { "" };
        let lines: Vec<String> = self.pieces.iter().flat_map(Piece::lines).collect();
        let end = if self.ends_with_newline && !lines.is_empty() { self.newline } else { "" };
        format!("{mark}{}{end}", lines.join(self.newline))
    }

    /// A last line that is empty and not ended is no line, and a newline that stands nowhere is `\n`.
    fn normal(mut self) -> Self {
        if !self.ends_with_newline && self.pieces.last().is_some_and(|piece| piece.lines() == [""]) {
            self.pieces.pop();
            self.ends_with_newline = true;
        }
        if !self.text().contains(self.newline) {
            self.newline = "\n";
        }
        self
    }

    /// The names of its sections and where their headers are among the pieces.
    pub(super) fn headers(&self) -> Vec<(usize, &str)> {
        let name = |piece: &'_ Piece| matches!(piece, Piece::Header { .. });
        let headers = self.pieces.iter().enumerate().filter(|(_, piece)| name(piece));
        headers
            .map(|(index, piece)| match piece {
                Piece::Header { name, .. } => (index, name.as_str()),
                Piece::Filler(_) | Piece::Entry(_) => unreachable!("only headers are left"),
            })
            .collect()
    }

    /// The indexes of the entries that follow the header at `header`, up to the next one.
    pub(super) fn entries(&self, header: usize) -> Vec<(usize, &Entry)> {
        let after = self.pieces.iter().enumerate().skip(header + 1);
        after
            .take_while(|(_, piece)| !matches!(piece, Piece::Header { .. }))
            .filter_map(|(index, piece)| match piece {
                Piece::Entry(entry) => Some((index, entry)),
                Piece::Header { .. } | Piece::Filler(_) => None,
            })
            .collect()
    }
}

impl Piece {
    /// Its lines, without terminators.
    pub(super) fn lines(&self) -> Vec<String> {
        match self {
            Self::Filler(line) => vec![line.clone()],
            Self::Header { indentation, name, junk } => vec![format!("{indentation}[{name}]{junk}")],
            Self::Entry(entry) => entry.all_lines(),
        }
    }
}

impl Entry {
    /// The value as it is written.
    pub(super) fn raw(&self) -> String {
        let blank = |filler: &String| filler.trim().is_empty();
        let blanks = if self.lines.len() > 1 { self.fillers.iter().filter(|filler| blank(filler)).count() } else { 0 };
        let mut raw = self.lines[0].clone();
        for (index, line) in self.lines.iter().enumerate().skip(1) {
            raw.push_str(&"\n".repeat(if index == 1 { blanks + 1 } else { 1 }));
            raw.push_str(line);
        }
        raw
    }

    fn all_lines(&self) -> Vec<String> {
        let Self { indentation, name, separator, lines, deeper, fillers } = self;
        let mut all = vec![format!("{indentation}{name}{separator}{}", lines[0])];
        all.extend(fillers.iter().cloned());
        all.extend(lines.iter().skip(1).map(|line| format!("{indentation}{deeper}{line}")));
        all
    }
}

/// Any file of the dialect.
pub(super) fn file() -> impl Strategy<Value = File> {
    let newline = select(vec!["\n", "\n", "\r\n", "\r"]);
    (vec(filler(), 0..3), vec(section(), 0..6), newline, any::<bool>(), any::<bool>()).prop_map(
        |(fillers, sections, newline, ends_with_newline, has_mark)| {
            let mut pieces: Vec<Piece> = fillers.into_iter().map(Piece::Filler).collect();
            for (number, section) in sections.into_iter().enumerate() {
                pieces.extend(numbered(number, section));
            }
            File { pieces, newline, ends_with_newline, has_mark }.normal()
        },
    )
}

/// Texts that may be of the dialect or not: the pieces of one, in any order.
pub(super) fn any_text() -> impl Strategy<Value = String> {
    let token = select(vec![
        "[a]",
        "[b]",
        "[DEFAULT]",
        "[ c ] # ]",
        "[",
        "]",
        "x",
        "y",
        "Api_Key",
        "=",
        ":",
        " = ",
        " : ",
        "\n",
        "\n",
        "\n",
        "\n  ",
        "\r\n",
        "\r",
        "  ",
        "\t",
        "#",
        ";",
        "\\",
        "\"",
        "'",
        "%",
        "%%",
        "%(x)s",
        "%(Y)s",
        "%(",
        ")s",
        "v",
        "\u{a0}",
        "\u{1c}",
        "\u{85}",
        "\u{2028}",
        "é",
        "\u{130}",
        "\0",
        "\n[s]\n",
        "\nz = 1\n",
        "\nk: v\n   w\n",
    ]);
    (any::<bool>(), vec(token, 0..30))
        .prop_map(|(headed, tokens)| format!("{}{}", if headed { "[s]\n" } else { "" }, tokens.concat()))
}

type Section = (String, String, String, Vec<(Entry, Vec<String>)>, Vec<String>);

fn section() -> impl Strategy<Value = Section> {
    (
        spaces(),
        header_name(),
        select(vec!["", "", " # c", " junk"]),
        vec((entry(), vec(filler(), 0..2)), 0..5),
        vec(filler(), 0..2),
    )
        .prop_map(|(indentation, name, junk, entries, fillers)| (indentation, name, junk.to_owned(), entries, fillers))
}

/// Names made unique, and options of one section at one depth, no shallower than the next header may be.
fn numbered(number: usize, (indentation, name, junk, entries, fillers): Section) -> Vec<Piece> {
    let is_default = name == "DEFAULT";
    let name = if is_default && number == 0 { name } else { format!("{name}{number}") };
    let own = entries.first().map_or_else(String::new, |(entry, _)| format!("   {}", entry.indentation));
    let mut pieces = vec![Piece::Header { indentation, name, junk }];
    pieces.extend(fillers.into_iter().map(Piece::Filler));
    for (index, (mut entry, fillers)) in entries.into_iter().enumerate() {
        entry.name = format!("{}{index}", entry.name);
        entry.indentation.clone_from(&own);
        pieces.push(Piece::Entry(entry));
        pieces.extend(fillers.into_iter().map(Piece::Filler));
    }
    pieces
}

fn entry() -> impl Strategy<Value = Entry> {
    let name = select(vec!["api_key", "Remote_URL", "team", "x y", "ÄÖ", "(z", "-", "\"q\"", "a#b;"]);
    let separator = select(vec![" = ", "=", ":", ": ", " \t=\t", "\u{a0}:\u{3000}"]);
    (spaces(), name, separator, vec(value(), 1..4), select(vec![" ", "\t", "  \u{a0}"]), vec(filler(), 0..3)).prop_map(
        |(indentation, name, separator, mut lines, deeper, fillers)| {
            // Only the first line of a value may be empty, and no further one may look like a comment.
            let tail: Vec<String> =
                lines.drain(1..).filter(|line| !line.is_empty() && !line.starts_with(['#', ';'])).collect();
            lines.extend(tail);
            let fillers = if lines.len() > 1 { fillers } else { Vec::new() };
            let (name, separator, deeper) = (name.to_owned(), separator.to_owned(), deeper.to_owned());
            Entry { indentation, name, separator, lines, deeper, fillers }
        },
    )
}

fn header_name() -> impl Strategy<Value = String> {
    select(vec!["baseten", "staging", " spaced ", "a[0]", "ünï", "DEFAULT", "default", "x=y", "#"])
        .prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = String> {
    let tokens = vec![
        "",
        "abcd1234.ABCDEF",
        "https://app.baseten.co",
        "100%%",
        "50%",
        "%(team0)s",
        "%(nothing)s",
        "a = b",
        "# c",
        "; d",
        "\\",
        "\"q",
        "'tis",
        "[h]",
        "ключ",
        "a\u{2028}b",
        "\0",
    ];
    vec(select(tokens), 0..3).prop_map(|tokens| tokens.join(" ").trim().to_owned())
}

fn filler() -> impl Strategy<Value = String> {
    let comment =
        (spaces(), select(vec!["# c", "; [x]", "#k = v", ";"])).prop_map(|(spaces, text)| format!("{spaces}{text}"));
    prop_oneof![comment, spaces(), Just(String::new())]
}

fn spaces() -> impl Strategy<Value = String> {
    select(vec!["", "", "", " ", "  ", "\t"]).prop_map(str::to_owned)
}
