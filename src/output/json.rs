//! `--jq`: a jq program over the JSON answer, without a jq on the machine.
//!
//! Owns checking the program before anything is done, and running it. The language is jaq's.

use std::borrow::Cow;
use std::io::{self, Write};

use jaq_core::data::JustLut;
use jaq_core::load::{Arena, File, Loader, lex, parse};
use jaq_core::{Compiler, Ctx, Vars, unwrap_valr};
use jaq_json::{Num, Val, read};

use crate::error::{Failure, Kind};
use crate::sanitize::{clean, escape_json};
use crate::signals::unless_stopped;

/// How much is kept back until the program has not failed: on failure stdout stays empty, unless it was this much.
const BUFFER: usize = 1 << 20;

type Filter = jaq_core::Filter<JustLut<Val>>;

/// Whether `program` compiles; asked before a command does anything that cannot be undone.
pub(crate) fn check(program: &str) -> Result<(), Failure> {
    compile(program).map(|_| ())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// To a terminal, which nothing harmful reaches.
    Terminal,
    /// To a program, to the letter.
    Program,
}

/// Runs `program` over each JSON document and writes its results to `sink`. Each is a line: a text as it is, anything else
/// as JSON, as `gh --jq` does it. A program may have no end: what is a lot is written as it comes, and a request to stop
/// is obeyed.
pub(crate) fn filter(
    program: &str,
    document: Vec<u8>,
    target: Target,
    mut sink: impl Write + Send + 'static,
) -> anyhow::Result<()> {
    let program = program.to_owned();
    unless_stopped(move || -> anyhow::Result<()> {
        let mut lines = String::new();
        run(&program, &document, target, |line| {
            lines.push_str(line);
            lines.push('\n');
            if lines.len() >= BUFFER {
                sink.write_all(lines.as_bytes())?;
                lines.clear();
            }
            Ok(())
        })?;
        sink.write_all(lines.as_bytes())?;
        Ok(sink.flush()?)
    })?
}

/// As [`filter`], but all at once: for what must be looked at before it is written.
pub(crate) fn filter_to_text(program: &str, document: Vec<u8>, target: Target) -> anyhow::Result<String> {
    let program = program.to_owned();
    unless_stopped(move || {
        let mut lines = String::new();
        run(&program, &document, target, |line| {
            lines.push_str(line);
            lines.push('\n');
            Ok(())
        })?;
        Ok(lines)
    })?
}

fn run(
    program: &str,
    document: &[u8],
    target: Target,
    mut line: impl FnMut(&str) -> io::Result<()>,
) -> anyhow::Result<()> {
    let filter = compile(program)?;
    let failed = |cause: String| Failure::new(Kind::Usage, "the jq program failed").cause(cause);
    for input in read::parse_many(document) {
        let input = input.map_err(|error| {
            Failure::new(Kind::Other, "the answer is not JSON, which `--jq` needs").cause(error.to_string())
        })?;
        let context = Ctx::<JustLut<Val>>::new(&filter.lut, Vars::new([]));
        for result in filter.id.run((context, input)).map(unwrap_valr) {
            match result.map_err(|error| failed(error.to_string()))? {
                Val::TStr(text) => line(&shown(&String::from_utf8_lossy(&text), target, clean))?,
                other => line(&shown(&to_json(&other), target, escape_json))?,
            }
        }
    }
    Ok(())
}

fn to_json(value: &Val) -> String {
    let text = value.to_string();
    // Names of numbers that JSON does not have; or texts, which stay.
    if text.contains("NaN") || text.contains("Infinity") { finite(value).to_string() } else { text }
}

/// jq's manual: `nan` is written as null, and `infinite` as the largest number.
fn finite(value: &Val) -> Val {
    match value {
        Val::Num(Num::Float(number)) if number.is_nan() => Val::Null,
        Val::Num(Num::Float(number)) => Val::Num(Num::Float(number.clamp(f64::MIN, f64::MAX))),
        Val::Arr(values) => values.iter().map(finite).collect(),
        Val::Obj(fields) => Val::obj(fields.iter().map(|(name, value)| (name.clone(), finite(value))).collect()),
        other => other.clone(),
    }
}

fn shown<'t>(text: &'t str, target: Target, harmless: fn(&'t str) -> Cow<'t, str>) -> Cow<'t, str> {
    match target {
        Target::Terminal => harmless(text),
        Target::Program => Cow::Borrowed(text),
    }
}

fn compile(program: &str) -> Result<Filter, Failure> {
    let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let functions = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let arena = Arena::default();
    let modules = Loader::new(definitions).load(&arena, File { code: program, path: () }).map_err(|errors| {
        let place = errors.iter().find_map(|(_, error)| unexpected(error));
        wrong(place.map(|rest| position(program, rest)))
    })?;
    Compiler::default().with_funs(functions).compile(modules).map_err(|errors| {
        let name = errors.iter().flat_map(|(_, undefined)| undefined).map(|(name, _)| *name).next();
        wrong(name.map(|name| format!("`{name}` is not defined")))
    })
}

fn wrong(detail: Option<String>) -> Failure {
    let failure = Failure::new(Kind::Usage, "the jq program is not valid");
    match detail {
        Some(detail) => failure.cause(detail),
        None => failure,
    }
}

/// What is left of the program where the first error is.
fn unexpected<'a>(error: &jaq_core::load::Error<&'a str>) -> Option<&'a str> {
    match error {
        jaq_core::load::Error::Io(_) => None,
        jaq_core::load::Error::Lex(errors) => errors.first().map(|(_, rest): &lex::Error<&str>| *rest),
        jaq_core::load::Error::Parse(errors) => errors.first().map(|(_, rest): &parse::Error<&str>| *rest),
    }
}

fn position(program: &str, rest: &str) -> String {
    if rest.is_empty() {
        return "it ends too early".to_owned();
    }
    // `rest` is a slice of `program`: the distance of their starts is where it stands.
    let offset = (rest.as_ptr() as usize).saturating_sub(program.as_ptr() as usize);
    let column = program.get(..offset).map_or(0, |before| before.chars().count()) + 1;
    let start: String = rest.chars().take(20).collect();
    format!("unexpected `{start}` at column {column}")
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::{Target, check, filter_to_text};

    #[test]
    fn texts_come_out_bare_and_everything_else_as_json() {
        let document = br#"{"keys":[{"name":"a","n":1},{"name":null,"n":2}]}"#;
        let filter = |program| filter_to_text(program, document.to_vec(), Target::Program);
        assert_eq!(filter(".keys[].name").expect("a result"), "a\nnull\n");
        assert_eq!(filter("[.keys[].n] | add, .").expect("a result"), "3\n[1,2]\n");
        assert_eq!(
            filter("nan, [{a: nan}, -infinite, \"NaN\", 0.5]").expect("a result"),
            "null\n[{\"a\":null},-1.7976931348623157e308,\"NaN\",0.5]\n"
        );
    }

    #[test]
    fn a_terminal_gets_nothing_harmful_and_a_program_gets_everything() {
        let document = "{\"a\":\"x\u{9b}2J\u{202e}\",\"\u{9b}\":1}".as_bytes();
        let filter = |target| filter_to_text(".a, .", document.to_vec(), target).expect("a result");
        assert_eq!(filter(Target::Terminal), "x\u{fffd}2J\u{fffd}\n{\"a\":\"x\\u009b2J\\u202e\",\"\\u009b\":1}\n");
        assert_eq!(filter(Target::Program), "x\u{9b}2J\u{202e}\n{\"a\":\"x\u{9b}2J\u{202e}\",\"\u{9b}\":1}\n");
    }

    #[test]
    fn a_program_that_does_not_compile_says_where() {
        let cause = |program| check(program).expect_err("invalid").source().expect("a cause").to_string();
        assert_eq!(cause(".keys | ) .name"), "unexpected `) .name` at column 9");
        assert_eq!(cause(".keys["), "it ends too early");
        assert_eq!(cause("nosuchthing"), "`nosuchthing` is not defined");
    }

    #[test]
    fn a_program_that_fails_on_the_document_says_why() {
        let document = br#"{"keys":"text"}"#.to_vec();
        let error = filter_to_text(".keys | .[0] | .x", document, Target::Program).expect_err("a failure");
        assert_eq!(error.to_string(), "the jq program failed");
    }
}
