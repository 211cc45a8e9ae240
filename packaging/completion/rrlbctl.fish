# Completion of rrlbctl for fish: commands, options, and names of backends.

set -l with_value --socket --config --interval --rounds --timeout --why --until --name --weight --lines

# The command and its arguments so far, without options and their values.
function __rrlbctl_words --inherit-variable with_value
    set -l tokens (commandline -opc)
    set -l skip no
    for token in $tokens[2..-1]
        if test $skip = yes
            set skip no
        else if contains -- $token $with_value
            set skip yes
        else if not string match -q -- '-*' $token
            printf '%s\n' $token
        end
    end
end

# Whether COMMAND is one of these, and has COUNT arguments already.
function __rrlbctl_command
    set -l words (__rrlbctl_words)
    test (count $words) -gt 0; and contains -- $words[1] $argv
end
function __rrlbctl_argument --argument-names count
    set -l words (__rrlbctl_words)
    test (count $words) -eq (math $count + 1); and contains -- $words[1] $argv[2..-1]
end
function __rrlbctl_no_command
    test (count (__rrlbctl_words)) -eq 0
end

# The names of backends, from the balancer that the command line selects.
function __rrlbctl_names
    set -l tokens (commandline -opc)
    set -l asked
    for i in (seq 2 (count $tokens))
        if contains -- $tokens[$i] --socket --config
            set -a asked $tokens[$i] $tokens[(math $i + 1)]
        end
    end
    $tokens[1] $asked backends --names 2>/dev/null
end

complete -c rrlbctl -f
complete -c rrlbctl -l socket -rF -d 'admin socket of the balancer'
complete -c rrlbctl -l config -rF -d 'read FILE'
complete -c rrlbctl -l json -d 'print the answer as JSON'
complete -c rrlbctl -l help -d 'print help and exit'
complete -c rrlbctl -n __rrlbctl_no_command -l check -d 'read the configuration, print its problems, and exit'
complete -c rrlbctl -n __rrlbctl_no_command -l version -d 'print the version and exit'

complete -c rrlbctl -n __rrlbctl_no_command -k -a "
    status\t'show the balancer and its backends'
    top\t'show them again and again'
    backends\t'configured, overridden and current state of each backend'
    explain\t'show why a backend gets its share of requests'
    drain\t'send a backend no new requests'
    disable\t'send a backend no requests and no probes'
    enable\t'send requests again to a backend'
    weight\t'set the weight of a backend'
    add\t'add a backend'
    remove\t'remove a backend'
    events\t'show the latest events'
    config\t'show each key in force, and where it comes from'
    check\t'check the configuration'
    diff\t'show what a reload would change'
    reload\t'reload the configuration'
    alerts\t'send a test alert to each target'"

complete -c rrlbctl -n '__rrlbctl_argument 0 explain drain disable enable weight remove' -a '(__rrlbctl_names)' -d backend
complete -c rrlbctl -n '__rrlbctl_argument 1 weight' -a file -d 'what the file says'
complete -c rrlbctl -n '__rrlbctl_argument 0 alerts' -a test

complete -c rrlbctl -n '__rrlbctl_command top' -l interval -x -a '1s 2s 10s' -d 'time between two updates'
complete -c rrlbctl -n '__rrlbctl_command top' -l rounds -x -d 'quit after N updates'
complete -c rrlbctl -n '__rrlbctl_command backends' -l names -d 'print only the names'
complete -c rrlbctl -n '__rrlbctl_command drain' -l wait -d 'wait until no request is in flight'
complete -c rrlbctl -n '__rrlbctl_command drain' -l timeout -x -a '10s 60s 5m' -d 'stop waiting after this time'
complete -c rrlbctl -n '__rrlbctl_command drain disable enable weight add remove' -l why -x -d 'the reason, shown to other operators'
complete -c rrlbctl -n '__rrlbctl_command drain disable enable weight add' -l until -x -a '30m 1h 2h 8h' -d 'end it after a time, or at a moment'
complete -c rrlbctl -n '__rrlbctl_command add' -l name -x -d 'name of the backend'
complete -c rrlbctl -n '__rrlbctl_command add' -l weight -x -d 'weight of the backend'
complete -c rrlbctl -n '__rrlbctl_command events' -s f -l follow -d 'print new events as they happen'
complete -c rrlbctl -n '__rrlbctl_command events' -l lines -x -d 'show at most N past events'
