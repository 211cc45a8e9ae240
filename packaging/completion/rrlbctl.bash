# shellcheck shell=bash
# Completion of rrlbctl for bash: commands, options, and names of backends.
#
# bash-completion loads this file by the name of the program, at the first TAB after it.

_rrlbctl_options() {  # COMMAND
  local common="--socket --json --config --help"
  case $1 in
    top) echo "--interval --rounds $common" ;;
    backends) echo "--names $common" ;;
    drain) echo "--wait --timeout --why --until $common" ;;
    disable | enable | weight) echo "--why --until $common" ;;
    add) echo "--name --weight --why --until $common" ;;
    remove) echo "--why $common" ;;
    events) echo "--follow --lines $common" ;;
    '') echo "$common --check --version" ;;
    *) echo "$common" ;;
  esac
}

_rrlbctl() {
  local commands="status top backends explain drain disable enable weight add remove events config
    check diff reload alerts"
  local cur prev words cword
  # bash splits words at colons, but a name like "10.0.0.1:8080" is one word.
  if declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref -n := cur prev words cword
  else
    cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
  fi
  local command='' asked=() count=0 i
  COMPREPLY=()

  # Finds the command, the number of its arguments, and the options that select a balancer.
  for ((i = 1; i < cword; ++i)); do
    case ${words[i]} in
      --socket | --config)
        asked+=("${words[i]}" "${words[i + 1]}")
        i=$((i + 1)) ;;
      --interval | --rounds | --timeout | --why | --until | --name | --weight | --lines)
        i=$((i + 1)) ;;
      -*) ;;
      *) if [ -z "$command" ]; then command=${words[i]}; else count=$((count + 1)); fi ;;
    esac
  done

  case $prev in
    --socket | --config)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      return ;;
    --interval | --timeout) mapfile -t COMPREPLY < <(compgen -W "1s 2s 10s 60s" -- "$cur"); return ;;
    --until) mapfile -t COMPREPLY < <(compgen -W "30m 1h 2h 8h" -- "$cur"); return ;;
    --rounds | --why | --name | --weight | --lines) return ;;
  esac

  local choices=()
  if [[ $cur == -* ]]; then
    read -ra choices <<<"$(_rrlbctl_options "$command")"
  elif [ -z "$command" ]; then
    read -rd '' -a choices <<<"$commands"
  else
    case $command/$count in
      explain/0 | drain/0 | disable/0 | enable/0 | weight/0 | remove/0)
        mapfile -t choices < <("${words[0]}" "${asked[@]}" backends --names 2>/dev/null) ;;
      weight/1) choices=("file") ;;
      alerts/0) choices=("test") ;;
    esac
  fi
  local choice
  for choice in "${choices[@]}"; do
    [[ $choice == "$cur"* ]] || continue
    printf -v choice %q "$choice"
    COMPREPLY+=("$choice")
  done
  if declare -F __ltrim_colon_completions >/dev/null; then __ltrim_colon_completions "$cur"; fi
}

complete -F _rrlbctl rrlbctl
