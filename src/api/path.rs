//! Paths of the API, built from segments so that a name from a user or a server cannot change which resource is
//! meant.

use std::fmt;

use url::Url;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path(Vec<String>);

/// A text that no URL can carry as one segment: empty, `.` or `..`, which every URL parser takes as a direction
/// even when they are percent-encoded (WHATWG URL, "single-dot URL path segment"), or with a tab or a newline, which
/// `url` removes, so that another name would be meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot be the name of anything on a remote")]
pub(crate) struct NotASegment(pub(crate) String);

impl Path {
    /// A path of fixed segments, such as `/v1/api_keys`.
    ///
    /// # Panics
    ///
    /// When a part is empty, `.` or `..`: those are written in this program, never by a user.
    pub(crate) fn of(parts: &[&'static str]) -> Self {
        assert!(parts.iter().all(|part| is_segment(part)), "a fixed path has ordinary segments");
        Self(parts.iter().map(|part| (*part).to_owned()).collect())
    }

    /// The path with one more segment, whatever characters it has.
    pub(crate) fn join(mut self, segment: &str) -> Result<Self, NotASegment> {
        if !is_segment(segment) {
            return Err(NotASegment(segment.to_owned()));
        }
        self.0.push(segment.to_owned());
        Ok(self)
    }

    /// The URL below `base`. A base that has a path itself keeps it.
    pub(crate) fn under(&self, base: &Url) -> Url {
        let mut url = base.clone();
        url.path_segments_mut().expect("an http URL has a path").pop_if_empty().extend(&self.0);
        url
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|segment| write!(formatter, "/{segment}"))
    }
}

fn is_segment(text: &str) -> bool {
    !matches!(text, "" | "." | "..") && !text.contains(['\t', '\n', '\r'])
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::Path;

    fn under(base: &str, segment: &str) -> String {
        let base: Url = base.parse().expect("a URL");
        Path::of(&["v1", "api_keys"]).join(segment).expect("a segment").under(&base).to_string()
    }

    #[test]
    fn a_segment_cannot_leave_its_place() {
        assert_eq!(under("http://h", "a/../b"), "http://h/v1/api_keys/a%2F..%2Fb");
        assert_eq!(under("http://h", "a?b#c d"), "http://h/v1/api_keys/a%3Fb%23c%20d");
        assert_eq!(under("http://h", "%2e%2e"), "http://h/v1/api_keys/%252e%252e");
        for other in ["", ".", "..", "a\nb", "a\r", "\ta"] {
            assert!(Path::of(&["v1"]).join(other).is_err(), "{other:?}");
        }
    }

    #[test]
    fn a_base_with_a_path_keeps_it() {
        assert_eq!(under("http://h/baseten/", "a"), "http://h/baseten/v1/api_keys/a");
        assert_eq!(under("http://h/baseten", "a"), "http://h/baseten/v1/api_keys/a");
    }
}
