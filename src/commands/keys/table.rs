//! Keys as a table, for `keys list` and for what `keys revoke` is about to do.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde_json::Value;

use crate::api::resources::keys::{KeyInfo, Owner};
use crate::api::{Client, Field};
use crate::humanize::time::relative;
use crate::keys::family::Family;
use crate::output::table::{Cell, Table};

/// The columns, in their order, which is the same everywhere.
const TITLES: [&str; 9] = ["PREFIX", "NAME", "TYPE", "TEAM", "OWNER", "SCOPE", "CREATED", "LAST USED", "IN USE"];
/// Which columns are cut on a narrow terminal, the first first. Names come last; the prefix is never cut, because it is
/// what every command takes.
const CUT: [&str; 4] = ["SCOPE", "TEAM", "OWNER", "NAME"];
/// How much of the scopes and the names stays as long as a column can be left out instead.
const MIN_WIDTHS: [(&str, usize); 2] = [("SCOPE", 14), ("NAME", 12)];
/// Which columns go when that is not enough, the first first. At 80 columns both times are there, whatever they say.
const LEFT_OUT: [&str; 6] = ["TEAM", "OWNER", "SCOPE", "TYPE", "IN USE", "CREATED"];

/// What helps a person to read a list of keys.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// The prefix of the key in use here.
    pub(crate) in_use: Option<String>,
    /// The names of models by their ids; an id without one is shown itself.
    pub(crate) models: HashMap<String, String>,
    /// Times are shown relative to this one, or as they are.
    pub(crate) now: Option<Timestamp>,
    /// The names of the keys that have taken the place of others, by the prefixes of those.
    pub(crate) successors: HashMap<String, String>,
}

impl View {
    /// Asks for the names of models when a key is restricted to some. One request is cheap enough for that; a key that may
    /// not list models, or a remote that fails, leaves the ids.
    pub(crate) async fn name_models(mut self, client: &Client, keys: &[KeyInfo]) -> Self {
        if keys.iter().any(|key| key.model_ids.value().is_some_and(|ids| !ids.is_empty())) {
            let models = client.models(None).await.unwrap_or_default();
            self.models = models.into_iter().map(|model| (model.id, model.name)).collect();
        }
        self
    }

    /// Marks keys that have been rotated and still live.
    pub(crate) fn mark_overlaps(mut self, keys: &[KeyInfo]) -> Self {
        let overlaps = Family::all(keys).into_iter().filter_map(|family| family.overlap());
        self.successors =
            overlaps.map(|(old, new)| (old.prefix.clone(), new.name.clone().unwrap_or_default())).collect();
        self
    }

    /// One row a key. A column that the remote has nothing for is left out.
    pub(crate) fn table(&self, keys: &[KeyInfo]) -> Table {
        let has_values = [
            true,
            true,
            true,
            keys.iter().any(|key| key.team_name.value().is_some()),
            // Worth a column as soon as there is more than one.
            keys.iter().filter_map(KeyInfo::owner_id).collect::<HashSet<_>>().len() > 1,
            keys.iter().any(|key| key.model_ids.value().is_some() || key.environment_names.value().is_some()),
            keys.iter().any(|key| !key.created_at.is_absent()),
            keys.iter().any(|key| !key.last_used_at.is_absent()),
            keys.iter().any(|key| self.is_in_use(key)),
        ];
        let titles: Vec<&'static str> =
            TITLES.into_iter().zip(has_values).filter(|(_, has_values)| *has_values).map(|(title, _)| title).collect();
        let mut table = Table::new(&titles).cut(&CUT).min_widths(&MIN_WIDTHS).leave_out(&LEFT_OUT);
        for key in keys {
            let cells =
                self.cells(key).into_iter().zip(has_values).filter(|(_, has_values)| *has_values).map(|(cell, _)| cell);
            table.row(cells);
        }
        table
    }

    fn is_in_use(&self, key: &KeyInfo) -> bool {
        self.in_use.as_ref() == Some(&key.prefix)
    }

    fn cells(&self, key: &KeyInfo) -> [Cell; 9] {
        let successor = self.successors.get(&key.prefix).map(|name| format!(" (replaced by {name})"));
        [
            key.prefix.as_str().into(),
            format!("{}{}", key.name.as_deref().unwrap_or("-"), successor.unwrap_or_default()).into(),
            key.key_type.word().into(),
            key.team_name.value().map_or("-", String::as_str).into(),
            key.owner.value().map_or("-", Owner::label).into(),
            self.scope(key),
            display_time(&key.created_at, key.created(), self.now, "unknown").into(),
            // The API's null is "never used or not known": a table must not say more.
            display_time(&key.last_used_at, key.last_use().time(), self.now, "none known").into(),
            if self.is_in_use(key) { "yes" } else { "-" }.into(),
        ]
    }

    /// What the key is restricted to, for a person.
    fn scope(&self, key: &KeyInfo) -> Cell {
        let name = |id: &String| self.models.get(id).unwrap_or(id).clone();
        let environments = key.environment_names.value().cloned();
        let models = key.model_ids.value().map(|ids| ids.iter().map(name).collect());
        let (mut parts, mut items) = (Vec::new(), Vec::new());
        for (what, names) in [("environments", environments), ("models", models)] {
            let Some(mut names): Option<Vec<String>> = names else { continue };
            if names.is_empty() {
                // Unproven: whether that is all of them or none.
                names.push("[]".to_owned());
            }
            parts.push(format!("{what} {}", names.join(", ")));
            items.extend(names);
        }
        if parts.is_empty() { "-".into() } else { Cell::list(parts.join("; "), items) }
    }
}

/// A time of the API for a person: relative to `now` where there is one, else as the API has it; `null` says what its
/// `null` means.
pub(crate) fn display_time(
    field: &Field<Value>,
    time: Option<Timestamp>,
    now: Option<Timestamp>,
    null: &str,
) -> String {
    match (field, time, now) {
        (Field::Absent, _, _) => "unknown".to_owned(),
        (Field::Null, _, _) => null.to_owned(),
        (Field::Value(_), Some(time), Some(now)) => relative(time, now),
        (Field::Value(value), _, _) => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::api::resources::keys::KeyInfo;

    use super::View;

    fn keys() -> Vec<KeyInfo> {
        serde_json::from_value(json!([
            {"prefix": "abcd1234", "name": "a-name-of-some-length", "type": "PERSONAL", "team_name": null,
             "created_at": "2026-01-02T03:04:05Z", "last_used_at": "2026-11-20T00:00:00Z"},
            {"prefix": "efgh5678", "name": "web", "type": "WORKSPACE_INVOKE", "team_name": "machine-learning",
             "model_ids": ["m1", "gone"], "created_at": "2026-11-23T00:00:00Z", "last_used_at": null,
             "environment_names": ["production"]},
        ]))
        .expect("keys")
    }

    fn view() -> View {
        View {
            in_use: Some("abcd1234".to_owned()),
            models: [("m1".to_owned(), "llama".to_owned())].into(),
            now: "2026-11-23T12:00:00Z".parse().ok(),
            ..View::default()
        }
    }

    #[test]
    fn models_have_names_where_they_are_known() {
        let text = view().table(&keys()).render(None, false);
        assert!(text.contains("environments production; models llama, gone"), "{text}");
    }

    #[test]
    fn the_narrower_the_terminal_the_less_is_shown_and_names_go_last() {
        let at = |width: usize| view().table(&keys()).render(Some(width), false);
        insta::assert_snapshot!(at(110), @r"
        PREFIX    NAME                   TYPE            TEAM        SCOPE           CREATED        LAST USED   IN USE
        abcd1234  a-name-of-some-length  personal        -           -               10 months ago  3 days ago  yes
        efgh5678  web                    inference-only  machine-l…  production, +2  12 hours ago   none known  -
        ");
        insta::assert_snapshot!(at(80), @r"
        PREFIX    NAME                 TYPE            CREATED        LAST USED   IN USE
        abcd1234  a-name-of-some-len…  personal        10 months ago  3 days ago  yes
        efgh5678  web                  inference-only  12 hours ago   none known  -
        ");
        insta::assert_snapshot!(at(50), @r"
        PREFIX    NAME           CREATED        LAST USED
        abcd1234  a-name-of-so…  10 months ago  3 days ago
        efgh5678  web            12 hours ago   none known
        ");
        for width in 40..200 {
            let text = at(width);
            let widest = text.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(width), "{width}: {text}");
        }
    }
}
