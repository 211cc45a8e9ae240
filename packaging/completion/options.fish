# Completion of the other programs for fish: their options, as --help lists them.

function __rrlb_options
    set -l program (commandline -opc)[1]
    $program --help 2>/dev/null | string replace -rf '^  (--[a-z-]+)( \S+)?  +(.*)$' '$1\t$3'
end

for program in rrlbd rrlb-backend rrlb-dashboard rrlb-traffic
    complete -c $program -n 'string match -q -- "-*" (commandline -ct)' -a '(__rrlb_options)'
end
