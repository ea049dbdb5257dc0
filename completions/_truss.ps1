
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'truss' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'truss'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'truss' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('push', 'push', [CompletionResultType]::ParameterValue, 'Pack the Truss in a folder, upload it and make a deployment')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'Create, list, rename, revoke, rotate and audit API keys')
            [CompletionResult]::new('local', 'local', [CompletionResultType]::ParameterValue, 'Serve and reset the embedded API, the remote `local`')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Save an API key in the trussrc, or log in with a browser')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Remove a remote and its key, and end a browser login')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show whose key is used')
            [CompletionResult]::new('auth', 'auth', [CompletionResultType]::ParameterValue, 'Log in and out; show which key is used and why, or the key itself')
            [CompletionResult]::new('predict', 'predict', [CompletionResultType]::ParameterValue, 'Call a deployed model and print its answer')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Show the log of a deployment')
            [CompletionResult]::new('api', 'api', [CompletionResultType]::ParameterValue, 'Send any request to the management API')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command with the active key in its environment')
            [CompletionResult]::new('configure', 'configure', [CompletionResultType]::ParameterValue, 'Edit the trussrc; it is checked before it is saved')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('complete', 'complete', [CompletionResultType]::ParameterValue, 'Answer a completion script: what may be typed next')
            [CompletionResult]::new('environment', 'environment', [CompletionResultType]::ParameterValue, 'The variables that are read')
            [CompletionResult]::new('exit-codes', 'exit-codes', [CompletionResultType]::ParameterValue, 'The exit codes')
            [CompletionResult]::new('options', 'options', [CompletionResultType]::ParameterValue, 'The options that every command takes')
            [CompletionResult]::new('trussrc', 'trussrc', [CompletionResultType]::ParameterValue, 'The file of remotes and keys')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;push' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Pack this file as config.yaml')
            [CompletionResult]::new('--model-name', '--model-name', [CompletionResultType]::ParameterName, 'Use this model name instead of the config''s')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Deploy to this environment')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Deploy in this region, such as `us`')
            [CompletionResult]::new('--deployment-name', '--deployment-name', [CompletionResultType]::ParameterName, 'Name the deployment: letters, numbers, `-`, `_` and `.`')
            [CompletionResult]::new('--timeout-seconds', '--timeout-seconds', [CompletionResultType]::ParameterName, 'With `--wait`: stop waiting after this long (exit code 10)')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'The team that the model belongs to, by id or name')
            [CompletionResult]::new('--labels', '--labels', [CompletionResultType]::ParameterName, 'Labels of the deployment, as a JSON object')
            [CompletionResult]::new('--deploy-timeout-minutes', '--deploy-timeout-minutes', [CompletionResultType]::ParameterName, 'How long the deployment may take, from 10 to 1440 minutes')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--no-create-environment', '--no-create-environment', [CompletionResultType]::ParameterName, 'Do not create the environment: the push is refused if it does not exist')
            [CompletionResult]::new('--promote', '--promote', [CompletionResultType]::ParameterName, 'Deploy to production: the same as `--environment production`')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until the deployment is active')
            [CompletionResult]::new('--no-wait', '--no-wait', [CompletionResultType]::ParameterName, 'Do not wait; the default')
            [CompletionResult]::new('--tail', '--tail', [CompletionResultType]::ParameterName, 'Show the deployment''s log, with `--wait` until it is active, otherwise until you stop it')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Build without cached layers')
            [CompletionResult]::new('--preserve-env-instance-type', '--preserve-env-instance-type', [CompletionResultType]::ParameterName, 'Keep the environment''s instance type; the default')
            [CompletionResult]::new('--no-preserve-env-instance-type', '--no-preserve-env-instance-type', [CompletionResultType]::ParameterName, 'Take the instance type from the config')
            [CompletionResult]::new('--disable-truss-download', '--disable-truss-download', [CompletionResultType]::ParameterName, 'Do not offer the archive for download; for new models only')
            [CompletionResult]::new('--include-git-info', '--include-git-info', [CompletionResultType]::ParameterName, 'Send along the git commit and tag, and whether there are uncommitted changes')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be pushed and have the remote check it, without uploading')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'With `--dry-run`: do not contact the remote either')
            [CompletionResult]::new('--allow-secrets', '--allow-secrets', [CompletionResultType]::ParameterName, 'Push even if a file contains a secret')
            [CompletionResult]::new('--publish', '--publish', [CompletionResultType]::ParameterName, 'Not needed any more: every push is published')
            [CompletionResult]::new('--trusted', '--trusted', [CompletionResultType]::ParameterName, 'Not needed any more: every model is trusted')
            [CompletionResult]::new('--preserve-previous-production-deployment', '--preserve-previous-production-deployment', [CompletionResultType]::ParameterName, 'Only Python''s truss can do this')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a key and print its secret once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List keys with type, team, scopes, creation and last use')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List keys with type, team, scopes, creation and last use')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one key in full')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a key')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke keys permanently')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Revoke keys permanently')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Revoke keys permanently')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Replace a key with a new one, and deliver it to where the old one is used')
            [CompletionResult]::new('rotations', 'rotations', [CompletionResultType]::ParameterValue, 'List, finish or abandon rotations')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Check keys and the trussrc against Baseten''s security advice')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Find keys that leaked into files, into git history or into what is staged')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;keys;create' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'What the key may do [default: personal]')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'Team, by id or name')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Restrict it to this environment; repeatable')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Restrict it to this model, by id or name; repeatable')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Deliver the key to this destination instead of printing it; repeatable')
            [CompletionResult]::new('--sink-timeout', '--sink-timeout', [CompletionResultType]::ParameterName, 'Time limit for a destination''s command')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--if-missing', '--if-missing', [CompletionResultType]::ParameterName, 'Do nothing if the key already exists as requested')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Overwrite another key or text in a destination')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;list' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only keys of this type; repeatable')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'Only keys of this team, by id or name')
            [CompletionResult]::new('--unused-for', '--unused-for', [CompletionResultType]::ParameterName, 'Only keys not used for this long, such as `90d`; keys of unknown use are left out')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'Sort by this; the server''s order otherwise')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--mine', '--mine', [CompletionResultType]::ParameterName, 'Only keys created by the user of the key in use')
            [CompletionResult]::new('--never-used', '--never-used', [CompletionResultType]::ParameterName, 'Only keys with no use on record; with `--unused-for`, include those that are that old')
            [CompletionResult]::new('--everyone', '--everyone', [CompletionResultType]::ParameterName, 'With filters: include other people''s personal keys, which an organization admin sees')
            [CompletionResult]::new('--reverse', '--reverse', [CompletionResultType]::ParameterName, 'Reverse the order')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;ls' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only keys of this type; repeatable')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'Only keys of this team, by id or name')
            [CompletionResult]::new('--unused-for', '--unused-for', [CompletionResultType]::ParameterName, 'Only keys not used for this long, such as `90d`; keys of unknown use are left out')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'Sort by this; the server''s order otherwise')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--mine', '--mine', [CompletionResultType]::ParameterName, 'Only keys created by the user of the key in use')
            [CompletionResult]::new('--never-used', '--never-used', [CompletionResultType]::ParameterName, 'Only keys with no use on record; with `--unused-for`, include those that are that old')
            [CompletionResult]::new('--everyone', '--everyone', [CompletionResultType]::ParameterName, 'With filters: include other people''s personal keys, which an organization admin sees')
            [CompletionResult]::new('--reverse', '--reverse', [CompletionResultType]::ParameterName, 'Reverse the order')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;show' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;rename' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;revoke' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only keys of this type; repeatable')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'Only keys of this team, by id or name')
            [CompletionResult]::new('--unused-for', '--unused-for', [CompletionResultType]::ParameterName, 'Only keys not used for this long, such as `90d`; keys of unknown use are left out')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--mine', '--mine', [CompletionResultType]::ParameterName, 'Only keys created by the user of the key in use')
            [CompletionResult]::new('--never-used', '--never-used', [CompletionResultType]::ParameterName, 'Only keys with no use on record; with `--unused-for`, include those that are that old')
            [CompletionResult]::new('--everyone', '--everyone', [CompletionResultType]::ParameterName, 'With filters: include other people''s personal keys, which an organization admin sees')
            [CompletionResult]::new('--used-too', '--used-too', [CompletionResultType]::ParameterName, 'With filters: include keys used in the last 24 hours')
            [CompletionResult]::new('--ignore-missing', '--ignore-missing', [CompletionResultType]::ParameterName, 'Ignore KEYs that do not exist')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be revoked, and revoke nothing')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Also revoke the key in use, and the old key of an unfinished rotation')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;rm' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only keys of this type; repeatable')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'Only keys of this team, by id or name')
            [CompletionResult]::new('--unused-for', '--unused-for', [CompletionResultType]::ParameterName, 'Only keys not used for this long, such as `90d`; keys of unknown use are left out')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--mine', '--mine', [CompletionResultType]::ParameterName, 'Only keys created by the user of the key in use')
            [CompletionResult]::new('--never-used', '--never-used', [CompletionResultType]::ParameterName, 'Only keys with no use on record; with `--unused-for`, include those that are that old')
            [CompletionResult]::new('--everyone', '--everyone', [CompletionResultType]::ParameterName, 'With filters: include other people''s personal keys, which an organization admin sees')
            [CompletionResult]::new('--used-too', '--used-too', [CompletionResultType]::ParameterName, 'With filters: include keys used in the last 24 hours')
            [CompletionResult]::new('--ignore-missing', '--ignore-missing', [CompletionResultType]::ParameterName, 'Ignore KEYs that do not exist')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be revoked, and revoke nothing')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Also revoke the key in use, and the old key of an unfinished rotation')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;delete' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only keys of this type; repeatable')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'Only keys of this team, by id or name')
            [CompletionResult]::new('--unused-for', '--unused-for', [CompletionResultType]::ParameterName, 'Only keys not used for this long, such as `90d`; keys of unknown use are left out')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--mine', '--mine', [CompletionResultType]::ParameterName, 'Only keys created by the user of the key in use')
            [CompletionResult]::new('--never-used', '--never-used', [CompletionResultType]::ParameterName, 'Only keys with no use on record; with `--unused-for`, include those that are that old')
            [CompletionResult]::new('--everyone', '--everyone', [CompletionResultType]::ParameterName, 'With filters: include other people''s personal keys, which an organization admin sees')
            [CompletionResult]::new('--used-too', '--used-too', [CompletionResultType]::ParameterName, 'With filters: include keys used in the last 24 hours')
            [CompletionResult]::new('--ignore-missing', '--ignore-missing', [CompletionResultType]::ParameterName, 'Ignore KEYs that do not exist')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be revoked, and revoke nothing')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Also revoke the key in use, and the old key of an unfinished rotation')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;rotate' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only keys of this type; repeatable')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'Only keys of this team, by id or name')
            [CompletionResult]::new('--unused-for', '--unused-for', [CompletionResultType]::ParameterName, 'Only keys not used for this long, such as `90d`; keys of unknown use are left out')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Deliver the new key to this destination; repeatable, delivered in order [default: sections of the trussrc with the old key, else stdout]')
            [CompletionResult]::new('--sink-timeout', '--sink-timeout', [CompletionResultType]::ParameterName, 'Time limit for a destination''s command')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--mine', '--mine', [CompletionResultType]::ParameterName, 'Only keys created by the user of the key in use')
            [CompletionResult]::new('--never-used', '--never-used', [CompletionResultType]::ParameterName, 'Only keys with no use on record; with `--unused-for`, include those that are that old')
            [CompletionResult]::new('--revoke-now', '--revoke-now', [CompletionResultType]::ParameterName, 'Revoke the old key as soon as every destination has the new one; else `truss keys rotations finish` does it')
            [CompletionResult]::new('--all-environments', '--all-environments', [CompletionResultType]::ParameterName, 'Confirm that the old key may call all environments, which the remote does not report')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Overwrite another key or text in a destination')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before rotating, nor before revoking a key that a lost response left behind')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before rotating, nor before revoking a key that a lost response left behind')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;rotations' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List rotated keys that are still active, and rotations that stopped on this machine')
            [CompletionResult]::new('finish', 'finish', [CompletionResultType]::ParameterValue, 'Revoke old keys that nobody uses any more')
            [CompletionResult]::new('abandon', 'abandon', [CompletionResultType]::ParameterValue, 'Undo rotations that stopped on this machine')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;keys;rotations;list' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;rotations;finish' {
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'Only keys of this team, by id or name')
            [CompletionResult]::new('--quiet-for', '--quiet-for', [CompletionResultType]::ParameterName, 'How long an old key must not have been used: longer than the pause of a weekly job')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be revoked, and revoke nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;rotations;abandon' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;rotations;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List rotated keys that are still active, and rotations that stopped on this machine')
            [CompletionResult]::new('finish', 'finish', [CompletionResultType]::ParameterValue, 'Revoke old keys that nobody uses any more')
            [CompletionResult]::new('abandon', 'abandon', [CompletionResultType]::ParameterValue, 'Undo rotations that stopped on this machine')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;keys;rotations;help;list' {
            break
        }
        'truss;keys;rotations;help;finish' {
            break
        }
        'truss;keys;rotations;help;abandon' {
            break
        }
        'truss;keys;rotations;help;help' {
            break
        }
        'truss;keys;audit' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--sarif', '--sarif', [CompletionResultType]::ParameterName, 'Write the report as SARIF 2.1.0, for code scanning')
            [CompletionResult]::new('--fail-on-findings', '--fail-on-findings', [CompletionResultType]::ParameterName, 'Exit with 8 if there are findings; the report is still written')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;scan' {
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Search for this key alone: its prefix or name, or `-` to read it from stdin')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--history', '--history', [CompletionResultType]::ParameterName, 'Search all versions of all files that the git repository has, and all messages')
            [CompletionResult]::new('--staged', '--staged', [CompletionResultType]::ParameterName, 'Search the files that the next commit would change, as they are staged')
            [CompletionResult]::new('--no-ignore', '--no-ignore', [CompletionResultType]::ParameterName, 'Search what git ignores, too, and the folder .git')
            [CompletionResult]::new('--sarif', '--sarif', [CompletionResultType]::ParameterName, 'Write the findings as SARIF 2.1.0, for code scanning')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;keys;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a key and print its secret once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List keys with type, team, scopes, creation and last use')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one key in full')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a key')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke keys permanently')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Replace a key with a new one, and deliver it to where the old one is used')
            [CompletionResult]::new('rotations', 'rotations', [CompletionResultType]::ParameterValue, 'List, finish or abandon rotations')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Check keys and the trussrc against Baseten''s security advice')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Find keys that leaked into files, into git history or into what is staged')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;keys;help;create' {
            break
        }
        'truss;keys;help;list' {
            break
        }
        'truss;keys;help;show' {
            break
        }
        'truss;keys;help;rename' {
            break
        }
        'truss;keys;help;revoke' {
            break
        }
        'truss;keys;help;rotate' {
            break
        }
        'truss;keys;help;rotations' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List rotated keys that are still active, and rotations that stopped on this machine')
            [CompletionResult]::new('finish', 'finish', [CompletionResultType]::ParameterValue, 'Revoke old keys that nobody uses any more')
            [CompletionResult]::new('abandon', 'abandon', [CompletionResultType]::ParameterValue, 'Undo rotations that stopped on this machine')
            break
        }
        'truss;keys;help;rotations;list' {
            break
        }
        'truss;keys;help;rotations;finish' {
            break
        }
        'truss;keys;help;rotations;abandon' {
            break
        }
        'truss;keys;help;audit' {
            break
        }
        'truss;keys;help;scan' {
            break
        }
        'truss;keys;help;help' {
            break
        }
        'truss;local' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Keep the embedded API running for other clients')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show where the embedded API keeps its state and how much is in it')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Remove the embedded API''s keys, models and archives')
            [CompletionResult]::new('team', 'team', [CompletionResultType]::ParameterValue, 'Add teams to the embedded API')
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'Add users to the embedded API')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;local;serve' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port on 127.0.0.1; 0 is a free one')
            [CompletionResult]::new('--token-lifetime', '--token-lifetime', [CompletionResultType]::ParameterName, 'How long the access token of a browser login lasts')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Leave out what Baseten''s API does not have: renaming keys, and restricting them to environments (TRUSS_LOCAL_STRICT=1 does the same for every command)')
            [CompletionResult]::new('--auto-approve', '--auto-approve', [CompletionResultType]::ParameterName, 'Confirm browser logins at once instead of on the page: for tests')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;local;status' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;local;reset' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;local;team' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a team, to try team keys with')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;local;team;add' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;local;team;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a team, to try team keys with')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;local;team;help;add' {
            break
        }
        'truss;local;team;help;help' {
            break
        }
        'truss;local;user' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a user, to try roles with, and print their personal key once')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;local;user;add' {
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'What the user may do')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'The user''s team, by name or id [default: the default team]')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;local;user;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a user, to try roles with, and print their personal key once')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;local;user;help;add' {
            break
        }
        'truss;local;user;help;help' {
            break
        }
        'truss;local;help' {
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Keep the embedded API running for other clients')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show where the embedded API keeps its state and how much is in it')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Remove the embedded API''s keys, models and archives')
            [CompletionResult]::new('team', 'team', [CompletionResultType]::ParameterValue, 'Add teams to the embedded API')
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'Add users to the embedded API')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;local;help;serve' {
            break
        }
        'truss;local;help;status' {
            break
        }
        'truss;local;help;reset' {
            break
        }
        'truss;local;help;team' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a team, to try team keys with')
            break
        }
        'truss;local;help;team;add' {
            break
        }
        'truss;local;help;user' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a user, to try roles with, and print their personal key once')
            break
        }
        'truss;local;help;user;add' {
            break
        }
        'truss;local;help;help' {
            break
        }
        'truss;login' {
            [CompletionResult]::new('--api-key', '--api-key', [CompletionResultType]::ParameterName, 'The key itself, as Python''s truss takes it')
            [CompletionResult]::new('--remote-url', '--remote-url', [CompletionResultType]::ParameterName, 'Address of the remote, such as `https://app.baseten.co`; saved with the key')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'Log in with a browser instead of a key')
            [CompletionResult]::new('--api-key-stdin', '--api-key-stdin', [CompletionResultType]::ParameterName, 'Read the key from stdin')
            [CompletionResult]::new('--keyring', '--keyring', [CompletionResultType]::ParameterName, 'Save the key, or the login, in the system''s keyring or nowhere')
            [CompletionResult]::new('--no-verify', '--no-verify', [CompletionResultType]::ParameterName, 'Save the key without checking it')
            [CompletionResult]::new('--repair', '--repair', [CompletionResultType]::ParameterName, 'Move a trussrc that does not parse out of the way, and start a new one')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;logout' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;whoami' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;auth' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Log in to a remote, as `truss login`')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Log out of a remote, as `truss logout`')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show which key is used, and why')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print the key, or the access token, that is used')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;auth;login' {
            [CompletionResult]::new('--api-key', '--api-key', [CompletionResultType]::ParameterName, 'The key itself, as Python''s truss takes it')
            [CompletionResult]::new('--remote-url', '--remote-url', [CompletionResultType]::ParameterName, 'Address of the remote, such as `https://app.baseten.co`; saved with the key')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'Log in with a browser instead of a key')
            [CompletionResult]::new('--api-key-stdin', '--api-key-stdin', [CompletionResultType]::ParameterName, 'Read the key from stdin')
            [CompletionResult]::new('--keyring', '--keyring', [CompletionResultType]::ParameterName, 'Save the key, or the login, in the system''s keyring or nowhere')
            [CompletionResult]::new('--no-verify', '--no-verify', [CompletionResultType]::ParameterName, 'Save the key without checking it')
            [CompletionResult]::new('--repair', '--repair', [CompletionResultType]::ParameterName, 'Move a trussrc that does not parse out of the way, and start a new one')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;auth;logout' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;auth;status' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Ask the remote whose key it is')
            [CompletionResult]::new('--api-key-stdin', '--api-key-stdin', [CompletionResultType]::ParameterName, 'Read the key from stdin')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;auth;token' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--api-key-stdin', '--api-key-stdin', [CompletionResultType]::ParameterName, 'Read the key from stdin: it comes before every other source')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;auth;help' {
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Log in to a remote, as `truss login`')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Log out of a remote, as `truss logout`')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show which key is used, and why')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print the key, or the access token, that is used')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;auth;help;login' {
            break
        }
        'truss;auth;help;logout' {
            break
        }
        'truss;auth;help;status' {
            break
        }
        'truss;auth;help;token' {
            break
        }
        'truss;auth;help;help' {
            break
        }
        'truss;predict' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'The model, by name or id [default: that of the Truss in this folder]')
            [CompletionResult]::new('--deployment', '--deployment', [CompletionResultType]::ParameterName, 'This deployment, by id')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The current deployment of this environment [default: production, or else the latest deployment]')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'The input, as JSON')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The input, as JSON')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Send this file as the input, as it is')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Send this file as the input, as it is')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--development', '--development', [CompletionResultType]::ParameterName, 'The development deployment')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;logs' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'The model, by name or id [default: that of the Truss in this folder]')
            [CompletionResult]::new('--deployment', '--deployment', [CompletionResultType]::ParameterName, 'This deployment, by id')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The current deployment of this environment [default: production, or else the latest deployment]')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'How far back to start, 7 days at most')
            [CompletionResult]::new('--min-level', '--min-level', [CompletionResultType]::ParameterName, 'Leave out lines that are less serious, and those without a level')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--tail', '--tail', [CompletionResultType]::ParameterName, 'Follow the log until you stop it')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;api' {
            [CompletionResult]::new('-X', '-X ', [CompletionResultType]::ParameterName, 'The method [default: GET, or POST when there is a body]')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'The method [default: GET, or POST when there is a body]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'A string field of the JSON body, or of the query with GET and DELETE; may be given several times')
            [CompletionResult]::new('--raw-field', '--raw-field', [CompletionResultType]::ParameterName, 'A string field of the JSON body, or of the query with GET and DELETE; may be given several times')
            [CompletionResult]::new('-F', '-F ', [CompletionResultType]::ParameterName, 'As `-f`, for a value that is JSON')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'As `-f`, for a value that is JSON')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'Send this file as the body; `-` is stdin')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--paginate', '--paginate', [CompletionResultType]::ParameterName, 'Read all pages; each is a document of its own')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;exec' {
            [CompletionResult]::new('--env-var', '--env-var', [CompletionResultType]::ParameterName, 'The variable for the key; may be given several times [default: BASETEN_API_KEY, or BASETEN_TRUSS_AUTH_API_KEY for a browser login]')
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;configure' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;completions' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;complete' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;environment' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;exit-codes' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;options' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            break
        }
        'truss;trussrc' {
            [CompletionResult]::new('--remote', '--remote', [CompletionResultType]::ParameterName, 'Use this remote of the trussrc; `local` is the embedded API [env: TRUSS_REMOTE]')
            [CompletionResult]::new('--trussrc', '--trussrc', [CompletionResultType]::ParameterName, 'Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write the answer')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON answer with this jq program; implies `--output json`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long one request may take, such as `90s` or `2m` [default: 60s]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal [env: TRUSS_NON_INTERACTIVE, CI]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the answer, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show requests and timings on stderr; secrets are never shown')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'truss;help' {
            [CompletionResult]::new('push', 'push', [CompletionResultType]::ParameterValue, 'Pack the Truss in a folder, upload it and make a deployment')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'Create, list, rename, revoke, rotate and audit API keys')
            [CompletionResult]::new('local', 'local', [CompletionResultType]::ParameterValue, 'Serve and reset the embedded API, the remote `local`')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Save an API key in the trussrc, or log in with a browser')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Remove a remote and its key, and end a browser login')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show whose key is used')
            [CompletionResult]::new('auth', 'auth', [CompletionResultType]::ParameterValue, 'Log in and out; show which key is used and why, or the key itself')
            [CompletionResult]::new('predict', 'predict', [CompletionResultType]::ParameterValue, 'Call a deployed model and print its answer')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Show the log of a deployment')
            [CompletionResult]::new('api', 'api', [CompletionResultType]::ParameterValue, 'Send any request to the management API')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command with the active key in its environment')
            [CompletionResult]::new('configure', 'configure', [CompletionResultType]::ParameterValue, 'Edit the trussrc; it is checked before it is saved')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('complete', 'complete', [CompletionResultType]::ParameterValue, 'Answer a completion script: what may be typed next')
            [CompletionResult]::new('environment', 'environment', [CompletionResultType]::ParameterValue, 'The variables that are read')
            [CompletionResult]::new('exit-codes', 'exit-codes', [CompletionResultType]::ParameterValue, 'The exit codes')
            [CompletionResult]::new('options', 'options', [CompletionResultType]::ParameterValue, 'The options that every command takes')
            [CompletionResult]::new('trussrc', 'trussrc', [CompletionResultType]::ParameterValue, 'The file of remotes and keys')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'truss;help;push' {
            break
        }
        'truss;help;keys' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a key and print its secret once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List keys with type, team, scopes, creation and last use')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one key in full')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a key')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke keys permanently')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Replace a key with a new one, and deliver it to where the old one is used')
            [CompletionResult]::new('rotations', 'rotations', [CompletionResultType]::ParameterValue, 'List, finish or abandon rotations')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Check keys and the trussrc against Baseten''s security advice')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Find keys that leaked into files, into git history or into what is staged')
            break
        }
        'truss;help;keys;create' {
            break
        }
        'truss;help;keys;list' {
            break
        }
        'truss;help;keys;show' {
            break
        }
        'truss;help;keys;rename' {
            break
        }
        'truss;help;keys;revoke' {
            break
        }
        'truss;help;keys;rotate' {
            break
        }
        'truss;help;keys;rotations' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List rotated keys that are still active, and rotations that stopped on this machine')
            [CompletionResult]::new('finish', 'finish', [CompletionResultType]::ParameterValue, 'Revoke old keys that nobody uses any more')
            [CompletionResult]::new('abandon', 'abandon', [CompletionResultType]::ParameterValue, 'Undo rotations that stopped on this machine')
            break
        }
        'truss;help;keys;rotations;list' {
            break
        }
        'truss;help;keys;rotations;finish' {
            break
        }
        'truss;help;keys;rotations;abandon' {
            break
        }
        'truss;help;keys;audit' {
            break
        }
        'truss;help;keys;scan' {
            break
        }
        'truss;help;local' {
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Keep the embedded API running for other clients')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show where the embedded API keeps its state and how much is in it')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Remove the embedded API''s keys, models and archives')
            [CompletionResult]::new('team', 'team', [CompletionResultType]::ParameterValue, 'Add teams to the embedded API')
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'Add users to the embedded API')
            break
        }
        'truss;help;local;serve' {
            break
        }
        'truss;help;local;status' {
            break
        }
        'truss;help;local;reset' {
            break
        }
        'truss;help;local;team' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a team, to try team keys with')
            break
        }
        'truss;help;local;team;add' {
            break
        }
        'truss;help;local;user' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a user, to try roles with, and print their personal key once')
            break
        }
        'truss;help;local;user;add' {
            break
        }
        'truss;help;login' {
            break
        }
        'truss;help;logout' {
            break
        }
        'truss;help;whoami' {
            break
        }
        'truss;help;auth' {
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Log in to a remote, as `truss login`')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Log out of a remote, as `truss logout`')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show which key is used, and why')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print the key, or the access token, that is used')
            break
        }
        'truss;help;auth;login' {
            break
        }
        'truss;help;auth;logout' {
            break
        }
        'truss;help;auth;status' {
            break
        }
        'truss;help;auth;token' {
            break
        }
        'truss;help;predict' {
            break
        }
        'truss;help;logs' {
            break
        }
        'truss;help;api' {
            break
        }
        'truss;help;exec' {
            break
        }
        'truss;help;configure' {
            break
        }
        'truss;help;completions' {
            break
        }
        'truss;help;complete' {
            break
        }
        'truss;help;environment' {
            break
        }
        'truss;help;exit-codes' {
            break
        }
        'truss;help;options' {
            break
        }
        'truss;help;trussrc' {
            break
        }
        'truss;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
