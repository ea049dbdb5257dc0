//! What is fuzzed: texts of other people, read and edited. Nothing panics, nothing takes long.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::error_response::ErrorResponse;
use crate::api::resources::keys::{KeyInfo, LastUse};
use crate::api::resources::{audit, deployments, environments, logs, models, teams, uploads, users};
use crate::commands::keys::table::View;
use crate::keys::family::{Family, are_alike};
use crate::keys::lookup::describe;
use crate::keys::sinks::dotenv;
use crate::push::config::Config;
use crate::push::files::ignore::IgnoreList;
use crate::rotation::Record;
use crate::rotation::finish::{Verdict, judge};
use crate::rotation::scope::replacement;
use crate::scan::scanner::{Finder, Kind, Piece};
use crate::secret::ApiKey;
use crate::trussrc::{Document, Remote};

const OLD: &str = "old12345.abcdefghijklmnopqrstuvwxyzABCDEF";
const NEW: &str = "new12345.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// What a target gets of any bytes.
pub type Target = fn(&[u8]);

/// Each target by the name that it has in `fuzz/`.
pub const TARGETS: [(&str, Target); 7] = [
    ("answers", answers),
    ("config", config),
    ("dotenv", dotenv),
    ("ignore", ignore),
    ("journal", journal),
    ("scan", scan),
    ("trussrc", trussrc),
];

/// The first line and what follows it.
fn first_line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// Bytes as answers of the management API, and what is concluded from them: a key may only go when its use is told.
pub fn answers(bytes: &[u8]) {
    reads::<audit::Entry>(bytes);
    reads::<deployments::Deployment>(bytes);
    reads::<teams::Team>(bytes);
    reads::<uploads::PreparedUpload>(bytes);
    reads_back::<environments::Environment>(bytes);
    reads_back::<logs::LogLine>(bytes);
    reads_back::<models::Model>(bytes);
    reads_back::<users::User>(bytes);
    let refusal = ErrorResponse::read(&HeaderMap::new(), bytes);
    assert!(refusal.message.is_none_or(|message| !message.is_empty() && !message.contains('\n')));
    let Some(keys) = reads_back::<Vec<KeyInfo>>(bytes) else { return };
    let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 60);
    for family in Family::all(&keys) {
        for is_named in [false, true] {
            if let Verdict::Due(old, new) = judge(&family, SignedDuration::from_hours(24), now, is_named) {
                assert!(old.last_use() != LastUse::Unknown && are_alike(old, new));
            }
        }
    }
    for key in &keys {
        assert!(!describe(key).contains('\u{1b}'));
        if let Ok(spec) = replacement(key, None, true) {
            assert_eq!(spec.key.key_type, key.key_type);
            assert_eq!(spec.key.model_ids.as_ref(), key.model_ids.value());
        }
    }
    View { now: Some(now), ..View::default() }.mark_overlaps(&keys).table(&keys).render(Some(80), false);
}

fn reads<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}

/// What is printed of an answer reads as the same again.
fn reads_back<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Option<T> {
    let read: T = reads(bytes)?;
    let text = serde_json::to_string(&read).expect("what was JSON is JSON");
    let again: T = serde_json::from_str(&text).expect("what is printed can be read");
    assert_eq!(serde_json::to_string(&again).expect("it was written before"), text);
    Some(read)
}

/// A line that names a variable, then a dotenv file: a key that is put there is what is read there, and what stood there
/// comes back to the letter.
pub fn dotenv(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (variable, text) = first_line(text);
    if !dotenv::is_variable(variable) || text.contains("new12345") {
        return;
    }
    dotenv::holders(text, "old12345");
    let Ok(changed) = dotenv::set(text, variable, NEW, Some("old12345")) else { return };
    assert_eq!(dotenv::value(&changed, variable), Some(NEW));
    let (written, is_cut) = (dotenv::written(text, variable), !text.is_empty() && !text.ends_with('\n'));
    let keys = (Some("old12345"), "new12345");
    assert_eq!(dotenv::put_back(&changed, variable, &written, keys, is_cut).as_deref(), Some(text));
}

/// A line that is a path, then an ignore file: a comment at its end changes nothing.
pub fn ignore(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (path, patterns) = first_line(text);
    let (path, commented) = (Path::new(path), format!("{patterns}\n# comment"));
    match (IgnoreList::parse(patterns.as_bytes()), IgnoreList::parse(commented.as_bytes())) {
        (Ok(one), Ok(other)) => {
            assert_eq!(one.ignores_file(path), other.ignores_file(path));
            assert_eq!(one.ignores_folder(path), other.ignores_folder(path));
        }
        (one, other) => assert_eq!(one.err(), other.err()),
    }
}

/// Bytes as the record of a rotation: one that is read is written the same, and shows no secret.
pub fn journal(bytes: &[u8]) {
    let Some(record) = reads_back::<Record>(bytes) else { return };
    let _ = (record.is_readable(), record.new_name(), record.is_meant("ci"));
    let shown = format!("{:?}", record.new);
    if let Some(secret) = record.new.and_then(|new| new.secret) {
        assert!(secret.telling_parts().iter().all(|part| part.len() < 16 || !shown.contains(part)));
    }
}

/// Bytes with a known key behind them: it is found, and nothing is missed where a file is cut in two.
pub fn scan(bytes: &[u8]) {
    let finder = Finder::new(&[ApiKey::parse(OLD).expect("a key")]);
    let text = [bytes, b" ", OLD.as_bytes(), b" "].concat();
    let all = finder.search_all(&Piece::whole(&text));
    assert!(all.iter().any(|hit| hit.offset == bytes.len() + 1 && hit.kind == Kind::Known(0)));
    assert_eq!(finder.search(&Piece::whole(&text)).map(|hit| hit.offset), all.first().map(|hit| hit.offset));
    let Some(cut) = text.len().checked_sub(finder.overlap()).map(|most| most / 2) else { return };
    let head = Piece { bytes: &text[..cut + finder.overlap()], starts: true, ends: false };
    let tail = Piece { bytes: &text[cut..], starts: cut == 0, ends: true };
    let mut found: Vec<usize> = finder.search_all(&head).iter().map(|hit| hit.offset).collect();
    found.extend(finder.search_all(&tail).iter().map(|hit| hit.offset + cut));
    assert!(all.iter().all(|hit| found.contains(&hit.offset)), "a secret is missed where the file is cut");
}

/// Bytes as a config.yaml; an edit that is accepted reads back as it was meant.
pub fn config(bytes: &[u8]) {
    let parse = |bytes: Vec<u8>| Config::parse(Path::new("config.yaml"), bytes);
    let config = match parse(bytes.to_vec()) {
        Ok(config) => config,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let _ = config.model_name();
    if let Ok(named) = config.with_model_name("a: name") {
        let named = parse(named).expect("an edit that is accepted can be read");
        assert_eq!(named.model_name().ok().flatten(), Some("a: name"));
    }
    if let Ok(without) = config.without_external_packages() {
        parse(without).expect("an edit that is accepted can be read");
    }
}

/// A line that is an option, one that is a value, and a trussrc; an edit that is accepted reads back as it was meant and
/// leaves the other sections alone.
pub fn trussrc(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (option, text) = first_line(text);
    let (value, text) = first_line(text);
    let Ok(document) = Document::parse(text) else { return };
    assert_eq!(document.text(), text);
    for section in document.sections() {
        let _ = Remote::of(section);
    }
    let names: Vec<String> = document.sections().map(|section| section.name().to_owned()).collect();
    for name in names.iter().take(3).map(String::as_str).chain(["a new one"]) {
        let mut after = document.clone();
        if after.set(name, option, value).is_ok() {
            let read = after.section(name).expect("it was set").get(option);
            assert_eq!(read.expect("a literal value").as_deref(), Some(value));
            assert_eq!(Document::parse(after.text()).expect("it still parses").text(), after.text());
            others_are_alike(&document, &after, name);
        }
        let mut after = document.clone();
        if matches!(after.remove_section(name), Ok(true)) {
            assert!(after.section(name).is_none());
            others_are_alike(&document, &after, name);
        }
    }
}

fn others_are_alike(before: &Document, after: &Document, name: &str) {
    let others = |document: &Document| -> Vec<(String, Vec<(String, String)>)> {
        let ini = document.to_ini();
        let sections = ini.iter().filter(|(section, _)| *section != Some(name));
        sections
            .map(|(section, properties)| {
                let options = properties.iter().map(|(option, value)| (option.to_owned(), value.to_owned()));
                (section.unwrap_or_default().to_owned(), options.collect())
            })
            .collect()
    };
    assert_eq!(others(before), others(after));
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::TARGETS;

    const FUZZ: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz");

    #[test]
    fn every_seed_passes_its_target() {
        for (name, target) in TARGETS {
            let folder = format!("{FUZZ}/seeds/{name}");
            let entries = fs::read_dir(&folder).expect(&folder);
            let seeds: Vec<_> = entries.map(|seed| seed.expect("a seed").path()).collect();
            assert!(!seeds.is_empty(), "{folder} is empty");
            seeds.iter().for_each(|seed| target(&fs::read(seed).expect("a seed")));
        }
    }

    #[test]
    fn every_target_can_be_fuzzed() {
        let manifest = fs::read_to_string(format!("{FUZZ}/Cargo.toml")).expect("a manifest");
        for (name, _) in TARGETS {
            let file = fs::read_to_string(format!("{FUZZ}/fuzz_targets/{name}.rs")).expect(name);
            let call = format!("fuzz_target!(|bytes: &[u8]| truss::internals::fuzz::{name}(bytes));");
            assert!(file.contains(&call) && manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        }
    }
}
