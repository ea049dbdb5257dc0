//! What a private key looks like, wherever it stands.
//!
//! Owns the shape: a line that says so in PEM, PGP and SSH2, with a key's letters after it, in a file of its own, in the
//! one line of a dotenv file or in a text of JSON or a program. A word about keys, or a placeholder, is none.

use memchr::memmem;

pub(crate) const MARK: &str = "PRIVATE KEY";
const BEGIN: &[u8] = b"BEGIN ";
/// PEM has five of them, SSH2 (RFC 4716) four.
const DASHES: &[u8] = b"----";
/// The most characters before [`MARK`] in its line: `-----BEGIN ENCRYPTED `, with some room.
const BEFORE: usize = 40;
/// How many characters after it are looked at: the headers of an encrypted key and the shortest key fit in.
const AFTER: usize = 512;
/// The most characters that decide whether something is a private key.
pub(crate) const LONGEST: usize = BEFORE + MARK.len() + AFTER;

/// Fewer letters than the shortest key has: Ed25519 in PKCS#8, 48 bytes in Base64 (RFC 8410).
const LEAST_LETTERS: usize = 60;
/// Shorter words are no part of a key: headers, and what programs have between its lines.
const LEAST_RUN: usize = 16;
/// Base64 of so many random bytes has twice as many different letters; `AAAA` and `xxxx` have one.
const LEAST_DIFFERENT: u32 = 16;

/// Where the private key starts whose [`MARK`] is at `mark`; `None` if there is none. `stride` is 2 in UTF-16.
pub(crate) fn start(bytes: &[u8], mark: usize, stride: usize) -> Option<usize> {
    let back = |from: usize| (0..).map_while(move |steps: usize| from.checked_sub(steps * stride));
    let is_label = |at: &usize| matches!(bytes[*at], b'A'..=b'Z' | b'0'..=b'9' | b' ');
    let dash = back(mark).take(BEFORE).find(|at| !is_label(at))?;
    let begin = characters(bytes, dash + stride, stride, BEGIN.len() + 1);
    let dashes = back(dash).take(DASHES.len() + 1).take_while(|at| bytes[*at] == b'-');
    let is_begin = begin.trim_ascii_start().starts_with(BEGIN) && dashes.clone().count() >= DASHES.len();
    let after = characters(bytes, mark + MARK.len() * stride, stride, AFTER);
    if is_begin && has_letters(&after) { dashes.last() } else { None }
}

fn characters(bytes: &[u8], from: usize, stride: usize, count: usize) -> Vec<u8> {
    bytes.get(from..).unwrap_or_default().iter().step_by(stride).take(count).copied().collect()
}

/// Whether enough letters of Base64 stand between the end of the mark's line and the next such line.
fn has_letters(after: &[u8]) -> bool {
    let Some(dashes) = after.iter().position(|byte| !matches!(byte, b' ' | b'A'..=b'Z')) else { return false };
    let Some(body) = after[dashes..].strip_prefix(DASHES) else { return false };
    let body = &body[body.iter().take_while(|byte| **byte == b'-').count()..];
    let body = &body[..memmem::find(body, DASHES).unwrap_or(body.len())];
    let runs = body.split(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')));
    let letters: Vec<u8> = runs.filter(|run| run.len() >= LEAST_RUN).flatten().copied().collect();
    let different = letters.iter().fold(0_u128, |seen, letter| seen | 1 << letter);
    letters.len() >= LEAST_LETTERS && different.count_ones() >= LEAST_DIFFERENT
}

#[cfg(test)]
mod tests {
    use super::{MARK, start};

    /// 64 letters, as the shortest key has them.
    const LETTERS: &str = "MC4CAQAwBQYDK2VwBCIEIHq8l5b+0vFzXn7cT2mWgS3kRrYdJ1eUa9oPiLt6xZsB";

    fn at(text: &str) -> Option<usize> {
        let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let found = start(text.as_bytes(), text.find(MARK)?, 1);
        // The character is the second of two bytes.
        let wide = start(&utf_16, text[..text.find(MARK)?].chars().count() * 2 + 1, 2);
        assert_eq!(wide.map(|at| at / 2), found, "{text}");
        found
    }

    #[test]
    fn keys_are_found_in_every_dress() {
        let lines = format!("{}\n{}", &LETTERS[..32], &LETTERS[32..]);
        for (before, body) in [
            ("-----BEGIN PRIVATE KEY-----", format!("\n{LETTERS}\n")),
            ("-----BEGIN RSA PRIVATE KEY-----", format!("\r\n{}", lines.replace('\n', "\r\n"))),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", format!("\\n{}\\n", lines.replace('\n', "\\n"))),
            ("-----BEGIN EC PRIVATE KEY-----", format!("\\n\"\n    \"{}", lines.replace('\n', "\\n\" +\n    \""))),
            ("-----BEGIN ENCRYPTED PRIVATE KEY-----", format!("%0A{}", LETTERS.replace('+', "%2B"))),
            (
                "-----BEGIN RSA PRIVATE KEY-----",
                format!("\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0123\n\n{lines}"),
            ),
            (
                "-----BEGIN PGP PRIVATE KEY BLOCK-----",
                format!("\nVersion: GnuPG v2\nComment: mine\n\n{lines}\n=abcd\n"),
            ),
            ("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----", format!("\nComment: \"mine\"\n{lines}")),
        ] {
            assert_eq!(at(&format!("{before}{body}-----END")), Some(0), "{before}{body}");
            assert_eq!(at(&format!("KEY=\"{before}{body}")), Some(5), "{before}{body}");
        }
    }

    #[test]
    fn words_about_keys_and_placeholders_are_none() {
        for text in [
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            &format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", "A".repeat(100)),
            &format!(
                "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n{LETTERS}"
            ),
            &format!("-----END PRIVATE KEY-----\n{LETTERS}"),
            &format!("--BEGIN PRIVATE KEY-----\n{LETTERS}"),
            &format!("-----BEGIN PRIVATE KEY\n{LETTERS}"),
            &format!("BEGIN PRIVATE KEY-----\n{LETTERS}"),
            "if text.startswith('-----BEGIN PRIVATE KEY-----'): raise ValueError('a key does not belong into this field')",
            "PRIVATE KEY",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
    }
}
