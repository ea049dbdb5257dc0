//! Findings as SARIF 2.1.0, which code scanners and editors read.

use serde_json::{Value, json};
use url::Url;

use crate::keys::audit::{Finding, Rule};

/// One run of this program that checked `rules`, each with its advice.
pub(crate) fn document<'r>(rules: impl IntoIterator<Item = (&'r str, &'r str)>, results: &[Value]) -> Value {
    let rule = |(name, advice)| json!({"id": name, "shortDescription": {"text": advice}});
    let rules: Vec<Value> = rules.into_iter().map(rule).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "truss", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// What an audit found. A file is a physical location, a key a logical one.
pub(crate) fn of_audit(findings: &[Finding]) -> Value {
    let results: Vec<Value> = findings.iter().map(result).collect();
    document(Rule::ALL.iter().map(|rule| (rule.name(), rule.advice())), &results)
}

fn result(finding: &Finding) -> Value {
    let location = match finding.rule {
        Rule::ReadableTrussrc | Rule::TrackedTrussrc => {
            // A path is no URI: a space or a percent sign has to be escaped.
            let uri = Url::from_file_path(&finding.subject).map_or_else(|()| finding.subject.clone(), String::from);
            json!({"physicalLocation": {"artifactLocation": {"uri": uri}}})
        }
        _ => json!({"logicalLocations": [{"name": finding.subject, "kind": "resource"}]}),
    };
    json!({
        "ruleId": finding.rule.name(),
        "level": finding.rule.level(),
        "message": {"text": format!("{}; {}", finding.message, finding.advice)},
        "locations": [location],
        // What makes it the same finding tomorrow, when its message says another age.
        "partialFingerprints": {"truss/v1": format!("{}:{}", finding.rule.name(), finding.subject)},
    })
}
