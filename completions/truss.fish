# Completes `truss` in fish. The program itself answers what may be typed next.
function __truss_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answer (printf '%s\0' $words[2..-1] $current | command $words[1] complete fish 2>/dev/null)
    switch "$answer[1]"
        case values beginnings
            set -q answer[2]; and printf '%s\n' $answer[2..-1]
        case files
            __fish_complete_path $current
        case directories
            __fish_complete_directories $current ''
        case commands
            __fish_complete_command
    end
end
for program in truss truss-rs
    complete -c $program -f -a '(__truss_complete)'
end
<<<<<<< HEAD
=======

complete -c truss -n "__fish_truss_needs_command" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_needs_command" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_needs_command" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_needs_command" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_needs_command" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_needs_command" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_needs_command" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_needs_command" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_needs_command" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_needs_command" -f -a "push" -d 'Pack the Truss in a folder, upload it and make a deployment'
complete -c truss -n "__fish_truss_needs_command" -f -a "keys" -d 'Create, list, rename, revoke, rotate and audit API keys'
complete -c truss -n "__fish_truss_needs_command" -f -a "local" -d 'Serve and reset the embedded API, the remote `local`'
complete -c truss -n "__fish_truss_needs_command" -f -a "login" -d 'Save an API key in the trussrc, or log in with a browser'
complete -c truss -n "__fish_truss_needs_command" -f -a "logout" -d 'Remove a remote and its key, and end a browser login'
complete -c truss -n "__fish_truss_needs_command" -f -a "whoami" -d 'Show whose key is used'
complete -c truss -n "__fish_truss_needs_command" -f -a "auth" -d 'Log in and out; show which key is used and why, or the key itself'
complete -c truss -n "__fish_truss_needs_command" -f -a "logs" -d 'Show the log of a deployment'
complete -c truss -n "__fish_truss_needs_command" -f -a "api" -d 'Send any request to the management API'
complete -c truss -n "__fish_truss_needs_command" -f -a "exec" -d 'Run a command with the active key in its environment'
complete -c truss -n "__fish_truss_needs_command" -f -a "configure" -d 'Edit the trussrc; it is checked before it is saved'
complete -c truss -n "__fish_truss_needs_command" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c truss -n "__fish_truss_needs_command" -f -a "environment" -d 'The variables that are read'
complete -c truss -n "__fish_truss_needs_command" -f -a "exit-codes" -d 'The exit codes'
complete -c truss -n "__fish_truss_needs_command" -f -a "options" -d 'The options that every command takes'
complete -c truss -n "__fish_truss_needs_command" -f -a "trussrc" -d 'The file of remotes and keys'
complete -c truss -n "__fish_truss_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c truss -n "__fish_truss_using_subcommand push" -l config -d 'Pack this file as config.yaml' -r -F
complete -c truss -n "__fish_truss_using_subcommand push" -l model-name -d 'Use this model name instead of the config\'s' -r
complete -c truss -n "__fish_truss_using_subcommand push" -l environment -d 'Deploy to this environment' -r
complete -c truss -n "__fish_truss_using_subcommand push" -l region -d 'Deploy in this region, such as `us`' -r
complete -c truss -n "__fish_truss_using_subcommand push" -l deployment-name -d 'Name the deployment: letters, numbers, `-`, `_` and `.`' -r
complete -c truss -n "__fish_truss_using_subcommand push" -l timeout-seconds -d 'With `--wait`: stop waiting after this long (exit code 10)' -r
complete -c truss -n "__fish_truss_using_subcommand push" -l team -d 'The team that the model belongs to, by id or name' -r
complete -c truss -n "__fish_truss_using_subcommand push" -l labels -d 'Labels of the deployment, as a JSON object' -r
complete -c truss -n "__fish_truss_using_subcommand push" -l deploy-timeout-minutes -d 'How long the deployment may take, from 10 to 1440 minutes' -r
complete -c truss -n "__fish_truss_using_subcommand push" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand push" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand push" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand push" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand push" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand push" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand push" -l no-create-environment -d 'Do not create the environment: the push is refused if it does not exist'
complete -c truss -n "__fish_truss_using_subcommand push" -l promote -d 'Deploy to production: the same as `--environment production`'
complete -c truss -n "__fish_truss_using_subcommand push" -l wait -d 'Wait until the deployment is active'
complete -c truss -n "__fish_truss_using_subcommand push" -l no-wait -d 'Do not wait; the default'
complete -c truss -n "__fish_truss_using_subcommand push" -l tail -d 'Show the deployment\'s log, with `--wait` until it is active, otherwise until you stop it'
complete -c truss -n "__fish_truss_using_subcommand push" -l no-cache -d 'Build without cached layers'
complete -c truss -n "__fish_truss_using_subcommand push" -l preserve-env-instance-type -d 'Keep the environment\'s instance type; the default'
complete -c truss -n "__fish_truss_using_subcommand push" -l no-preserve-env-instance-type -d 'Take the instance type from the config'
complete -c truss -n "__fish_truss_using_subcommand push" -l disable-truss-download -d 'Do not offer the archive for download; for new models only'
complete -c truss -n "__fish_truss_using_subcommand push" -l include-git-info -d 'Send along the git commit and tag, and whether there are uncommitted changes'
complete -c truss -n "__fish_truss_using_subcommand push" -l dry-run -d 'Show what would be pushed and have the remote check it, without uploading'
complete -c truss -n "__fish_truss_using_subcommand push" -l offline -d 'With `--dry-run`: do not contact the remote either'
complete -c truss -n "__fish_truss_using_subcommand push" -l allow-secrets -d 'Push even if a file contains a secret'
complete -c truss -n "__fish_truss_using_subcommand push" -l publish -d 'Not needed any more: every push is published'
complete -c truss -n "__fish_truss_using_subcommand push" -l trusted -d 'Not needed any more: every model is trusted'
complete -c truss -n "__fish_truss_using_subcommand push" -l preserve-previous-production-deployment -d 'Only Python\'s truss can do this'
complete -c truss -n "__fish_truss_using_subcommand push" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand push" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand push" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand push" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand push" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -f -a "create" -d 'Create a key and print its secret once'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -f -a "list" -d 'List keys with type, team, scopes, creation and last use'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -f -a "ls" -d 'List keys with type, team, scopes, creation and last use'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -f -a "show" -d 'Show one key in full'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -f -a "rename" -d 'Rename a key'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -f -a "revoke" -d 'Revoke keys permanently'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -f -a "rm" -d 'Revoke keys permanently'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -f -a "delete" -d 'Revoke keys permanently'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -f -a "rotate" -d 'Replace a key with a new one, and deliver it to where the old one is used'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -f -a "rotations" -d 'List, finish or abandon rotations'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -f -a "audit" -d 'Check keys and the trussrc against Baseten\'s security advice'
complete -c truss -n "__fish_truss_using_subcommand keys; and not __fish_seen_subcommand_from create list ls show rename revoke rm delete rotate rotations audit help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l type -d 'Type: personal, full-access, inference-only, metrics-only or manage-keys [default: personal]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l team -d 'Team, by id or name' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l environment -d 'Restrict it to this environment; repeatable' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l model -d 'Restrict it to this model, by id or name; repeatable' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l to -d 'Deliver the key to this destination instead of printing it; repeatable' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l sink-timeout -d 'Time limit for a destination\'s command' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l if-missing -d 'Do nothing if the key already exists as requested'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l replace -d 'Overwrite another key or text in a destination'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l type -d 'Only keys of this type; repeatable. `list` and `revoke` also take `routes`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l team -d 'Only keys of this team, by id or name' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l unused-for -d 'Only keys not used for this long, such as `90d`; keys of unknown use are left out' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l older-than -d 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l sort -d 'Sort by this; the server\'s order otherwise' -r -f -a "name\t'By name, those without one last'
created\t'The newest first'
last-used\t'The last used first, those of unknown or no use last'
type\t'By type'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l mine -d 'Only keys created by the user of the key in use'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l never-used -d 'Only keys with no use on record; with `--unused-for`, include those that are that old'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l everyone -d 'With filters: include other people\'s personal keys, which an organization admin sees'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l reverse -d 'Reverse the order'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l type -d 'Only keys of this type; repeatable. `list` and `revoke` also take `routes`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l team -d 'Only keys of this team, by id or name' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l unused-for -d 'Only keys not used for this long, such as `90d`; keys of unknown use are left out' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l older-than -d 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l sort -d 'Sort by this; the server\'s order otherwise' -r -f -a "name\t'By name, those without one last'
created\t'The newest first'
last-used\t'The last used first, those of unknown or no use last'
type\t'By type'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l mine -d 'Only keys created by the user of the key in use'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l never-used -d 'Only keys with no use on record; with `--unused-for`, include those that are that old'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l everyone -d 'With filters: include other people\'s personal keys, which an organization admin sees'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l reverse -d 'Reverse the order'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from ls" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from show" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from show" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from show" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from show" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from show" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from show" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rename" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rename" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rename" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rename" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rename" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rename" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rename" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rename" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l type -d 'Only keys of this type; repeatable. `list` and `revoke` also take `routes`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l team -d 'Only keys of this team, by id or name' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l unused-for -d 'Only keys not used for this long, such as `90d`; keys of unknown use are left out' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l older-than -d 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l mine -d 'Only keys created by the user of the key in use'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l never-used -d 'Only keys with no use on record; with `--unused-for`, include those that are that old'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l everyone -d 'With filters: include other people\'s personal keys, which an organization admin sees'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l used-too -d 'With filters: include keys used in the last 24 hours'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l ignore-missing -d 'Ignore KEYs that do not exist'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Do not ask for confirmation'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l dry-run -d 'Show what would be revoked, and revoke nothing'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l force -d 'Also revoke the key in use, and the old key of an unfinished rotation'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from revoke" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l type -d 'Only keys of this type; repeatable. `list` and `revoke` also take `routes`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l team -d 'Only keys of this team, by id or name' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l unused-for -d 'Only keys not used for this long, such as `90d`; keys of unknown use are left out' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l older-than -d 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l mine -d 'Only keys created by the user of the key in use'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l never-used -d 'Only keys with no use on record; with `--unused-for`, include those that are that old'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l everyone -d 'With filters: include other people\'s personal keys, which an organization admin sees'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l used-too -d 'With filters: include keys used in the last 24 hours'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l ignore-missing -d 'Ignore KEYs that do not exist'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -s y -l yes -d 'Do not ask for confirmation'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l dry-run -d 'Show what would be revoked, and revoke nothing'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l force -d 'Also revoke the key in use, and the old key of an unfinished rotation'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rm" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l type -d 'Only keys of this type; repeatable. `list` and `revoke` also take `routes`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l team -d 'Only keys of this team, by id or name' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l unused-for -d 'Only keys not used for this long, such as `90d`; keys of unknown use are left out' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l older-than -d 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l mine -d 'Only keys created by the user of the key in use'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l never-used -d 'Only keys with no use on record; with `--unused-for`, include those that are that old'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l everyone -d 'With filters: include other people\'s personal keys, which an organization admin sees'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l used-too -d 'With filters: include keys used in the last 24 hours'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l ignore-missing -d 'Ignore KEYs that do not exist'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask for confirmation'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show what would be revoked, and revoke nothing'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l force -d 'Also revoke the key in use, and the old key of an unfinished rotation'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l type -d 'Only keys of this type; repeatable. `list` and `revoke` also take `routes`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l team -d 'Only keys of this team, by id or name' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l unused-for -d 'Only keys not used for this long, such as `90d`; keys of unknown use are left out' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l older-than -d 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l to -d 'Deliver the new key to this destination; repeatable, delivered in order [default: sections of the trussrc with the old key, else stdout]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l sink-timeout -d 'Time limit for a destination\'s command' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l mine -d 'Only keys created by the user of the key in use'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l never-used -d 'Only keys with no use on record; with `--unused-for`, include those that are that old'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l revoke-now -d 'Revoke the old key as soon as every destination has the new one; else `truss keys rotations finish` does it'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l all-environments -d 'Confirm that the old key may call all environments, which the remote does not report'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l replace -d 'Overwrite another key or text in a destination'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l dry-run -d 'Show what would be done, and do nothing'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -s y -l yes -d 'Do not ask before rotating, nor before revoking a key that a lost response left behind'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotate" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -f -a "list" -d 'List rotated keys that are still active, and rotations that stopped on this machine'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -f -a "finish" -d 'Revoke old keys that nobody uses any more'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -f -a "abandon" -d 'Undo rotations that stopped on this machine'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from rotations" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from audit" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from audit" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from audit" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from audit" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from audit" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from audit" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from audit" -l sarif -d 'Write the report as SARIF 2.1.0, for code scanning'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from audit" -l fail-on-findings -d 'Exit with 8 if there are findings; the report is still written'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from audit" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from audit" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from audit" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from audit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from audit" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create a key and print its secret once'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "list" -d 'List keys with type, team, scopes, creation and last use'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one key in full'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Rename a key'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Revoke keys permanently'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "rotate" -d 'Replace a key with a new one, and deliver it to where the old one is used'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "rotations" -d 'List, finish or abandon rotations'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "audit" -d 'Check keys and the trussrc against Baseten\'s security advice'
complete -c truss -n "__fish_truss_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -f -a "serve" -d 'Keep the embedded API running for other clients'
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -f -a "status" -d 'Show where the embedded API keeps its state and how much is in it'
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -f -a "reset" -d 'Remove the embedded API\'s keys, models and archives'
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -f -a "team" -d 'Add teams to the embedded API'
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -f -a "user" -d 'Add users to the embedded API'
complete -c truss -n "__fish_truss_using_subcommand local; and not __fish_seen_subcommand_from serve status reset team user help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -l port -d 'The port on 127.0.0.1; 0 is a free one' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -l token-lifetime -d 'How long the access token of a browser login lasts' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -l strict -d 'Leave out what Baseten\'s API does not have: renaming keys, and restricting them to environments (TRUSS_LOCAL_STRICT=1 does the same for every command)'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -l auto-approve -d 'Confirm browser logins at once instead of on the page: for tests'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from serve" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from status" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from status" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from status" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from status" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from status" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from status" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from reset" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from reset" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from reset" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from reset" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from reset" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from reset" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Do not ask for confirmation'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from reset" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from reset" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from team" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from team" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from team" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from team" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from team" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from team" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from team" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from team" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from team" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from team" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from team" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from team" -f -a "add" -d 'Add a team, to try team keys with'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from team" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from user" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from user" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from user" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from user" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from user" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from user" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from user" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from user" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from user" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from user" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from user" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from user" -f -a "add" -d 'Add a user, to try roles with, and print their personal key once'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from user" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from help" -f -a "serve" -d 'Keep the embedded API running for other clients'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show where the embedded API keeps its state and how much is in it'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from help" -f -a "reset" -d 'Remove the embedded API\'s keys, models and archives'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from help" -f -a "team" -d 'Add teams to the embedded API'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from help" -f -a "user" -d 'Add users to the embedded API'
complete -c truss -n "__fish_truss_using_subcommand local; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c truss -n "__fish_truss_using_subcommand login" -l api-key -d 'The key itself, as Python\'s truss takes it' -r
complete -c truss -n "__fish_truss_using_subcommand login" -l remote-url -d 'Address of the remote, such as `https://app.baseten.co`; saved with the key' -r
complete -c truss -n "__fish_truss_using_subcommand login" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand login" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand login" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand login" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand login" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand login" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand login" -l browser -d 'Log in with a browser instead of a key'
complete -c truss -n "__fish_truss_using_subcommand login" -l api-key-stdin -d 'Read the key from stdin'
complete -c truss -n "__fish_truss_using_subcommand login" -l keyring -d 'Save the key, or the login, in the system\'s keyring or nowhere'
complete -c truss -n "__fish_truss_using_subcommand login" -l no-verify -d 'Save the key without checking it'
complete -c truss -n "__fish_truss_using_subcommand login" -l repair -d 'Move a trussrc that does not parse out of the way, and start a new one'
complete -c truss -n "__fish_truss_using_subcommand login" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand login" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand login" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand login" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand logout" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand logout" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand logout" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand logout" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand logout" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand logout" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand logout" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand logout" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand logout" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand logout" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand whoami" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand whoami" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand whoami" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand whoami" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand whoami" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand whoami" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand whoami" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand whoami" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand whoami" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand whoami" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand whoami" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -f -a "login" -d 'Log in to a remote, as `truss login`'
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -f -a "logout" -d 'Log out of a remote, as `truss logout`'
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -f -a "status" -d 'Show which key is used, and why'
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -f -a "token" -d 'Print the key, or the access token, that is used'
complete -c truss -n "__fish_truss_using_subcommand auth; and not __fish_seen_subcommand_from login logout status token help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -l api-key -d 'The key itself, as Python\'s truss takes it' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -l remote-url -d 'Address of the remote, such as `https://app.baseten.co`; saved with the key' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -l browser -d 'Log in with a browser instead of a key'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -l api-key-stdin -d 'Read the key from stdin'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -l keyring -d 'Save the key, or the login, in the system\'s keyring or nowhere'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -l no-verify -d 'Save the key without checking it'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -l repair -d 'Move a trussrc that does not parse out of the way, and start a new one'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from login" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from logout" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from logout" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from logout" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from logout" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from logout" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from logout" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from logout" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from logout" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from logout" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from logout" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from status" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from status" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from status" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from status" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from status" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from status" -l check -d 'Ask the remote whose key it is'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from status" -l api-key-stdin -d 'Read the key from stdin'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from status" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from token" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from token" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from token" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from token" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from token" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from token" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from token" -l api-key-stdin -d 'Read the key from stdin: it comes before every other source'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from token" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from token" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from token" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from token" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "login" -d 'Log in to a remote, as `truss login`'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "logout" -d 'Log out of a remote, as `truss logout`'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show which key is used, and why'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "token" -d 'Print the key, or the access token, that is used'
complete -c truss -n "__fish_truss_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c truss -n "__fish_truss_using_subcommand logs" -l model -d 'The model, by name or id [default: that of the Truss in this folder]' -r
complete -c truss -n "__fish_truss_using_subcommand logs" -l deployment -d 'This deployment, by id' -r
complete -c truss -n "__fish_truss_using_subcommand logs" -l environment -d 'The current deployment of this environment [default: production, or else the latest deployment]' -r
complete -c truss -n "__fish_truss_using_subcommand logs" -l since -d 'How far back to start, 7 days at most' -r
complete -c truss -n "__fish_truss_using_subcommand logs" -l min-level -d 'Leave out lines that are less serious, and those without a level' -r -f -a "debug\t''
info\t''
warning\t''
error\t''"
complete -c truss -n "__fish_truss_using_subcommand logs" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand logs" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand logs" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand logs" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand logs" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand logs" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand logs" -l tail -d 'Follow the log until you stop it'
complete -c truss -n "__fish_truss_using_subcommand logs" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand logs" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand logs" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand logs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand logs" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand api" -s X -l method -d 'The method [default: GET, or POST when there is a body]' -r -f -a "GET\t''
POST\t''
PUT\t''
PATCH\t''
DELETE\t''"
complete -c truss -n "__fish_truss_using_subcommand api" -s f -l raw-field -d 'A string field of the JSON body, or of the query with GET and DELETE; may be given several times' -r
complete -c truss -n "__fish_truss_using_subcommand api" -s F -l field -d 'As `-f`, for a value that is JSON' -r
complete -c truss -n "__fish_truss_using_subcommand api" -l input -d 'Send this file as the body; `-` is stdin' -r
complete -c truss -n "__fish_truss_using_subcommand api" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand api" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand api" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand api" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand api" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand api" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand api" -l paginate -d 'Read all pages; each is a document of its own'
complete -c truss -n "__fish_truss_using_subcommand api" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand api" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand api" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand api" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand api" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand exec" -l env-var -d 'The variable for the key; may be given several times [default: BASETEN_API_KEY]' -r
complete -c truss -n "__fish_truss_using_subcommand exec" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand exec" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand exec" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand exec" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand exec" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand exec" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand exec" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand exec" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand exec" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand exec" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand configure" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand configure" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand configure" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand configure" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand configure" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand configure" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand configure" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand configure" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand configure" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand configure" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand configure" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand completions" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand completions" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand completions" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand completions" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand completions" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand completions" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand completions" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand completions" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand completions" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand environment" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand environment" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand environment" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand environment" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand environment" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand environment" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand environment" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand environment" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand environment" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand environment" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand environment" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand exit-codes" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand exit-codes" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand exit-codes" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand exit-codes" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand exit-codes" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand exit-codes" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand exit-codes" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand exit-codes" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand exit-codes" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand exit-codes" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand exit-codes" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand options" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand options" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand options" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand options" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand options" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand options" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand options" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand options" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand options" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand trussrc" -l remote -d 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]' -r
complete -c truss -n "__fish_truss_using_subcommand trussrc" -l trussrc -d 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]' -r -F
complete -c truss -n "__fish_truss_using_subcommand trussrc" -s o -l output -d 'How to write the answer' -r -f -a "text\t'For people: tables and sentences'
json\t'For programs: one JSON document'"
complete -c truss -n "__fish_truss_using_subcommand trussrc" -l jq -d 'Filter the JSON answer with this jq program; implies `--output json`' -r
complete -c truss -n "__fish_truss_using_subcommand trussrc" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; everywhere when `CLICOLOR_FORCE` is'
always\t'Always'
never\t'Never'"
complete -c truss -n "__fish_truss_using_subcommand trussrc" -l request-timeout -d 'How long one request may take, such as `90s` or `2m`' -r
complete -c truss -n "__fish_truss_using_subcommand trussrc" -l non-interactive -d 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]'
complete -c truss -n "__fish_truss_using_subcommand trussrc" -s q -l quiet -d 'Print nothing but the answer, warnings and errors'
complete -c truss -n "__fish_truss_using_subcommand trussrc" -s v -l verbose -d 'Show requests and timings on stderr; secrets are never shown'
complete -c truss -n "__fish_truss_using_subcommand trussrc" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c truss -n "__fish_truss_using_subcommand trussrc" -s V -l version -d 'Print version'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "push" -d 'Pack the Truss in a folder, upload it and make a deployment'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "keys" -d 'Create, list, rename, revoke, rotate and audit API keys'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "local" -d 'Serve and reset the embedded API, the remote `local`'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "login" -d 'Save an API key in the trussrc, or log in with a browser'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "logout" -d 'Remove a remote and its key, and end a browser login'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "whoami" -d 'Show whose key is used'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "auth" -d 'Log in and out; show which key is used and why, or the key itself'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "logs" -d 'Show the log of a deployment'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "api" -d 'Send any request to the management API'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "exec" -d 'Run a command with the active key in its environment'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "configure" -d 'Edit the trussrc; it is checked before it is saved'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "environment" -d 'The variables that are read'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "exit-codes" -d 'The exit codes'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "options" -d 'The options that every command takes'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "trussrc" -d 'The file of remotes and keys'
complete -c truss -n "__fish_truss_using_subcommand help; and not __fish_seen_subcommand_from push keys local login logout whoami auth logs api exec configure completions environment exit-codes options trussrc help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "create" -d 'Create a key and print its secret once'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "list" -d 'List keys with type, team, scopes, creation and last use'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "show" -d 'Show one key in full'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "rename" -d 'Rename a key'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "revoke" -d 'Revoke keys permanently'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "rotate" -d 'Replace a key with a new one, and deliver it to where the old one is used'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "rotations" -d 'List, finish or abandon rotations'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "audit" -d 'Check keys and the trussrc against Baseten\'s security advice'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from local" -f -a "serve" -d 'Keep the embedded API running for other clients'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from local" -f -a "status" -d 'Show where the embedded API keeps its state and how much is in it'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from local" -f -a "reset" -d 'Remove the embedded API\'s keys, models and archives'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from local" -f -a "team" -d 'Add teams to the embedded API'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from local" -f -a "user" -d 'Add users to the embedded API'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "login" -d 'Log in to a remote, as `truss login`'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "logout" -d 'Log out of a remote, as `truss logout`'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "status" -d 'Show which key is used, and why'
complete -c truss -n "__fish_truss_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "token" -d 'Print the key, or the access token, that is used'
>>>>>>> signin
