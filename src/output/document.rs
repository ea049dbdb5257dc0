//! Documents of the server that are printed as they are, for `truss api`.

use std::borrow::Cow;

use crate::output::{Output, Stdout, json};
use crate::sanitize::{clean, escape_json};

impl Output {
    /// Writes a document of the server as it is, or what `--jq` makes of it; for a person, indented and harmless. Only
    /// the secrets that [`Output::hide`] knows are taken out: a server may quote what it was sent.
    pub(crate) fn document(&self, document: &[u8]) -> anyhow::Result<()> {
        match &self.settings.jq {
            Some(program) => json::filter(program, self.without_hidden(document).into_owned(), self.target(), Stdout),
            None => self.refused_document(document),
        }
    }

    /// As [`Output::document`], for an answer that no jq program expects: the server refused.
    pub(crate) fn refused_document(&self, document: &[u8]) -> anyhow::Result<()> {
        let document = self.without_hidden(document);
        if !self.stdout_terminal {
            return Ok(self.print_bytes(&document)?);
        }
        let text = match serde_json::from_slice::<serde_json::Value>(&document) {
            Ok(value) => escape_json(&serde_json::to_string_pretty(&value)?).into_owned(),
            Err(_) => clean(&String::from_utf8_lossy(&document)).into_owned(),
        };
        if text.is_empty() { Ok(()) } else { Ok(self.print(&text)?) }
    }

    fn without_hidden<'d>(&self, document: &'d [u8]) -> Cow<'d, [u8]> {
        match std::str::from_utf8(document).map(|text| self.redact_hidden(text)) {
            Ok(Cow::Owned(text)) => Cow::Owned(text.into_bytes()),
            Ok(Cow::Borrowed(_)) | Err(_) => Cow::Borrowed(document),
        }
    }
}
