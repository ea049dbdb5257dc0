//! The JSON documents in an answer that comes in pieces, for `--jq`: those of server-sent events, JSON lines, or one
//! that is all of it.

use std::mem;

use serde::de::IgnoredAny;

/// How OpenAI's protocol ends a stream of events; the only one that is no JSON.
const END_OF_EVENTS: &[u8] = b"[DONE]";

pub(crate) struct Documents {
    kind: Kind,
    /// The line that has not ended yet, or all of it.
    rest: Vec<u8>,
    /// The data of the event that has not ended yet.
    event: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Events,
    /// JSON lines, as far as it is known.
    Lines,
    One,
}

impl Documents {
    pub(crate) fn new(has_events: bool) -> Self {
        let kind = if has_events { Kind::Events } else { Kind::Lines };
        Self { kind, rest: Vec::new(), event: Vec::new() }
    }

    /// The documents that are complete now, one after the other.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Vec<u8> {
        self.rest.extend_from_slice(piece);
        let mut complete = Vec::new();
        let Some(last) = memchr::memrchr(b'\n', piece).filter(|_| self.kind != Kind::One) else { return complete };
        let end = self.rest.len() - (piece.len() - last - 1);
        let unfinished = self.rest.split_off(end);
        let lines = mem::replace(&mut self.rest, unfinished);
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            match self.kind {
                Kind::Events => self.event_line(line.trim_ascii_end(), &mut complete),
                Kind::Lines if is_json(line) || line.trim_ascii().is_empty() => complete.extend_from_slice(line),
                Kind::Lines | Kind::One => {
                    // A document that is written over several lines.
                    self.kind = Kind::One;
                    self.event.extend_from_slice(line);
                }
            }
        }
        if self.kind == Kind::One {
            self.rest = [mem::take(&mut self.event), mem::take(&mut self.rest)].concat();
        }
        complete
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.kind != Kind::Events {
            return self.rest;
        }
        let mut complete = self.push(b"\n");
        complete.extend(self.push(b"\n"));
        complete
    }

    /// As the HTML standard reads a stream of events: its data is all that matters here.
    fn event_line(&mut self, line: &[u8], complete: &mut Vec<u8>) {
        if let Some(data) = line.strip_prefix(b"data:") {
            self.event.extend_from_slice(data);
            self.event.push(b'\n');
        } else if line.is_empty() {
            let data = mem::take(&mut self.event);
            if data.trim_ascii() != END_OF_EVENTS {
                complete.extend_from_slice(&data);
            }
        }
    }
}

fn is_json(line: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(line).is_ok()
}

#[cfg(test)]
mod tests {
    use super::Documents;

    /// What comes out when it comes in pieces of `size` bytes.
    fn read(has_events: bool, text: &str, size: usize) -> String {
        let mut documents = Documents::new(has_events);
        let mut read: Vec<u8> = text.as_bytes().chunks(size).flat_map(|piece| documents.push(piece)).collect();
        read.extend(documents.finish());
        String::from_utf8(read).expect("text")
    }

    #[test]
    fn whatever_the_pieces_are_the_documents_are_the_same() {
        for size in [1, 2, 3, 7, 1000] {
            let events =
                ": hello\r\nevent: x\r\ndata: {\"a\":1}\r\n\r\ndata: {\"a\":\ndata: 2}\n\ndata: [DONE]\n\ndata: 3";
            assert_eq!(read(true, events, size), " {\"a\":1}\n {\"a\":\n 2}\n 3\n", "{size}");
            assert_eq!(read(false, "{\"a\":1}\n\n{\"a\":2}", size), "{\"a\":1}\n\n{\"a\":2}", "{size}");
            let pretty = "{\n  \"a\": [\n    1\n  ]\n}\n";
            assert_eq!(read(false, pretty, size), pretty, "{size}");
        }
    }

    #[test]
    fn a_document_over_several_lines_is_whole_whatever_comes_before_it() {
        for (before, begun, rest) in
            [("\n", "{\n", " \"a\": 1\n}\n"), ("{\"a\":0}\n", "{\n", "\"a\": 1\n}\n"), ("1\n\n", "[\n2\n", "]")]
        {
            let mut documents = Documents::new(false);
            assert_eq!(documents.push(format!("{before}{begun}").as_bytes()), before.as_bytes());
            assert_eq!(documents.push(rest.as_bytes()), b"");
            assert_eq!(documents.finish(), format!("{begun}{rest}").as_bytes());
        }
    }

    #[test]
    fn a_line_is_complete_as_soon_as_it_ends() {
        let mut documents = Documents::new(false);
        assert_eq!(documents.push(b"{\"a\":1}\n{\"a\""), b"{\"a\":1}\n");
        assert_eq!(documents.push(b":2}\n"), b"{\"a\":2}\n");
    }
}
