//! Answers made strange: everything in them that the API's description leaves open is something else now and then, and
//! sometimes what it does not leave open, too.

use serde_json::{Value, json};

use crate::support::baseten::Random;

/// The fields of a key that the contract requires; ours says more, an older API less.
const REQUIRED_OF_A_KEY: [&str; 2] = ["prefix", "type"];
/// Texts that are valid wherever a text is.
const TEXTS: [&str; 12] = [
    "",
    " ",
    "a/b?c#d",
    "..",
    "%2e%2e%2f",
    "\u{0}",
    "\u{1b}[2J\u{9b}31m",
    "\u{202e}\u{1f511}\u{e9}",
    "null",
    "-1",
    "--yes",
    "x: y\n- z",
];
/// Forms that RFC 3339 allows, or that a program may take for them.
const TIMES: [&str; 10] = [
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "2016-12-31T23:59:60Z",
    "2026-01-01t00:00:00z",
    "2026-01-01T00:00:00+23:59",
    "2026-01-01T00:00:00-00:00",
    "2026-01-01T00:00:00.123456789012Z",
    "2026-01-01 00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-01-01",
];

/// What decides something: what becomes of a key, where a request goes, when to stop.
pub(super) const DECIDING: [&str; 12] = [
    "last_used_at",
    "created_at",
    "owner",
    "type",
    "name",
    "prefix",
    "team_name",
    "model_ids",
    "environment_names",
    "api_key",
    "status",
    "pagination",
];

/// The API's description, and how strange its answers are.
pub(super) struct Strange<'a> {
    pub(super) description: &'a Value,
    pub(super) random: Random,
    /// How often in a hundred each open place is something else.
    pub(super) percent: usize,
    /// A field that is something else half of the time, all by itself.
    pub(super) odd_field: Option<&'static str>,
    /// How often in a hundred an answer breaks the description.
    pub(super) broken_percent: usize,
}

impl Strange<'_> {
    /// What is sent in place of `body`, which answers this request well.
    pub(super) fn answer(&mut self, method: &str, path: &str, body: &str) -> String {
        let Ok(mut value) = serde_json::from_str::<Value>(body) else { return body.to_owned() };
        if let Some(schema) = schema(self.description, method, path) {
            self.vary(&schema, &mut value);
        }
        if self.odd_field.is_some() || !self.random.chance(self.broken_percent) {
            return value.to_string();
        }
        if self.random.chance(20) {
            let text = value.to_string();
            let end = (0..=self.random.below(text.len())).rev().find(|end| text.is_char_boundary(*end));
            return text[..end.unwrap_or_default()].to_owned();
        }
        self.damage(&mut value);
        value.to_string()
    }

    /// Another value that the schema allows, or one of a later version of the API.
    fn vary(&mut self, schema: &Value, value: &mut Value) {
        let schema = self.resolved(schema);
        let is_odd = self.random.chance(self.percent);
        if is_odd && allows_null(&schema) {
            *value = Value::Null;
            return;
        }
        match value {
            Value::Object(_) => self.vary_object(&schema, value),
            Value::Array(items) => {
                items.iter_mut().for_each(|item| self.vary(&schema["items"], item));
                match items.len() {
                    0 => {}
                    count if is_odd => match self.random.below(3) {
                        0 => items.clear(),
                        1 => items.push(items[self.random.below(count)].clone()),
                        _ => items.reverse(),
                    },
                    _ => {}
                }
            }
            Value::String(text) if is_odd => *text = self.text(&schema),
            Value::Bool(is) if is_odd => *is = !*is,
            Value::Number(_) if is_odd => {
                *value = self.random.pick(&[json!(0), json!(-1), json!(i64::MIN), json!(u64::MAX), json!(7)]).clone();
            }
            _ => {}
        }
    }

    fn vary_object(&mut self, schema: &Value, value: &mut Value) {
        let Value::Object(fields) = value else { return };
        let is_key = fields.contains_key("prefix") && fields.contains_key("model_ids");
        for name in fields.keys().cloned().collect::<Vec<_>>() {
            let percent = self.percent;
            if self.odd_field == Some(&name) {
                self.percent = 50;
            }
            if is_key && !REQUIRED_OF_A_KEY.contains(&name.as_str()) && self.random.chance(self.percent) {
                fields.shift_remove(&name);
            } else if let Some(field) = fields.get_mut(&name) {
                self.vary(&schema["properties"][&name], field);
                if self.odd_field == Some(&name) && self.random.chance(self.broken_percent) {
                    self.damage(field);
                }
            }
            self.percent = percent;
        }
        if self.random.chance(self.percent) {
            let extra =
                self.random.pick(&[json!(null), json!({"a": [1.5e300]}), json!("\u{1b}[2J"), json!([])]).clone();
            fields.insert(self.random.pick(&["is_new", "secret", "items", "cursor", "deleted"]).to_string(), extra);
        }
    }

    fn text(&mut self, schema: &Value) -> String {
        if schema.get("enum").is_some() {
            return self.random.pick(&["TELEPATHIC", "", "active", "ROUTES"]).to_string();
        }
        if schema["format"] == "date-time" {
            return self.random.pick(&TIMES).to_string();
        }
        if self.random.chance(5) { "y".repeat(70_000) } else { self.random.pick(&TEXTS).to_string() }
    }

    /// Breaks one place: another type, or nothing where something is required.
    fn damage(&mut self, value: &mut Value) {
        let is_here = self.random.chance(30);
        match value {
            Value::Object(fields) if !fields.is_empty() && !is_here => {
                let name = fields.keys().nth(self.random.below(fields.len())).cloned().unwrap_or_default();
                if self.random.chance(30) {
                    fields.shift_remove(&name);
                } else {
                    self.damage(&mut fields[&name]);
                }
            }
            Value::Array(items) if !items.is_empty() && !is_here => {
                let index = self.random.below(items.len());
                self.damage(&mut items[index]);
            }
            _ => *value = self.random.pick(&[json!(null), json!(3), json!([1]), json!({"x": 1}), json!("z")]).clone(),
        }
    }

    fn resolved(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            return self.description.pointer(name.trim_start_matches('#')).cloned().unwrap_or_default();
        }
        let Some(choices) = schema["anyOf"].as_array() else { return schema.clone() };
        let mut chosen = choices.iter().find(|choice| choice["type"] != "null").map(|choice| self.resolved(choice));
        if let Some(Value::Object(chosen)) = &mut chosen {
            let is_nullable = choices.iter().any(|choice| choice["type"] == "null");
            chosen.insert("nullable".to_owned(), is_nullable.into());
        }
        chosen.unwrap_or_default()
    }
}

fn allows_null(schema: &Value) -> bool {
    let names_null = |list: &Value, null: &Value| list.as_array().is_some_and(|list| list.contains(null));
    schema["nullable"] == true
        || names_null(&schema["type"], &json!("null"))
        || names_null(&schema["enum"], &Value::Null)
}

/// The schema of an operation's answer.
fn schema(description: &Value, method: &str, path: &str) -> Option<Value> {
    let path: Vec<&str> = path.split('?').next()?.split('/').collect();
    let is_meant = |template: &str| {
        let template: Vec<&str> = template.split('/').collect();
        template.len() == path.len()
            && template.iter().zip(&path).all(|(one, other)| one.starts_with('{') || one == other)
    };
    let (_, operations) = description["paths"].as_object()?.iter().find(|(template, _)| is_meant(template))?;
    operations.get(method.to_lowercase())?.pointer("/responses/200/content/application~1json/schema").cloned()
}
