//! What texts of a config must look like, as Python's truss 0.18.36 has it.

use std::net::Ipv4Addr;
use std::sync::LazyLock;

use regex::Regex;

use crate::push::config::lax::{float_in, quoted, trim};
use crate::push::config::table::Flaw;

/// The versions of Python that Python's truss knows: `py39` to `py314`.
const PYTHON: std::ops::RangeInclusive<u32> = 9..=14;

const MEMORY_UNITS: [&str; 12] = ["k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

pub(crate) fn wrong(text: impl Into<String>) -> Result<(), Flaw> {
    Err(Flaw::Wrong(text.into()))
}

fn must_be(right: bool, wanted: &str, text: &str) -> Result<(), Flaw> {
    if right { Ok(()) } else { wrong(format!("must be {wanted}, found {}", quoted(text))) }
}

pub(crate) fn python_version(text: &str) -> Result<(), Flaw> {
    let minor = text.strip_prefix("py3").filter(|minor| !minor.starts_with(['+', '0']));
    match minor.and_then(|minor| minor.parse::<u32>().ok()) {
        Some(minor) if PYTHON.contains(&minor) => Ok(()),
        Some(minor) if minor > *PYTHON.end() => {
            Err(Flaw::Unknown(format!("`{text}` is newer than `py314`, the last that this version knows")))
        }
        _ => must_be(false, "one of `py39` to `py314`", text),
    }
}

fn digits_and_points(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

pub(crate) fn cpu(text: &str) -> Result<(), Flaw> {
    let right = float_in(text).is_some() || text.strip_suffix('m').is_some_and(digits_and_points);
    must_be(right, "a number of CPUs such as `4` or `500m`", text)
}

pub(crate) fn memory(text: &str) -> Result<(), Flaw> {
    let right = float_in(text).is_some() || memory_parts(text).is_some();
    must_be(right, "a number with a unit such as `512Mi` or `16Gi`", text)
}

fn memory_parts(text: &str) -> Option<(&str, &str)> {
    let (number, unit) = text.split_at(text.find(|character: char| character.is_ascii_alphabetic())?);
    (digits_and_points(number) && MEMORY_UNITS.contains(&unit)).then_some((number, unit))
}

/// How much a memory is that is written right; Python's truss computes with it when it builds an engine.
pub(crate) fn memory_bytes(memory: &str) -> Option<f64> {
    let bytes = match float_in(memory) {
        Some(number) => Some(number),
        None => memory_parts(memory).and_then(|(number, unit)| {
            let (base, letter) = unit.strip_suffix('i').map_or((1000.0_f64, unit), |letter| (1024.0, letter));
            let power = ["k", "M", "G", "T", "P", "E"].iter().position(|known| known.eq_ignore_ascii_case(letter))?;
            Some(float_in(number)? * (0..=power).map(|_| base).product::<f64>())
        }),
    };
    bytes.filter(|bytes| bytes.is_finite())
}

pub(crate) fn absolute_path(text: &str) -> Result<(), Flaw> {
    must_be(text.starts_with('/'), "an absolute path", text)
}

pub(crate) fn absolute_path_or_empty(text: &str) -> Result<(), Flaw> {
    if text.is_empty() { Ok(()) } else { absolute_path(text) }
}

/// A domain name, in which `*` may stand for letters.
pub(crate) fn domain(text: &str) -> Result<(), Flaw> {
    static DOMAIN: LazyLock<Regex> = LazyLock::new(|| {
        let label = "[0-9A-Za-z*](?:[-0-9A-Za-z*]{0,61}[0-9A-Za-z*])?";
        // Python's `$` stands before a last line break too.
        Regex::new(&format!(r"^{label}(?:\.{label})*\n?$")).expect("a valid expression")
    });
    must_be(DOMAIN.is_match(text), "a domain name such as `*.example.com`", text)
}

/// An IPv4 address, alone or with the length of a prefix or a mask.
pub(crate) fn ip_range(text: &str) -> Result<(), Flaw> {
    let (address, range) = text.split_once('/').map_or((text, None), |(address, range)| (address, Some(range)));
    let right = address.parse::<Ipv4Addr>().is_ok() && range.is_none_or(|range| is_prefix(range) || is_mask(range));
    must_be(right, "an IPv4 address or range such as `10.0.0.0/8`", text)
}

fn is_prefix(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u32>().is_ok_and(|length| length <= 32)
}

/// Ones before zeros, or zeros before ones.
fn is_mask(text: &str) -> bool {
    let Ok(mask) = text.parse::<Ipv4Addr>().map(u32::from) else { return false };
    [mask, !mask].iter().any(|mask| mask.leading_ones() + mask.trailing_zeros() >= 32)
}

/// A version as PEP 440 has it.
pub(crate) fn version(text: &str) -> Result<(), Flaw> {
    static VERSION: LazyLock<Regex> = LazyLock::new(|| {
        let suffix = |words: &str| format!("[-_.]?(?:{words})[-_.]?[0-9]*");
        let release = r"v?(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*";
        let (pre, post, dev) = (suffix("alpha|a|beta|b|preview|pre|c|rc"), suffix("post|rev|r"), suffix("dev"));
        let local = r"\+[0-9a-z]+(?:[-_.][0-9a-z]+)*";
        let version = format!("^{release}(?:{pre})?(?:-[0-9]+|{post})?(?:{dev})?(?:{local})?$");
        Regex::new(&version).expect("a valid expression")
    });
    must_be(VERSION.is_match(&trim(text).to_ascii_lowercase()), "a version such as `0.9.0`", text)
}

#[cfg(test)]
mod tests {
    use super::{Flaw, cpu, domain, ip_range, memory, memory_bytes, python_version, version};

    fn takes(format: fn(&str) -> Result<(), Flaw>, right: &[&str], wrong: &[&str]) {
        for text in right {
            assert!(format(text).is_ok(), "{text:?} is right");
        }
        for text in wrong {
            assert!(matches!(format(text), Err(Flaw::Wrong(_))), "{text:?} is wrong");
        }
    }

    #[test]
    fn amounts_are_numbers_with_units() {
        takes(cpu, &["1", "0.5", "500m", "1e3", " 2 ", "m", "1.2.3m"], &["", "500mm", "1,5", "1_m", "one", "5M", "m5"]);
        takes(
            memory,
            &["1", "2Gi", "512Mi", "1.5G", "Gi", "1e9", "inf"],
            &["", "2gi", "2 Gi", "2GB", "2K", "..", "-2Gi"],
        );
        for (text, bytes) in [("7", 7.0), ("2k", 2e3), ("3Ki", 3072.0), ("1.5G", 1.5e9), ("10Gi", 10_737_418_240.0)] {
            assert_eq!(memory_bytes(text), Some(bytes), "{text}");
        }
        for text in ["Gi", "inf", "1.2.3Gi"] {
            assert_eq!(memory_bytes(text), None, "{text}");
        }
    }

    #[test]
    fn pythons_are_known_wrong_or_new() {
        takes(
            python_version,
            &["py39", "py314"],
            &["", "3.11", "py3.11", "py38", "py311 ", "PY311", "py3", "python3", "py309"],
        );
        assert!(matches!(python_version("py315"), Err(Flaw::Unknown(_))));
    }

    #[test]
    fn hosts_are_names_and_ranges() {
        takes(
            domain,
            &["a", "*.b.co", "a-b.c", "*-*.d"],
            &["", "a.", ".a", "-a", "a-.b", "a b", "a..b", "ä.de", "http://a"],
        );
        takes(
            ip_range,
            &["1.2.3.4", "1.2.3.4/0", "1.2.3.4/032", "1.2.3.4/255.0.0.0", "1.2.3.4/0.0.0.255"],
            &[
                "",
                "1.2.3",
                "1.2.3.4/33",
                "1.2.3.4/",
                "1.2.3.4/255.0.255.0",
                "01.2.3.4",
                "::1",
                "1.2.3.4/8/8",
                "1.2.3.4/+8",
            ],
        );
    }

    #[test]
    fn versions_are_those_of_pep_440() {
        takes(
            version,
            &[
                "1",
                "0.9.0",
                "v1.0",
                "1!2.3",
                "1.0a1",
                "1.0.RC-2",
                "1.0-1",
                "1.0.post",
                "1.0a.post1.dev3",
                "1.0+a.b-1",
                " 1 ",
            ],
            &["", "a", "1..2", "1.0-", "1.0+", "1.0x", "1.0+a..b", "1.0.dev1.post1", "v"],
        );
    }
}
