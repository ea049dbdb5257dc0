//! One operation as it is written down in [`super::paths`], and how it becomes JSON.

use serde_json::{Map, Value, json};

/// One operation, before it is JSON.
pub(super) struct Operation {
    id: &'static str,
    summary: &'static str,
    origin: &'static str,
    parameters: Vec<Value>,
    body: Option<Value>,
    /// A body that is accepted, as far as it names nothing that has to exist.
    example: Option<Value>,
    body_required: bool,
    answer: Value,
}

pub(super) fn operation(id: &'static str, summary: &'static str, answer: Value) -> Operation {
    Operation {
        id,
        summary,
        origin: "baseten",
        parameters: Vec::new(),
        body: None,
        example: None,
        body_required: true,
        answer,
    }
}

impl Operation {
    pub(super) fn extension(self) -> Self {
        Self { origin: "extension", ..self }
    }

    pub(super) fn body(self, schema: Value, example: Value) -> Self {
        Self { body: Some(schema), example: Some(example), ..self }
    }

    /// A body that may be left out.
    pub(super) fn optional_body(self, schema: Value, example: Value) -> Self {
        Self { body_required: false, ..self.body(schema, example) }
    }

    pub(super) fn query(mut self, name: &str, schema: Value) -> Self {
        self.parameters.push(json!({ "name": name, "in": "query", "schema": schema }));
        self
    }

    /// The variable parts of the path come first.
    pub(super) fn at(mut self, path: &str) -> Value {
        let variables = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let in_path = |name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
        let mut parameters: Vec<Value> = variables.map(in_path).collect();
        let mut statuses = vec!["401", "403"];
        if !parameters.is_empty() || self.body.is_some() {
            statuses.push("404");
        }
        parameters.append(&mut self.parameters);
        if !parameters.is_empty() || self.body.is_some() {
            statuses.push("400");
        }
        let mut described = json!({
            "operationId": self.id, "summary": self.summary, "x-origin": self.origin, "parameters": parameters
        });
        if let Some(schema) = self.body {
            statuses.push("413");
            let content = json!({ "application/json": { "schema": schema, "example": self.example } });
            described["requestBody"] = json!({ "required": self.body_required, "content": content });
        }
        // Calls are refused in a shape of their own.
        let prefix = if path.starts_with("/models/") { "Call" } else { "" };
        let refusal =
            |status: &str| (status.to_owned(), json!({ "$ref": format!("#/components/responses/{prefix}{status}") }));
        let mut responses: Map<String, Value> = statuses.into_iter().map(refusal).collect();
        responses.insert("200".to_owned(), self.answer);
        described["responses"] = Value::Object(responses);
        described
    }
}

pub(super) fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

pub(super) fn answer(schema: Value) -> Value {
    json!({ "description": "Done", "content": { "application/json": { "schema": schema } } })
}

/// An object that holds a list.
pub(super) fn list(field: &str, of: &str) -> Value {
    let properties = json!({ field: { "type": "array", "items": schema(of) } });
    answer(json!({ "type": "object", "required": [field], "properties": properties }))
}

/// A page of a list that comes in pages.
pub(super) fn page_of(of: &str) -> Value {
    answer(json!({
        "type": "object", "required": ["items", "pagination"],
        "properties": { "items": { "type": "array", "items": schema(of) }, "pagination": schema("Pagination") },
    }))
}

pub(super) fn object(field: &str) -> Value {
    answer(json!({ "type": "object", "required": [field], "properties": { field: { "type": "string" } } }))
}

pub(super) fn text() -> Value {
    json!({ "type": "string" })
}

pub(super) fn integer() -> Value {
    json!({ "type": "integer", "format": "int64" })
}
