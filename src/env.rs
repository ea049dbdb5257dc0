//! The environment variables that a run sees, taken once.
//!
//! Owns the snapshot and the rule that an empty variable counts as unset. What each variable means is said
//! where it is used. It is not read from the process again, so that a test can hand over its own.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

#[derive(Clone, Debug, Default)]
pub(crate) struct Variables(BTreeMap<OsString, OsString>);

impl Variables {
    pub(crate) fn of_process() -> Self {
        Self(std::env::vars_os().collect())
    }

    /// The variable as it is; `None` when it is unset or empty.
    pub(crate) fn raw(&self, name: &str) -> Option<&OsStr> {
        self.0.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// The variable as text; `None` when it is unset, empty or not UTF-8.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.raw(name).and_then(OsStr::to_str)
    }

    /// Whether the variable switches something on: it is set, and none of `0`, `false` and `no` in any case.
    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.raw(name).is_some_and(|value| !["0", "false", "no"].iter().any(|off| value.eq_ignore_ascii_case(off)))
    }
}

impl<N: Into<OsString>, V: Into<OsString>> FromIterator<(N, V)> for Variables {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Variables;

    #[test]
    fn a_switch_is_on_unless_its_value_says_off() {
        for (value, is_on) in
            [("1", true), ("true", true), ("off", true), ("", false), ("0", false), ("FALSE", false), ("No", false)]
        {
            assert_eq!(Variables::from_iter([("SWITCH", value)]).is_on("SWITCH"), is_on, "{value}");
        }
        assert!(!Variables::default().is_on("SWITCH"));
    }
}
