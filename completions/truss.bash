# Completes `truss` in bash. The program itself answers what may be typed next.
_truss() {
    local line kind= IFS=$'\n'
    COMPREPLY=()
    while read -r line; do
        if [[ -z $kind ]]; then kind=$line; else COMPREPLY+=("$line"); fi
    done < <(printf '%s\0' "$2" "${COMP_LINE:0:COMP_POINT}" | "${1/#\~/$HOME}" complete bash 2>/dev/null)
    case $kind in
        beginnings) compopt -o nospace 2>/dev/null ;;
        # Bash 3 has no compopt.
        files) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$2")) ;;
        directories) compopt -o dirnames 2>/dev/null || COMPREPLY=($(compgen -d -- "$2")) ;;
        commands) COMPREPLY=($(compgen -c -- "$2")) ;;
    esac
}
complete -o nosort -F _truss truss truss-rs 2>/dev/null || complete -F _truss truss truss-rs
