//! JSON answers and errors, held against tests/data/schemas.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use boon::{Compiler, SchemaIndex, Schemas};
use clap::CommandFactory as _;
use serde_json::Value;
use truss::internals::cli::Cli;
use truss::internals::output::Format;

static COMPILED: LazyLock<Compiled> = LazyLock::new(Compiled::read);

/// Every schema, by the name of its file.
struct Compiled {
    schemas: Schemas,
    indexes: HashMap<String, SchemaIndex>,
}

impl Compiled {
    fn read() -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let mut ids = HashMap::new();
        for name in names() {
            let text = fs::read_to_string(folder().join(&name).with_extension("json")).expect("a schema");
            let schema: Value = serde_json::from_str(&text).expect("JSON");
            let id = schema["$id"].as_str().expect("an id").to_owned();
            compiler.add_resource(&id, schema).expect("a schema");
            ids.insert(name, id);
        }
        let compile = |(name, id): (String, String)| match compiler.compile(&id, &mut schemas) {
            Ok(index) => (name, index),
            Err(error) => panic!("{name}: {error:#}"),
        };
        Self { indexes: ids.into_iter().map(compile).collect(), schemas }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/schemas")
}

/// The names of all schemas.
pub(crate) fn names() -> Vec<String> {
    let files = fs::read_dir(folder()).expect("the schemas").map(|file| file.expect("a file").path());
    files.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect()
}

/// The document must be what the schema of that name promises.
#[track_caller]
pub(crate) fn check(name: &str, document: &Value) {
    let index = COMPILED.indexes.get(name).unwrap_or_else(|| panic!("no schema tests/data/schemas/{name}.json"));
    if let Err(error) = COMPILED.schemas.validate(document, *index) {
        panic!("this is no `{name}`: {error:#}\n{document:#}");
    }
}

/// Commands whose answer is no JSON, and why.
pub(crate) const WITHOUT_JSON: [(&str, &str); 10] = [
    ("api", "its answer is the server's"),
    ("complete", "its answer is for a completion script"),
    ("completions", "its answer is a shell's script"),
    ("configure", "it opens an editor and answers nothing"),
    ("environment", "it is a page of the help"),
    ("exec", "its answer is the command's"),
    ("exit-codes", "it is a page of the help"),
    ("options", "it is a page of the help"),
    ("predict", "its answer is the model's"),
    ("trussrc", "it is a page of the help"),
];

/// What a run that was asked for JSON promises.
pub(crate) struct Json {
    /// The schema of its answer; `None` when the answer is something else.
    answer: Option<String>,
    /// Whether stderr has nothing beside warnings and the error: no request log, no deployment's log, nothing that the
    /// command of a destination says, no page to confirm a login on.
    is_silent: bool,
}

impl Json {
    /// What these arguments ask for; `None` for text.
    pub(crate) fn of(arguments: &[OsString]) -> Option<Self> {
        let speaks =
            |word: &str| matches!(word, "-v" | "--verbose" | "--tail" | "--browser") || word.starts_with("command:");
        let is_silent = !arguments.iter().any(|word| word.to_str().is_some_and(speaks));
        let words = std::iter::once("truss".into()).chain(arguments.iter().cloned());
        let Ok(matches) = Cli::command().try_get_matches_from(words) else {
            let is_json = |pair: &[OsString]| matches!(pair[0].to_str(), Some("-o" | "--output")) && pair[1] == "json";
            let is_asked = arguments.iter().any(|word| word == "--jq") || arguments.windows(2).any(is_json);
            return is_asked.then_some(Self { answer: None, is_silent });
        };
        let (mut names, mut leaf) = (Vec::new(), &matches);
        while let Some((name, below)) = leaf.subcommand() {
            names.push(name);
            leaf = below;
        }
        let is_jq = leaf.get_one::<String>("jq").is_some();
        let is_json = is_jq || leaf.get_one::<Format>("output").is_some_and(|format| *format == Format::Json);
        let name = names.join("-");
        let has_schema = !is_jq && WITHOUT_JSON.iter().all(|(without, _)| *without != name);
        is_json.then(|| Self { answer: has_schema.then_some(name), is_silent })
    }

    /// stdout must be the one document that was promised, or nothing, and a failure's last line on stderr the error.
    #[track_caller]
    pub(crate) fn check(&self, code: Option<i32>, stdout: &str, stderr: &str) {
        let read = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| panic!("this is no JSON: {text}"));
        if let Some(name) = self.answer.as_ref().filter(|_| !stdout.is_empty()) {
            check(name, &read(stdout));
        }
        let mut lines = stderr.lines();
        if code.is_some_and(|code| code != 0) {
            check("error", &read(lines.next_back().unwrap_or_default()));
        }
        let is_warning = |line: &str| ["warning: ", "::add-mask::", " "].iter().any(|start| line.starts_with(start));
        assert!(!self.is_silent || lines.all(is_warning), "stderr has more than warnings and the error: {stderr}");
    }
}
