//! YAML parsing events out of libyaml: the crate's only unsafe code, behind a safe function.
//!
//! Owns the raw parser, its memory and the copying of every event into owned values. What an event means
//! (resolving, anchors, merging, what PyYAML refuses beyond libyaml) is left to `nodes` and the module above.

#![expect(unsafe_code, reason = "libyaml-rs has only its C-shaped interface; nothing outside this file sees it")]

use std::ffi::{CStr, c_char};
use std::mem::MaybeUninit;
use std::ptr::addr_of;

use libyaml_rs::{
    yaml_encoding_t, yaml_event_delete, yaml_event_t, yaml_event_type_t, yaml_mark_t, yaml_parser_delete,
    yaml_parser_initialize, yaml_parser_parse, yaml_parser_set_encoding, yaml_parser_set_input_string, yaml_parser_t,
    yaml_scalar_style_t,
};

use crate::push::config::yaml::nodes::Kind;
use crate::push::config::yaml::{Mark, Problem};

/// How a scalar was written, as far as it changes what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// No quotes: the text decides about its type.
    Plain,
    /// Single or double quotes.
    Quoted,
    /// `|` or `>`.
    Block,
}

#[derive(Debug)]
pub(crate) enum Token {
    Document,
    Alias(String),
    /// A scalar; `plain` when its type is resolved from its text.
    Scalar {
        anchor: Option<String>,
        tag: Option<String>,
        text: String,
        plain: bool,
        style: Style,
    },
    /// A sequence or a mapping, empty as yet.
    Start {
        anchor: Option<String>,
        tag: Option<String>,
        kind: Kind,
    },
    /// The innermost sequence or mapping ends.
    End,
}

#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) token: Token,
    pub(crate) start: Mark,
    pub(crate) end: Mark,
}

/// The deepest nesting. libyaml takes a time that grows with the square of the depth, so the events stop there.
const DEEPEST: usize = 256;

/// All events of `text`, up to the end of the stream.
pub(crate) fn events(text: &str) -> Result<Vec<Event>, Problem> {
    let mut parser = Parser::new(text);
    let mut events = Vec::new();
    let mut depth = 0_usize;
    while let Some(event) = parser.advance()? {
        match event.token {
            Token::Start { .. } => depth += 1,
            Token::End => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(Problem::new(event.start, format!("nested more than {DEEPEST} levels deep")));
        }
        events.push(event);
    }
    Ok(events)
}

/// A raw parser. It holds pointers into itself, so it stays in its box, and pointers into the text.
struct Parser<'text> {
    raw: Box<MaybeUninit<yaml_parser_t>>,
    text: std::marker::PhantomData<&'text str>,
}

impl<'text> Parser<'text> {
    fn new(text: &'text str) -> Self {
        let mut raw = Box::new(MaybeUninit::<yaml_parser_t>::uninit());
        let pointer = raw.as_mut_ptr();
        // SAFETY: `pointer` is valid for writes and `initialize` writes the whole struct before anything reads it;
        // it fails only without memory, where it does not return. The text outlives the parser ('text).
        unsafe {
            assert!(yaml_parser_initialize(pointer).ok, "libyaml initialises its parser or aborts");
            yaml_parser_set_encoding(pointer, yaml_encoding_t::YAML_UTF8_ENCODING);
            yaml_parser_set_input_string(pointer, text.as_ptr(), text.len() as u64);
        }
        Self { raw, text: std::marker::PhantomData }
    }

    /// The next event that means something here; `None` at the end.
    fn advance(&mut self) -> Result<Option<Event>, Problem> {
        let parser = self.raw.as_mut_ptr();
        loop {
            let mut event = MaybeUninit::<yaml_event_t>::uninit();
            // SAFETY: the parser is initialised (`new`), and `parse` zeroes the event before it fills it, on failure
            // too.
            let (kind, event) = unsafe {
                if yaml_parser_parse(parser, event.as_mut_ptr()).fail {
                    return Err(syntax_error(parser));
                }
                let mut event = event.assume_init();
                let (kind, start, end) = (event.type_, mark(event.start_mark), mark(event.end_mark));
                let copied = token(&event).map(|token| Event { token, start, end });
                yaml_event_delete(&raw mut event);
                (kind, copied)
            };
            let has_ended = matches!(kind, yaml_event_type_t::YAML_STREAM_END_EVENT | yaml_event_type_t::YAML_NO_EVENT);
            if event.is_some() || has_ended {
                return Ok(event);
            }
        }
    }
}

impl Drop for Parser<'_> {
    fn drop(&mut self) {
        // SAFETY: initialised in `new`, deleted once, here.
        unsafe { yaml_parser_delete(self.raw.as_mut_ptr()) }
    }
}

fn mark(mark: yaml_mark_t) -> Mark {
    let count = |number: u64| usize::try_from(number).expect("a position in memory fits a usize");
    Mark { line: count(mark.line), column: count(mark.column) }
}

/// # Safety
///
/// `parser` is initialised, and its last call failed.
unsafe fn syntax_error(parser: *const yaml_parser_t) -> Problem {
    // SAFETY: the caller's promise; the messages are static C strings or null.
    unsafe {
        let parser = &*parser;
        let mut problem = message(parser.problem).unwrap_or_else(|| "not valid YAML".to_owned());
        if let Some(context) = message(parser.context) {
            problem = format!("{problem} {context}");
        }
        Problem::new(mark(parser.problem_mark), problem)
    }
}

/// # Safety
///
/// `pointer` is null or a C string that lives through the call.
unsafe fn message<T>(pointer: *const T) -> Option<String> {
    // SAFETY: the caller's promise.
    (!pointer.is_null()).then(|| unsafe { CStr::from_ptr(pointer.cast::<c_char>()) }.to_string_lossy().into_owned())
}

/// # Safety
///
/// `event` was filled by the parser and not yet deleted, so that its type says which field of the union is set.
unsafe fn token(event: &yaml_event_t) -> Option<Token> {
    // SAFETY: the caller's promise; anchors and tags are null or C strings, a scalar has `length` bytes.
    unsafe {
        let data = addr_of!(event.data);
        Some(match event.type_ {
            yaml_event_type_t::YAML_DOCUMENT_START_EVENT => Token::Document,
            yaml_event_type_t::YAML_ALIAS_EVENT => Token::Alias(message((*data).alias.anchor).unwrap_or_default()),
            yaml_event_type_t::YAML_SCALAR_EVENT => {
                let scalar = &(*data).scalar;
                let length = usize::try_from(scalar.length).expect("a scalar in memory fits a usize");
                let bytes = std::slice::from_raw_parts(scalar.value, length);
                Token::Scalar {
                    anchor: message(scalar.anchor),
                    tag: message(scalar.tag),
                    text: String::from_utf8_lossy(bytes).into_owned(),
                    plain: scalar.plain_implicit,
                    style: style(scalar.style),
                }
            }
            yaml_event_type_t::YAML_SEQUENCE_START_EVENT => {
                let start = &(*data).sequence_start;
                Token::Start {
                    anchor: message(start.anchor),
                    tag: message(start.tag),
                    kind: Kind::Sequence(Vec::new()),
                }
            }
            yaml_event_type_t::YAML_MAPPING_START_EVENT => {
                let start = &(*data).mapping_start;
                Token::Start { anchor: message(start.anchor), tag: message(start.tag), kind: Kind::Mapping(Vec::new()) }
            }
            yaml_event_type_t::YAML_SEQUENCE_END_EVENT | yaml_event_type_t::YAML_MAPPING_END_EVENT => Token::End,
            _ => return None,
        })
    }
}

fn style(style: yaml_scalar_style_t) -> Style {
    match style {
        yaml_scalar_style_t::YAML_SINGLE_QUOTED_SCALAR_STYLE | yaml_scalar_style_t::YAML_DOUBLE_QUOTED_SCALAR_STYLE => {
            Style::Quoted
        }
        yaml_scalar_style_t::YAML_LITERAL_SCALAR_STYLE | yaml_scalar_style_t::YAML_FOLDED_SCALAR_STYLE => Style::Block,
        _ => Style::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::{Style, Token, events};

    #[test]
    fn every_event_is_copied_out_with_its_place() {
        let events = events("a: &x [1, 'two']\nb: *x\n").expect("valid YAML");
        let scalars: Vec<_> = events
            .iter()
            .filter_map(|event| match &event.token {
                Token::Scalar { text, style, .. } => {
                    Some((text.as_str(), *style, event.start.line, event.start.column))
                }
                _ => None,
            })
            .collect();
        assert_eq!(
            scalars,
            [
                ("a", Style::Plain, 0, 0),
                ("1", Style::Plain, 0, 7),
                ("two", Style::Quoted, 0, 10),
                ("b", Style::Plain, 1, 0)
            ]
        );
        assert!(events.iter().any(|event| matches!(&event.token, Token::Alias(name) if name == "x")));
    }

    #[test]
    fn an_error_has_its_place_and_leaks_nothing_of_the_events_before_it() {
        let error = events("a: 1\nb: [2, }\n").expect_err("not YAML");
        assert_eq!((error.at.line, error.at.column), (1, 7));
    }

    #[test]
    fn an_empty_text_has_no_document() {
        assert!(events("").expect("an empty stream").is_empty());
    }
}
