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
