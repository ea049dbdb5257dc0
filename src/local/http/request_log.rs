//! What is logged of each request, and what is not: no key, wherever it stands and however it is encoded.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

/// Fewer characters are no key's secret, and no loss to whoever reads a log; see `secret::is_baseten_shape`.
const SHORTEST_SECRET: usize = 16;

/// Called with each request's line, from the server's tasks.
pub(crate) type RequestLog = Arc<dyn Fn(&RequestLine) + Send + Sync>;

/// A request that was answered. It has no secrets: no query, no headers, and of a key in the rest nothing but its prefix.
#[derive(Clone, Debug)]
pub struct RequestLine {
    /// GET, POST and so on.
    pub method: String,
    /// The path without its query.
    pub path: String,
    /// The answer's status.
    pub status: u16,
    /// From the request's headers to the answer's.
    pub(crate) duration: Duration,
}

pub(crate) async fn write_line(State(log): State<RequestLog>, request: Request, next: Next) -> Response {
    // A method can be any word.
    let method = without_secrets(request.method().as_str()).into_owned();
    let path = without_secrets(request.uri().path()).into_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    log(&RequestLine { method, path, status: response.status().as_u16(), duration: started.elapsed() });
    response
}

/// `text` with `…` for the secret of everything in it that could be a key, however often it is percent-encoded.
fn without_secrets(text: &str) -> Cow<'_, str> {
    // Decoding leaves the characters of a key as they are: what is a key is one in the last text, too.
    match cut(&String::from_utf8_lossy(&fully_decoded(text))) {
        Some(cut) => Cow::Owned(cut),
        None => Cow::Borrowed(text),
    }
}

/// `text` decoded until nothing in it is percent-encoded any more. One pass: the path of a request may be long, and
/// encoded as often as it is long.
fn fully_decoded(text: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut decoded = Vec::with_capacity(text.len());
    for byte in text.bytes() {
        decoded.push(byte);
        // What was decoded may be the end of another escape.
        while let [.., b'%', high, low] = decoded[..]
            && let (Some(high), Some(low)) = (digit(high), digit(low))
        {
            decoded.truncate(decoded.len() - 3);
            decoded.extend(u8::try_from(high << 4 | low));
        }
    }
    decoded
}

/// `text` without the secrets in it; `None` if it has none.
fn cut(text: &str) -> Option<String> {
    let mut result = String::with_capacity(text.len());
    let (mut is_prefixed, mut is_cut) = (false, false);
    for part in text.split_inclusive('.') {
        let length = part.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let is_secret = is_prefixed && length >= SHORTEST_SECRET;
        result.push_str(if is_secret { "…" } else { &part[..length] });
        result.push_str(&part[length..]);
        is_prefixed = part.trim_end_matches('.').ends_with(|last: char| last.is_ascii_alphanumeric());
        is_cut |= is_secret;
    }
    is_cut.then_some(result)
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    const SECRET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    #[test]
    fn a_key_is_cut_to_its_prefix_wherever_it_stands_and_however_it_is_encoded() {
        let key = format!("abcd1234.{SECRET}");
        let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        let (once, twice) = (encoded(&key), encoded(&encoded(&key)));
        let dot = key.replace('.', "%2E");
        for key in [&key, &dot, &dot.replace('%', "%25"), &key.replace('A', "%41"), &once, &twice, &encoded(&twice)] {
            for path in
                ["KEY", "/v1/api_keys/KEY", "/a/KEY/b", "/KEY.json", "/x=KEY&y", "/a.KEY", "/KEYKEY", "/ü%zKEY%"]
            {
                let shown = without_secrets(&path.replace("KEY", key)).into_owned();
                assert!(!shown.contains(SECRET) && shown.contains("abcd1234.…"), "{path} {key}: {shown}");
            }
        }
        assert_eq!(without_secrets(&format!("/v1/api_keys/{dot}/x")), "/v1/api_keys/abcd1234.…/x");
        // As long as a request's line can be: it takes no longer than its length.
        let deep = key.replace('.', &format!("%{}2e", "25".repeat(200_000)));
        assert_eq!(without_secrets(&deep), "abcd1234.…");
        // What is decoded may be a digit of another escape.
        assert_eq!(without_secrets(&key.replace('.', "%%32E")), "abcd1234.…");
        assert_eq!(without_secrets(&key.replace('.', "%2%45")), "abcd1234.…");
    }

    #[test]
    fn anything_else_stays_as_it_is() {
        for path in ["/truss-local/archives/a.tar", "/v1/models", "/a%20b/%2e%2E/c", "/%", "/%zz%4", "GET", "/.a/..b"] {
            assert_eq!(without_secrets(path), path);
        }
    }
}
