//! Examples of each command; a test runs those that need no person and no server that stays.

/// A line as it is typed, and what it does.
pub(crate) type Example = (&'static str, &'static str);

/// The examples by the command's path; the program's own have the empty path.
pub const EXAMPLES: &[(&str, &[Example])] = &[
    (
        "",
        &[
            ("truss login", "Save an API key in ~/.trussrc"),
            ("truss push", "Deploy the Truss in this folder"),
            ("truss keys create ci --type inference-only --to env-file:.env", "Make a key for a service"),
            ("truss keys rotate ci --all-environments --to env-file:.env", "Replace it by a new one"),
        ],
    ),
    (
        "push",
        &[
            ("truss push", "Deploy the Truss in this folder"),
            ("truss push my-model --environment production --wait", "Deploy to an environment, and wait for it"),
            ("truss push --dry-run", "List what would be packed"),
            ("truss push -o json --jq .deployment_id", "Print the deployment's id alone"),
        ],
    ),
    (
        "keys create",
        &[
            ("truss keys create laptop", "Make a personal key and print its secret"),
            ("KEY=$(truss keys create job --type full-access --team ml)", "Make a team key in a script"),
            (
                "truss keys create web --type inference-only --team ml --to env-file:web.env",
                "Write the secret to a file",
            ),
        ],
    ),
    (
        "keys list",
        &[
            ("truss keys list --unused-for 90d --sort last-used", "List keys that nobody has used for 90 days"),
            ("truss keys list --jq '.keys[].prefix'", "Print the prefixes alone"),
        ],
    ),
    (
        "keys scan",
        &[
            ("truss keys scan", "Search this folder, but for what git ignores"),
            ("truss keys scan --history", "Search all that was ever committed"),
            ("truss keys scan --key web", "Show what has to be updated before a key is revoked"),
            ("truss keys scan --sarif > scan.sarif", "Write the findings for a code scanner"),
        ],
    ),
    ("keys show", &[("truss keys show web", "Show one key in full")]),
    ("keys rename", &[("truss keys rename laptop old-laptop", "Rename a key (not on Baseten's own API)")]),
    (
        "keys revoke",
        &[
            ("truss keys revoke old-laptop", "Revoke a key after asking"),
            ("truss keys revoke --unused-for 180d --dry-run", "Show which unused keys would be revoked"),
        ],
    ),
    (
        "keys rotate",
        &[
            ("truss keys rotate laptop --revoke-now", "Replace a key at once"),
            ("truss keys rotate web --all-environments --to env-file:web.env", "Hand the new key to a dotenv file"),
            ("truss keys rotate laptop --to 'command:gh secret set BASETEN_API_KEY'", "Hand it to a secret manager"),
        ],
    ),
    ("keys rotations list", &[("truss keys rotations list", "List rotations that are not finished")]),
    (
        "keys rotations finish",
        &[
            ("truss keys rotations finish web", "Revoke the old key of one rotation"),
            ("truss keys rotations finish --yes --quiet-for 8d", "Revoke all old keys that nobody uses any more"),
        ],
    ),
    ("keys rotations abandon", &[("truss keys rotations abandon job", "Undo a rotation that was interrupted here")]),
    (
        "keys audit",
        &[
            ("truss keys audit", "Show unused, old and too powerful keys"),
            ("truss keys audit --sarif > keys.sarif", "Write the findings for a code scanner"),
        ],
    ),
    (
        "login",
        &[
            ("truss login", "Paste a key, which is checked and saved"),
            ("truss login --api-key-stdin < key.txt", "Read the key from a file"),
            ("truss login --browser", "Log in with a browser, here or on another machine"),
        ],
    ),
    ("logout", &[("truss logout --remote staging", "Remove a remote from the trussrc")]),
    ("auth login", &[("truss auth login --browser", "Log in with a browser, here or on another machine")]),
    ("auth logout", &[("truss auth logout", "Remove a remote, and end its browser login")]),
    ("whoami", &[("truss whoami", "Show whose key is used")]),
    (
        "auth status",
        &[
            ("truss auth status", "Show which key is used and why"),
            ("truss auth status --check", "Ask the server about it, too"),
        ],
    ),
    ("auth token", &[("export BASETEN_API_KEY=$(truss auth token)", "Hand the key to another program")]),
    (
        "predict",
        &[
            ("truss predict -d '{\"prompt\": \"hi\"}'", "Call the model of the Truss in this folder"),
            ("truss predict --model llama --environment staging -f input.json > out", "Write any answer to a file"),
            ("truss predict --model llama -d '{}' --jq .choices[0].text", "Filter an answer, or each event of one"),
        ],
    ),
    (
        "logs",
        &[
            ("truss logs", "Show the last half hour of the model of the Truss in this folder"),
            ("truss logs --model llama --environment staging --since 6h --min-level error", "Show errors of today"),
            ("truss logs --model llama --tail", "Follow the log until Ctrl-C"),
        ],
    ),
    (
        "api",
        &[
            ("truss api models", "List the models"),
            (
                "truss api audit_logs --paginate --jq '.items[].event_type'",
                "Read all pages, and one field of each entry",
            ),
            ("truss api api_keys -f name=script -f type=PERSONAL", "Send a JSON body"),
        ],
    ),
    (
        "exec",
        &[
            ("truss exec -- python call_model.py", "Run a program that reads BASETEN_API_KEY"),
            ("truss exec --remote staging --env-var API_KEY -- ./smoke-test.sh", "Use another remote and variable"),
        ],
    ),
    ("configure", &[("EDITOR=vim truss configure", "Edit the trussrc")]),
    ("local serve", &[("truss local serve --port 8080", "Serve the embedded API to other programs")]),
    ("local user add", &[("truss local user add ana --role member --team ml", "Add a user and print their key")]),
    ("local team add", &[("truss local team add ml", "Add a team")]),
    ("local reset", &[("truss local reset --yes", "Delete the state of the remote `local`")]),
    (
        "completions",
        &[
            ("echo 'source <(truss completions bash)' >> ~/.bashrc", "For bash, in each new shell"),
            ("echo 'source <(truss completions zsh)' >> ~/.zshrc", "For zsh"),
            ("truss completions fish > ~/.config/fish/completions/truss.fish", "For fish"),
            ("truss completions elvish >> ~/.config/elvish/rc.elv", "For elvish"),
            ("truss completions powershell >> $PROFILE", "For PowerShell, typed there"),
        ],
    ),
];

/// The examples of the command at `path`, such as `keys create`.
pub fn examples(path: &str) -> &'static [Example] {
    EXAMPLES.iter().find(|(command, _)| *command == path).map_or(&[], |(_, examples)| examples)
}
