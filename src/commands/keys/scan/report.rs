//! What a scan found, as text and JSON.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::commands::keys::scan::grade::{Grade, Graded};
use crate::commands::keys::scan::sarif;
use crate::context::Context;
use crate::humanize::size;
use crate::scan::findings::{Findings, Place};

/// How many letters of a commit are shown: as many as git shows of the largest repositories.
const COMMIT: usize = 12;

pub(super) struct Report<'scan> {
    pub(super) graded: &'scan [Graded<'scan>],
    pub(super) findings: &'scan Findings,
    pub(super) is_live_known: bool,
}

impl Report<'_> {
    pub(super) fn write(&self, as_sarif: bool, context: &Context) -> anyhow::Result<()> {
        let output = context.output();
        if as_sarif {
            return output.json(&sarif::document(self.graded));
        }
        if output.is_json() {
            return output.json(&self.json());
        }
        for graded in self.graded {
            let (line, column) = (graded.finding.line, graded.finding.column);
            let place = place(&graded.finding.place);
            output.sentence(&format!("{place}:{line}:{column}: {}", graded.in_words()))?;
        }
        let Findings { files, bytes, .. } = self.findings;
        let found = match self.graded {
            [] => "no keys",
            found if found.iter().all(|graded| graded.grade == Grade::Possible) && self.is_live_known => {
                "no key that is live or in use here"
            }
            _ => return Ok(()),
        };
        output.note(&format!("{} ({}) searched: {found}", size::files(*files), size::in_words(*bytes)));
        Ok(())
    }

    fn json(&self) -> Value {
        let finding = |graded: &Graded<'_>| {
            let Place { path, commit, blob } = &graded.finding.place;
            json!({
                "grade": graded.grade,
                "path": path.as_ref().map(|path| path.to_string_lossy()),
                "line": graded.finding.line,
                "column": graded.finding.column,
                "prefix": graded.prefix,
                "key": graded.key,
                "commit": commit,
                "blob": blob,
            })
        };
        let unread =
            |(path, why): &(std::path::PathBuf, String)| json!({"path": path.to_string_lossy(), "message": why});
        json!({
            "findings": self.graded.iter().map(finding).collect::<Vec<_>>(),
            "unread": self.findings.unread.iter().map(unread).collect::<Vec<_>>(),
            "unchecked": if self.is_live_known { Vec::new() } else { vec![Grade::Live] },
            "files": self.findings.files,
            "bytes": self.findings.bytes,
        })
    }
}

/// Where it stands; a version is named as `git show` takes it.
pub(super) fn place(place: &Place) -> Cow<'_, str> {
    match place {
        Place { path: Some(path), commit: Some(commit), .. } => {
            format!("{}:{}", commit.get(..COMMIT).unwrap_or(commit), path.display()).into()
        }
        Place { path: Some(path), .. } => path.to_string_lossy(),
        Place { blob: Some(object), .. } | Place { commit: Some(object), .. } => object.into(),
        Place { .. } => "".into(),
    }
}
