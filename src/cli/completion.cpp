#include "cli/completion.hpp"

namespace berth::cli {

const std::string_view bash_completion =
    R"bash(# bash completion for berth: source it, or put it into the folder of completions as "berth".
_berth() {
  local line directive='' current=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) directive=${line#:} ;;
      *) COMPREPLY+=("${line%%$'\t'*}") ;;
    esac
  done < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ $directive == 0 ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
  fi
}
complete -F _berth berth
)bash";

const std::string_view zsh_completion = R"zsh(#compdef berth
# zsh completion for berth: put it into a folder of $fpath as "_berth".
_berth() {
  local line directive word
  local -a offered
  for line in "${(@f)$("${(Q)words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == :* ]]; then
      directive=${line#:}
    else
      word=${${line%%$'\t'*}//:/\\:}
      [[ $line == *$'\t'* ]] && word+=":${line#*$'\t'}"
      offered+=("$word")
    fi
  done
  (( $#offered )) && _describe berth offered
  [[ $directive == 0 ]] && _files
}
_berth "$@"
)zsh";

const std::string_view fish_completion =
    R"fish(# fish completion for berth: put it into the folder of completions as "berth.fish".
function __berth_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case ':0'
                __fish_complete_path "$current"
            case ':*'
            case '*'
                echo $line
        end
    end
end
complete -c berth -f -a '(__berth_complete)'
)fish";

}  // namespace berth::cli
