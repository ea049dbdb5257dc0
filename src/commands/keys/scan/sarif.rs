//! What a scan found, as SARIF 2.1.0.

use std::path::{Component, Path};

use serde_json::{Value, json};
use url::Url;

use crate::commands::keys::sarif;
use crate::commands::keys::scan::grade::{Grade, Graded};
use crate::commands::keys::scan::report::place;

/// One run of this program with what it found.
pub(super) fn document(graded: &[Graded<'_>]) -> Value {
    let results: Vec<Value> = graded.iter().map(result).collect();
    sarif::document(Grade::ALL.iter().map(|grade| (grade.rule(), grade.meaning())), &results)
}

fn result(graded: &Graded<'_>) -> Value {
    let finding = graded.finding;
    let location = match &finding.place.path {
        Some(path) => json!({"physicalLocation": {
            "artifactLocation": {"uri": uri(path)},
            "region": {"startLine": finding.line, "startColumn": finding.column},
        }}),
        // A version that no commit has.
        None => json!({"logicalLocations": [{"name": place(&finding.place), "kind": "object"}]}),
    };
    let commit = finding.place.commit.as_ref().map_or_else(String::new, |commit| format!(", in the commit {commit}"));
    // A token has no name that may be shown: its line has to tell it from the others in its file.
    let name = graded.prefix.map_or_else(|| format!("line {}", finding.line), str::to_owned);
    json!({
        "ruleId": graded.grade.rule(),
        "level": graded.grade.level(),
        "message": {"text": format!("{}{commit}", graded.in_words())},
        "locations": [location],
        // The line is no part of it: the key is the same one when lines before it come and go.
        "partialFingerprints": {"truss/v1": format!("{name}:{}", place(&finding.place))},
    })
}

/// A relative path is relative to where the scanner ran, as code scanners expect it.
fn uri(path: &Path) -> String {
    let is_below = path.is_relative() && !path.components().any(|part| part == Component::ParentDir);
    let absolute = if is_below { Ok(Path::new("/").join(path)) } else { std::path::absolute(path) };
    match absolute.ok().and_then(|path| Url::from_file_path(path).ok()) {
        Some(url) if is_below => url.path().trim_start_matches('/').to_owned(),
        Some(url) => url.into(),
        None => path.to_string_lossy().into_owned(),
    }
}
