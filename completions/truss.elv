
use builtin;
use str;

set edit:completion:arg-completer[truss] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'truss'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'truss'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand push 'Pack the Truss in a folder, upload it and make a deployment'
            cand keys 'Create, list, rename, revoke, rotate and audit API keys'
            cand local 'Serve and reset the embedded API, the remote `local`'
            cand login 'Save an API key in the trussrc, or log in with a browser'
            cand logout 'Remove a remote and its key, and end a browser login'
            cand whoami 'Show whose key is used'
            cand auth 'Log in and out; show which key is used and why, or the key itself'
            cand predict 'Call a deployed model and print its answer'
            cand logs 'Show the log of a deployment'
            cand api 'Send any request to the management API'
            cand exec 'Run a command with the active key in its environment'
            cand configure 'Edit the trussrc; it is checked before it is saved'
            cand completions 'Print a shell''s completion script'
            cand complete 'Answer a completion script: what may be typed next'
            cand environment 'The variables that are read'
            cand exit-codes 'The exit codes'
            cand options 'The options that every command takes'
            cand trussrc 'The file of remotes and keys'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;push'= {
            cand --config 'Pack this file as config.yaml'
            cand --model-name 'Use this model name instead of the config''s'
            cand --environment 'Deploy to this environment'
            cand --region 'Deploy in this region, such as `us`'
            cand --deployment-name 'Name the deployment: letters, numbers, `-`, `_` and `.`'
            cand --timeout-seconds 'With `--wait`: stop waiting after this long (exit code 10)'
            cand --team 'The team that the model belongs to, by id or name'
            cand --labels 'Labels of the deployment, as a JSON object'
            cand --deploy-timeout-minutes 'How long the deployment may take, from 10 to 1440 minutes'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --no-create-environment 'Do not create the environment: the push is refused if it does not exist'
            cand --promote 'Deploy to production: the same as `--environment production`'
            cand --wait 'Wait until the deployment is active'
            cand --no-wait 'Do not wait; the default'
            cand --tail 'Show the deployment''s log, with `--wait` until it is active, otherwise until you stop it'
            cand --no-cache 'Build without cached layers'
            cand --preserve-env-instance-type 'Keep the environment''s instance type; the default'
            cand --no-preserve-env-instance-type 'Take the instance type from the config'
            cand --disable-truss-download 'Do not offer the archive for download; for new models only'
            cand --include-git-info 'Send along the git commit and tag, and whether there are uncommitted changes'
            cand --dry-run 'Show what would be pushed and have the remote check it, without uploading'
            cand --offline 'With `--dry-run`: do not contact the remote either'
            cand --allow-secrets 'Push even if a file contains a secret'
            cand --publish 'Not needed any more: every push is published'
            cand --trusted 'Not needed any more: every model is trusted'
            cand --preserve-previous-production-deployment 'Only Python''s truss can do this'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand create 'Create a key and print its secret once'
            cand list 'List keys with type, team, scopes, creation and last use'
            cand ls 'List keys with type, team, scopes, creation and last use'
            cand show 'Show one key in full'
            cand rename 'Rename a key'
            cand revoke 'Revoke keys permanently'
            cand rm 'Revoke keys permanently'
            cand delete 'Revoke keys permanently'
            cand rotate 'Replace a key with a new one, and deliver it to where the old one is used'
            cand rotations 'List, finish or abandon rotations'
            cand audit 'Check keys and the trussrc against Baseten''s security advice'
            cand scan 'Find keys that leaked into files, into git history or into what is staged'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;keys;create'= {
            cand --type 'What the key may do [default: personal]'
            cand --team 'Team, by id or name'
            cand --environment 'Restrict it to this environment; repeatable'
            cand --model 'Restrict it to this model, by id or name; repeatable'
            cand --to 'Deliver the key to this destination instead of printing it; repeatable'
            cand --sink-timeout 'Time limit for a destination''s command'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --if-missing 'Do nothing if the key already exists as requested'
            cand --replace 'Overwrite another key or text in a destination'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;list'= {
            cand --type 'Only keys of this type; repeatable'
            cand --team 'Only keys of this team, by id or name'
            cand --unused-for 'Only keys not used for this long, such as `90d`; keys of unknown use are left out'
            cand --older-than 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`'
            cand --sort 'Sort by this; the server''s order otherwise'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --mine 'Only keys created by the user of the key in use'
            cand --never-used 'Only keys with no use on record; with `--unused-for`, include those that are that old'
            cand --everyone 'With filters: include other people''s personal keys, which an organization admin sees'
            cand --reverse 'Reverse the order'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;ls'= {
            cand --type 'Only keys of this type; repeatable'
            cand --team 'Only keys of this team, by id or name'
            cand --unused-for 'Only keys not used for this long, such as `90d`; keys of unknown use are left out'
            cand --older-than 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`'
            cand --sort 'Sort by this; the server''s order otherwise'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --mine 'Only keys created by the user of the key in use'
            cand --never-used 'Only keys with no use on record; with `--unused-for`, include those that are that old'
            cand --everyone 'With filters: include other people''s personal keys, which an organization admin sees'
            cand --reverse 'Reverse the order'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;show'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;rename'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;revoke'= {
            cand --type 'Only keys of this type; repeatable'
            cand --team 'Only keys of this team, by id or name'
            cand --unused-for 'Only keys not used for this long, such as `90d`; keys of unknown use are left out'
            cand --older-than 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --mine 'Only keys created by the user of the key in use'
            cand --never-used 'Only keys with no use on record; with `--unused-for`, include those that are that old'
            cand --everyone 'With filters: include other people''s personal keys, which an organization admin sees'
            cand --used-too 'With filters: include keys used in the last 24 hours'
            cand --ignore-missing 'Ignore KEYs that do not exist'
            cand -y 'Do not ask for confirmation'
            cand --yes 'Do not ask for confirmation'
            cand --dry-run 'Show what would be revoked, and revoke nothing'
            cand --force 'Also revoke the key in use, and the old key of an unfinished rotation'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;rm'= {
            cand --type 'Only keys of this type; repeatable'
            cand --team 'Only keys of this team, by id or name'
            cand --unused-for 'Only keys not used for this long, such as `90d`; keys of unknown use are left out'
            cand --older-than 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --mine 'Only keys created by the user of the key in use'
            cand --never-used 'Only keys with no use on record; with `--unused-for`, include those that are that old'
            cand --everyone 'With filters: include other people''s personal keys, which an organization admin sees'
            cand --used-too 'With filters: include keys used in the last 24 hours'
            cand --ignore-missing 'Ignore KEYs that do not exist'
            cand -y 'Do not ask for confirmation'
            cand --yes 'Do not ask for confirmation'
            cand --dry-run 'Show what would be revoked, and revoke nothing'
            cand --force 'Also revoke the key in use, and the old key of an unfinished rotation'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;delete'= {
            cand --type 'Only keys of this type; repeatable'
            cand --team 'Only keys of this team, by id or name'
            cand --unused-for 'Only keys not used for this long, such as `90d`; keys of unknown use are left out'
            cand --older-than 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --mine 'Only keys created by the user of the key in use'
            cand --never-used 'Only keys with no use on record; with `--unused-for`, include those that are that old'
            cand --everyone 'With filters: include other people''s personal keys, which an organization admin sees'
            cand --used-too 'With filters: include keys used in the last 24 hours'
            cand --ignore-missing 'Ignore KEYs that do not exist'
            cand -y 'Do not ask for confirmation'
            cand --yes 'Do not ask for confirmation'
            cand --dry-run 'Show what would be revoked, and revoke nothing'
            cand --force 'Also revoke the key in use, and the old key of an unfinished rotation'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;rotate'= {
            cand --type 'Only keys of this type; repeatable'
            cand --team 'Only keys of this team, by id or name'
            cand --unused-for 'Only keys not used for this long, such as `90d`; keys of unknown use are left out'
            cand --older-than 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`'
            cand --to 'Deliver the new key to this destination; repeatable, delivered in order [default: sections of the trussrc with the old key, else stdout]'
            cand --sink-timeout 'Time limit for a destination''s command'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --mine 'Only keys created by the user of the key in use'
            cand --never-used 'Only keys with no use on record; with `--unused-for`, include those that are that old'
            cand --revoke-now 'Revoke the old key as soon as every destination has the new one; else `truss keys rotations finish` does it'
            cand --all-environments 'Confirm that the old key may call all environments, which the remote does not report'
            cand --replace 'Overwrite another key or text in a destination'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -y 'Do not ask before rotating, nor before revoking a key that a lost response left behind'
            cand --yes 'Do not ask before rotating, nor before revoking a key that a lost response left behind'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;rotations'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'List rotated keys that are still active, and rotations that stopped on this machine'
            cand finish 'Revoke old keys that nobody uses any more'
            cand abandon 'Undo rotations that stopped on this machine'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;keys;rotations;list'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;rotations;finish'= {
            cand --team 'Only keys of this team, by id or name'
            cand --quiet-for 'How long an old key must not have been used: longer than the pause of a weekly job'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --dry-run 'Show what would be revoked, and revoke nothing'
            cand -y 'Do not ask for confirmation'
            cand --yes 'Do not ask for confirmation'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;rotations;abandon'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand -y 'Do not ask for confirmation'
            cand --yes 'Do not ask for confirmation'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;rotations;help'= {
            cand list 'List rotated keys that are still active, and rotations that stopped on this machine'
            cand finish 'Revoke old keys that nobody uses any more'
            cand abandon 'Undo rotations that stopped on this machine'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;keys;rotations;help;list'= {
        }
        &'truss;keys;rotations;help;finish'= {
        }
        &'truss;keys;rotations;help;abandon'= {
        }
        &'truss;keys;rotations;help;help'= {
        }
        &'truss;keys;audit'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --sarif 'Write the report as SARIF 2.1.0, for code scanning'
            cand --fail-on-findings 'Exit with 8 if there are findings; the report is still written'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;scan'= {
            cand --key 'Search for this key alone: its prefix or name, or `-` to read it from stdin'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --history 'Search all versions of all files that the git repository has, and all messages'
            cand --staged 'Search the files that the next commit would change, as they are staged'
            cand --no-ignore 'Search what git ignores, too, and the folder .git'
            cand --sarif 'Write the findings as SARIF 2.1.0, for code scanning'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;keys;help'= {
            cand create 'Create a key and print its secret once'
            cand list 'List keys with type, team, scopes, creation and last use'
            cand show 'Show one key in full'
            cand rename 'Rename a key'
            cand revoke 'Revoke keys permanently'
            cand rotate 'Replace a key with a new one, and deliver it to where the old one is used'
            cand rotations 'List, finish or abandon rotations'
            cand audit 'Check keys and the trussrc against Baseten''s security advice'
            cand scan 'Find keys that leaked into files, into git history or into what is staged'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;keys;help;create'= {
        }
        &'truss;keys;help;list'= {
        }
        &'truss;keys;help;show'= {
        }
        &'truss;keys;help;rename'= {
        }
        &'truss;keys;help;revoke'= {
        }
        &'truss;keys;help;rotate'= {
        }
        &'truss;keys;help;rotations'= {
            cand list 'List rotated keys that are still active, and rotations that stopped on this machine'
            cand finish 'Revoke old keys that nobody uses any more'
            cand abandon 'Undo rotations that stopped on this machine'
        }
        &'truss;keys;help;rotations;list'= {
        }
        &'truss;keys;help;rotations;finish'= {
        }
        &'truss;keys;help;rotations;abandon'= {
        }
        &'truss;keys;help;audit'= {
        }
        &'truss;keys;help;scan'= {
        }
        &'truss;keys;help;help'= {
        }
        &'truss;local'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand serve 'Keep the embedded API running for other clients'
            cand status 'Show where the embedded API keeps its state and how much is in it'
            cand reset 'Remove the embedded API''s keys, models and archives'
            cand team 'Add teams to the embedded API'
            cand user 'Add users to the embedded API'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;local;serve'= {
            cand --port 'The port on 127.0.0.1; 0 is a free one'
            cand --token-lifetime 'How long the access token of a browser login lasts'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --strict 'Leave out what Baseten''s API does not have: renaming keys, and restricting them to environments (TRUSS_LOCAL_STRICT=1 does the same for every command)'
            cand --auto-approve 'Confirm browser logins at once instead of on the page: for tests'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;local;status'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;local;reset'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand -y 'Do not ask for confirmation'
            cand --yes 'Do not ask for confirmation'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;local;team'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand add 'Add a team, to try team keys with'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;local;team;add'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;local;team;help'= {
            cand add 'Add a team, to try team keys with'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;local;team;help;add'= {
        }
        &'truss;local;team;help;help'= {
        }
        &'truss;local;user'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand add 'Add a user, to try roles with, and print their personal key once'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;local;user;add'= {
            cand --role 'What the user may do'
            cand --team 'The user''s team, by name or id [default: the default team]'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;local;user;help'= {
            cand add 'Add a user, to try roles with, and print their personal key once'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;local;user;help;add'= {
        }
        &'truss;local;user;help;help'= {
        }
        &'truss;local;help'= {
            cand serve 'Keep the embedded API running for other clients'
            cand status 'Show where the embedded API keeps its state and how much is in it'
            cand reset 'Remove the embedded API''s keys, models and archives'
            cand team 'Add teams to the embedded API'
            cand user 'Add users to the embedded API'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;local;help;serve'= {
        }
        &'truss;local;help;status'= {
        }
        &'truss;local;help;reset'= {
        }
        &'truss;local;help;team'= {
            cand add 'Add a team, to try team keys with'
        }
        &'truss;local;help;team;add'= {
        }
        &'truss;local;help;user'= {
            cand add 'Add a user, to try roles with, and print their personal key once'
        }
        &'truss;local;help;user;add'= {
        }
        &'truss;local;help;help'= {
        }
        &'truss;login'= {
            cand --api-key 'The key itself, as Python''s truss takes it'
            cand --remote-url 'Address of the remote, such as `https://app.baseten.co`; saved with the key'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --browser 'Log in with a browser instead of a key'
            cand --api-key-stdin 'Read the key from stdin'
            cand --keyring 'Save the key, or the login, in the system''s keyring or nowhere'
            cand --no-verify 'Save the key without checking it'
            cand --repair 'Move a trussrc that does not parse out of the way, and start a new one'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;logout'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;whoami'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;auth'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand login 'Log in to a remote, as `truss login`'
            cand logout 'Log out of a remote, as `truss logout`'
            cand status 'Show which key is used, and why'
            cand token 'Print the key, or the access token, that is used'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;auth;login'= {
            cand --api-key 'The key itself, as Python''s truss takes it'
            cand --remote-url 'Address of the remote, such as `https://app.baseten.co`; saved with the key'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --browser 'Log in with a browser instead of a key'
            cand --api-key-stdin 'Read the key from stdin'
            cand --keyring 'Save the key, or the login, in the system''s keyring or nowhere'
            cand --no-verify 'Save the key without checking it'
            cand --repair 'Move a trussrc that does not parse out of the way, and start a new one'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;auth;logout'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;auth;status'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --check 'Ask the remote whose key it is'
            cand --api-key-stdin 'Read the key from stdin'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;auth;token'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --api-key-stdin 'Read the key from stdin: it comes before every other source'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;auth;help'= {
            cand login 'Log in to a remote, as `truss login`'
            cand logout 'Log out of a remote, as `truss logout`'
            cand status 'Show which key is used, and why'
            cand token 'Print the key, or the access token, that is used'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;auth;help;login'= {
        }
        &'truss;auth;help;logout'= {
        }
        &'truss;auth;help;status'= {
        }
        &'truss;auth;help;token'= {
        }
        &'truss;auth;help;help'= {
        }
        &'truss;predict'= {
            cand --model 'The model, by name or id [default: that of the Truss in this folder]'
            cand --deployment 'This deployment, by id'
            cand --environment 'The current deployment of this environment [default: production, or else the latest deployment]'
            cand -d 'The input, as JSON'
            cand --data 'The input, as JSON'
            cand -f 'Send this file as the input, as it is'
            cand --file 'Send this file as the input, as it is'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --development 'The development deployment'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;logs'= {
            cand --model 'The model, by name or id [default: that of the Truss in this folder]'
            cand --deployment 'This deployment, by id'
            cand --environment 'The current deployment of this environment [default: production, or else the latest deployment]'
            cand --since 'How far back to start, 7 days at most'
            cand --min-level 'Leave out lines that are less serious, and those without a level'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --tail 'Follow the log until you stop it'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;api'= {
            cand -X 'The method [default: GET, or POST when there is a body]'
            cand --method 'The method [default: GET, or POST when there is a body]'
            cand -f 'A string field of the JSON body, or of the query with GET and DELETE; may be given several times'
            cand --raw-field 'A string field of the JSON body, or of the query with GET and DELETE; may be given several times'
            cand -F 'As `-f`, for a value that is JSON'
            cand --field 'As `-f`, for a value that is JSON'
            cand --input 'Send this file as the body; `-` is stdin'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --paginate 'Read all pages; each is a document of its own'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;exec'= {
            cand --env-var 'The variable for the key; may be given several times [default: BASETEN_API_KEY, or BASETEN_TRUSS_AUTH_API_KEY for a browser login]'
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;configure'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;completions'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;complete'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;environment'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;exit-codes'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;options'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
        }
        &'truss;trussrc'= {
            cand --remote 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]'
            cand --trussrc 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]'
            cand -o 'How to write the answer'
            cand --output 'How to write the answer'
            cand --jq 'Filter the JSON answer with this jq program; implies `--output json`'
            cand --color 'When to use colour'
            cand --request-timeout 'How long one request may take, such as `90s` or `2m` [default: 60s]'
            cand --non-interactive 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
            cand -q 'Print nothing but the answer, warnings and errors'
            cand --quiet 'Print nothing but the answer, warnings and errors'
            cand -v 'Show requests and timings on stderr; secrets are never shown'
            cand --verbose 'Show requests and timings on stderr; secrets are never shown'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'truss;help'= {
            cand push 'Pack the Truss in a folder, upload it and make a deployment'
            cand keys 'Create, list, rename, revoke, rotate and audit API keys'
            cand local 'Serve and reset the embedded API, the remote `local`'
            cand login 'Save an API key in the trussrc, or log in with a browser'
            cand logout 'Remove a remote and its key, and end a browser login'
            cand whoami 'Show whose key is used'
            cand auth 'Log in and out; show which key is used and why, or the key itself'
            cand predict 'Call a deployed model and print its answer'
            cand logs 'Show the log of a deployment'
            cand api 'Send any request to the management API'
            cand exec 'Run a command with the active key in its environment'
            cand configure 'Edit the trussrc; it is checked before it is saved'
            cand completions 'Print a shell''s completion script'
            cand complete 'Answer a completion script: what may be typed next'
            cand environment 'The variables that are read'
            cand exit-codes 'The exit codes'
            cand options 'The options that every command takes'
            cand trussrc 'The file of remotes and keys'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'truss;help;push'= {
        }
        &'truss;help;keys'= {
            cand create 'Create a key and print its secret once'
            cand list 'List keys with type, team, scopes, creation and last use'
            cand show 'Show one key in full'
            cand rename 'Rename a key'
            cand revoke 'Revoke keys permanently'
            cand rotate 'Replace a key with a new one, and deliver it to where the old one is used'
            cand rotations 'List, finish or abandon rotations'
            cand audit 'Check keys and the trussrc against Baseten''s security advice'
            cand scan 'Find keys that leaked into files, into git history or into what is staged'
        }
        &'truss;help;keys;create'= {
        }
        &'truss;help;keys;list'= {
        }
        &'truss;help;keys;show'= {
        }
        &'truss;help;keys;rename'= {
        }
        &'truss;help;keys;revoke'= {
        }
        &'truss;help;keys;rotate'= {
        }
        &'truss;help;keys;rotations'= {
            cand list 'List rotated keys that are still active, and rotations that stopped on this machine'
            cand finish 'Revoke old keys that nobody uses any more'
            cand abandon 'Undo rotations that stopped on this machine'
        }
        &'truss;help;keys;rotations;list'= {
        }
        &'truss;help;keys;rotations;finish'= {
        }
        &'truss;help;keys;rotations;abandon'= {
        }
        &'truss;help;keys;audit'= {
        }
        &'truss;help;keys;scan'= {
        }
        &'truss;help;local'= {
            cand serve 'Keep the embedded API running for other clients'
            cand status 'Show where the embedded API keeps its state and how much is in it'
            cand reset 'Remove the embedded API''s keys, models and archives'
            cand team 'Add teams to the embedded API'
            cand user 'Add users to the embedded API'
        }
        &'truss;help;local;serve'= {
        }
        &'truss;help;local;status'= {
        }
        &'truss;help;local;reset'= {
        }
        &'truss;help;local;team'= {
            cand add 'Add a team, to try team keys with'
        }
        &'truss;help;local;team;add'= {
        }
        &'truss;help;local;user'= {
            cand add 'Add a user, to try roles with, and print their personal key once'
        }
        &'truss;help;local;user;add'= {
        }
        &'truss;help;login'= {
        }
        &'truss;help;logout'= {
        }
        &'truss;help;whoami'= {
        }
        &'truss;help;auth'= {
            cand login 'Log in to a remote, as `truss login`'
            cand logout 'Log out of a remote, as `truss logout`'
            cand status 'Show which key is used, and why'
            cand token 'Print the key, or the access token, that is used'
        }
        &'truss;help;auth;login'= {
        }
        &'truss;help;auth;logout'= {
        }
        &'truss;help;auth;status'= {
        }
        &'truss;help;auth;token'= {
        }
        &'truss;help;predict'= {
        }
        &'truss;help;logs'= {
        }
        &'truss;help;api'= {
        }
        &'truss;help;exec'= {
        }
        &'truss;help;configure'= {
        }
        &'truss;help;completions'= {
        }
        &'truss;help;complete'= {
        }
        &'truss;help;environment'= {
        }
        &'truss;help;exit-codes'= {
        }
        &'truss;help;options'= {
        }
        &'truss;help;trussrc'= {
        }
        &'truss;help;help'= {
        }
    ]
    $completions[$command]
}
