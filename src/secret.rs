//! API keys in memory: redacted from birth, wiped when dropped.
//!
//! Owns what a key looks like, how little of it may be shown, and that no core dump holds it. Leaves to others where a key comes from
//! (`remote`), where it is stored (`trussrc`, `rotation`) and how it is sent (`api`).

use std::borrow::Cow;
use std::fmt;

use zeroize::Zeroizing;

/// An API key, `prefix.secret` as Baseten issues it, or any other text that a header can carry.
///
/// It has no `Display` and no `Serialize`, and its `Debug` shows the prefix alone: whoever needs the
/// text calls [`ApiKey::expose`], which is easy to find.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ApiKey(Zeroizing<String>);

/// Has this process leave no core dump, and no other one of its user read its memory. The kernel undoes it when another
/// program takes its place (prctl(2), `PR_SET_DUMPABLE`), so that nothing changes for what is started from here.
pub(crate) fn forbid_core_dumps() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        // A kernel that refuses leaves what every other program has.
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Why a text cannot be an API key. Never holds the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidKey {
    /// Nothing was left after trimming.
    #[error("the API key is empty")]
    Empty,
    /// A control character, a space or a character outside ASCII: an HTTP header cannot carry it.
    #[error("the API key has a character at position {0} that cannot stand in a header")]
    Character(usize),
    /// A quote before or after it, which was pasted along.
    #[error("the API key is in quotes: leave them out")]
    Quoted,
}

/// What people, editors and chats put around a text.
const QUOTES: [char; 8] = ['"', '\'', '`', '“', '”', '„', '‘', '’'];

impl ApiKey {
    /// Trims `text` and checks that an `Authorization` header can carry it.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidKey> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(InvalidKey::Empty);
        }
        match trimmed.chars().position(|character| !character.is_ascii_graphic()) {
            Some(position) => Err(InvalidKey::Character(position + 1)),
            None => Ok(Self(Zeroizing::new(trimmed.to_owned()))),
        }
    }

    /// As [`ApiKey::parse`], for what a person hands over: quotes around it are most likely those of a config or a chat.
    /// Python's truss saves them as a part of the key, which then never works.
    pub(crate) fn parse_typed(text: &str) -> Result<Self, InvalidKey> {
        let trimmed = text.trim();
        if trimmed.starts_with(QUOTES) || trimmed.ends_with(QUOTES) {
            return Err(InvalidKey::Quoted);
        }
        Self::parse(trimmed)
    }

    /// The key itself. Every call is a place where a secret leaves this program.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// What stands before the dot: the key's public name. `None` for a text without a dot.
    pub(crate) fn prefix(&self) -> Option<&str> {
        self.0.split_once('.').map(|(prefix, _)| prefix).filter(|prefix| !prefix.is_empty())
    }

    /// The prefix, or a placeholder that gives nothing away: what messages show.
    pub(crate) fn display_prefix(&self) -> &str {
        self.prefix().unwrap_or("(no prefix)")
    }

    /// `text` with `…` for every place where this key's secret stands in it, also as a JSON text would have it.
    pub(crate) fn redact_from<'t>(&self, text: Cow<'t, str>) -> Cow<'t, str> {
        self.telling_parts().iter().fold(text, |text, part| match text.contains(part) {
            true => Cow::Owned(text.replace(part, "…")),
            false => text,
        })
    }

    /// The texts that give this key away: its secret, also as a JSON text would have it. None when it is too short to be
    /// a secret: it would be found everywhere.
    pub(crate) fn telling_parts(&self) -> Vec<String> {
        const SHORTEST: usize = 6;
        let secret = self.0.split_once('.').map_or(self.0.as_str(), |(_, secret)| secret);
        let secret = if secret.len() < SHORTEST { self.0.as_str() } else { secret };
        let mut parts = vec![secret.replace('\\', "\\\\").replace('"', "\\\""), secret.to_owned()];
        parts.dedup();
        parts.retain(|part| part.len() >= SHORTEST);
        parts
    }

    /// Whether the key has the shape that Baseten issues; see [`is_baseten_shape`].
    #[cfg(all(test, feature = "local"))]
    pub(crate) fn has_baseten_shape(&self) -> bool {
        is_baseten_shape(&self.0)
    }
}

/// Whether `text` looks like `prefix.secret` as Baseten issues it: one dot, letters and numbers on both
/// sides, 4 to 32 of them before it and 16 to 128 after it. Keys seen in the wild have 8 and 32; the bounds
/// are wider because Baseten promises neither.
pub(crate) fn is_baseten_shape(text: &str) -> bool {
    let alphanumeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.split_once('.').is_some_and(|(prefix, secret)| {
        (4..=32).contains(&prefix.len())
            && (16..=128).contains(&secret.len())
            && alphanumeric(prefix)
            && alphanumeric(secret)
    })
}

/// `text` with `…` for the secret of everything in it that looks like a key: the last barrier for words that come from
/// elsewhere, such as a server that quotes what it was sent, or an argument that stands in the wrong place.
///
/// A secret needs a digit here or exactly the length of those seen in the wild, and a key no further dots around it:
/// `builtins.ModuleNotFoundError` and host names stay.
pub(crate) fn redact(text: &str) -> Cow<'_, str> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '.';
    let mut redacted = String::new();
    let (mut copied, mut offset) = (0, 0);
    for piece in text.split_inclusive(|character| !is_part(character)) {
        let word = piece.trim_end_matches(|character| !is_part(character)).trim_end_matches('.');
        let key = word.trim_start_matches('.');
        if let Some((prefix, secret)) = key.split_once('.')
            && is_baseten_shape(key)
            && (secret.bytes().any(|byte| byte.is_ascii_digit()) || (prefix.len(), secret.len()) == (8, 32))
        {
            let end = offset + word.len();
            redacted.push_str(&text[copied..end - secret.len()]);
            redacted.push('…');
            copied = end;
        }
        offset += piece.len();
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    redacted.push_str(&text[copied..]);
    Cow::Owned(redacted)
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ApiKey({}.…)", self.display_prefix())
    }
}

#[cfg(test)]
mod tests {
    use super::{ApiKey, InvalidKey, is_baseten_shape, redact};

    const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    #[test]
    fn debug_shows_the_prefix_and_nothing_of_the_secret() {
        let key = ApiKey::parse(KEY).expect("a valid key");
        assert_eq!(format!("{key:?}"), "ApiKey(abcd1234.…)");
        let bare = ApiKey::parse("no-dot-secret").expect("a valid key");
        assert_eq!(format!("{bare:?}"), "ApiKey((no prefix).…)");
    }

    #[test]
    fn a_key_of_any_shape_can_be_taken_out_of_a_text() {
        let taken = |key: &str, text: &'static str| {
            ApiKey::parse(key).expect("a valid key").redact_from(text.into()).into_owned()
        };
        assert_eq!(taken("weird.key.two", "bad Bearer weird.key.two"), "bad Bearer weird.…");
        assert_eq!(taken("nodotkey", "`nodotkey`!"), "`…`!");
        assert_eq!(taken("foo.bar", "http://h/foo.bar"), "http://h/…");
        assert_eq!(taken(r#"odd.a"b\cdef"#, r#"{"m":"odd.a\"b\\cdef"}"#), r#"{"m":"odd.…"}"#);
        assert_eq!(taken("a", "a text"), "a text");
    }

    #[test]
    fn surrounding_whitespace_is_trimmed_and_inner_whitespace_refused() {
        assert_eq!(ApiKey::parse(&format!("  {KEY}\r\n")).expect("a valid key").expose(), KEY);
        assert_eq!(ApiKey::parse(" \n"), Err(InvalidKey::Empty));
        assert_eq!(ApiKey::parse("ab c"), Err(InvalidKey::Character(3)));
        assert_eq!(ApiKey::parse("ab\ncd"), Err(InvalidKey::Character(3)));
        assert_eq!(ApiKey::parse("schlüssel"), Err(InvalidKey::Character(5)));
    }

    #[test]
    fn a_key_that_is_handed_over_has_no_quotes() {
        for quoted in
            [format!("\"{KEY}\""), format!(" '{KEY}'\n"), format!("“{KEY}”"), format!("{KEY}`"), "\"".to_owned()]
        {
            assert_eq!(ApiKey::parse_typed(&quoted), Err(InvalidKey::Quoted), "{quoted}");
        }
        assert_eq!(ApiKey::parse_typed(&format!(" {KEY}\n")).expect("a valid key").expose(), KEY);
    }

    #[test]
    fn only_prefix_dot_secret_has_basetens_shape() {
        assert!(is_baseten_shape(KEY));
        for other in [
            "",
            ".",
            "abcd1234",
            "abcd1234.short",
            "SG.aaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbb",
            "sk-abcdefghijklmnopqrstuvwxyz",
        ] {
            assert!(!is_baseten_shape(other), "{other}");
        }
    }

    #[test]
    fn whatever_looks_like_a_key_is_redacted_and_nothing_else() {
        for around in [("", ""), ("'", "'."), ("Bearer ", ""), ("(", ") and more"), ("é", "…")] {
            let text = format!("{}{KEY}{}", around.0, around.1);
            assert_eq!(redact(&text), format!("{}abcd1234.…{}", around.0, around.1));
        }
        assert_eq!(redact(&format!("{KEY} {KEY}")), "abcd1234.… abcd1234.…");
        for other in [
            "https://model.mycompanysandbox1.example/v1",
            "builtins.ModuleNotFoundError: no module",
            "model-0001.safetensors and config.yaml. Done.",
            "",
        ] {
            assert_eq!(redact(other), other);
        }
    }
}
