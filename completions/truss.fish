# Completes `truss` in fish. The program itself answers what may be typed next.
function __truss_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~(?=/)' "$HOME" -- $words[1])
    set -l answer (printf '%s\0' $words[2..-1] $current | command $program complete fish 2>/dev/null)
    # What stands before a file in the same word, such as `--config=`.
    set -l option (string match -r -- '^--[^=]+=' $current)
    set -l path (string replace -r -- '^--[^=]+=' '' $current)
    switch "$answer[1]"
        case values beginnings
            set -q answer[2]; and printf '%s\n' $answer[2..-1]
        case files
            __fish_complete_path $path | string replace -r -- '^' "$option"
        case directories
            __fish_complete_directories $path '' | string replace -r -- '^' "$option"
        case commands
            __fish_complete_command
    end
end
for program in truss truss-rs
    complete -c $program -f -a '(__truss_complete)'
end
