# shellcheck shell=bash
# Completion of the other programs for bash: their options, as --help lists them.

_rrlb_options() {
  local cur=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  [[ $cur == -* ]] || return 0
  mapfile -t COMPREPLY < <(compgen -W "$("$1" --help 2>/dev/null | sed -n 's/^  \(--[a-z-]*\) .*/\1/p')" -- "$cur")
}

complete -o default -F _rrlb_options rrlbd rrlb-backend rrlb-dashboard rrlb-traffic
