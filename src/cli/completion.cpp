#include "cli/completion.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace berth::cli {
namespace {

const CompletedCommand& program(const std::vector<CompletedCommand>& commands) {
  return *std::ranges::find(commands, "", &CompletedCommand::name);
}

std::string names_of_options(const CompletedCommand& command) {
  std::string out;
  for (const auto& option : command.options) {
    for (const auto& name : option.names) out += (out.empty() ? "" : " ") + name;
  }
  return out;
}

/// Options behind which a value stands, as alternatives of a case.
std::string options_with_values(const CompletedCommand& command) {
  std::string out;
  for (const auto& option : command.options) {
    if (!option.takes_value) continue;
    for (const auto& name : option.names) out += (out.empty() ? "" : "|") + name;
  }
  return out;
}

/// Within single quotes of a shell.
std::string shell_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// For zsh's _arguments, where brackets and colons have a meaning.
std::string described(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string names_of_commands(const std::vector<CompletedCommand>& commands) {
  std::string out;
  for (const auto& command : commands) {
    if (!command.name.empty()) out += (out.empty() ? "" : " ") + command.name;
  }
  return out;
}

void append_bash_case(std::string& out, const CompletedCommand& command) {
  out += fmt::format("    {})\n      options={}\n", command.name.empty() ? "''" : command.name,
                     shell_word(names_of_options(command)));
  for (const auto& option : command.options) {
    if (option.words.empty()) continue;
    out += fmt::format("      case $before in {}) words={} ;; esac\n", fmt::join(option.names, "|"),
                       shell_word(fmt::format("{}", fmt::join(option.words, " "))));
  }
  if (const auto valued = options_with_values(command); !valued.empty())
    out += fmt::format("      case $before in {}) value=1 ;; esac\n", valued);
  if (command.takes_services) out += "      services=1\n";
  out += "      ;;\n";
}

}  // namespace

std::string bash_completion(const std::vector<CompletedCommand>& commands) {
  std::string out = R"(# bash completion for berth: source it, or put it into the folder of completions as "berth".
_berth() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  local command='' options='' words='' value='' services='' globals=() i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      )" + options_with_values(program(commands)) +
                    R"() globals+=("${COMP_WORDS[i]}" "${COMP_WORDS[i+1]}"); i=$((i + 1)) ;;
      -*) globals+=("${COMP_WORDS[i]}") ;;
      *) command=${COMP_WORDS[i]}; break ;;
    esac
  done
  case $command in
)";
  for (const auto& command : commands) append_bash_case(out, command);
  out += "  esac\n";
  out += fmt::format("  [[ -z $command && -z $value ]] && words=${{words:-{}}}\n",
                     shell_word(names_of_commands(commands)));
  out += R"(  if [[ $before == --profile ]]; then
    words=$(berth "${globals[@]}" config --profiles 2>/dev/null)
  elif [[ $before == -p || $before == --project-name ]]; then
    words=$(berth ls -a -q 2>/dev/null)
  elif [[ $current == -* ]]; then
    words=$options
  elif [[ -n $value && -z $words ]]; then
    COMPREPLY=($(compgen -f -- "$current"))
    return
  elif [[ -n $services && -z $words ]]; then
    words=$(berth "${globals[@]}" config --services 2>/dev/null)
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _berth berth
)";
  return out;
}

namespace {

std::string zsh_option(const CompletedOption& option) {
  std::string value;
  if (option.takes_value) {
    value = ":value:_files";
    if (!option.words.empty()) value = fmt::format(":value:({})", fmt::join(option.words, " "));
  }
  std::string out;
  for (const auto& name : option.names)
    out += fmt::format("        {} \\\n", shell_word(fmt::format("*{}[{}]{}", name, described(option.help), value)));
  return out;
}

}  // namespace

std::string zsh_completion(const std::vector<CompletedCommand>& commands) {
  std::string out = R"zsh(#compdef berth
# zsh completion for berth: put it into a folder of $fpath as "_berth".
_berth_services() {
  local -a names
  names=(${(f)"$(berth config --services 2>/dev/null)"})
  compadd -a names
}
_berth() {
  local state command
  local -a commands
  commands=(
)zsh";
  for (const auto& command : commands) {
    if (!command.name.empty())
      out += fmt::format("    {}\n", shell_word(fmt::format("{}:{}", command.name, described(command.help))));
  }
  out += "  )\n  _arguments -C \\\n";
  for (const auto& option : program(commands).options) out += zsh_option(option);
  out += R"zsh(        '1: :->command' '*:: :->rest'
  case $state in
    command) _describe command commands ;;
    rest)
      command=$words[1]
      case $command in
)zsh";
  for (const auto& command : commands) {
    if (command.name.empty()) continue;
    out += fmt::format("      {})\n        _arguments \\\n", command.name);
    for (const auto& option : command.options) out += zsh_option(option);
    const auto* rest = command.takes_services ? "'*:service:_berth_services'" : "'*:file:_files'";
    out += fmt::format("        {}\n        ;;\n", rest);
  }
  out += "      esac ;;\n  esac\n}\n_berth \"$@\"\n";
  return out;
}

std::string fish_completion(const std::vector<CompletedCommand>& commands) {
  std::string out = "# fish completion for berth: put it into the folder of completions as \"berth.fish\".\n";
  const auto option_words = [](const CompletedOption& option) {
    std::string words;
    for (const auto& name : option.names)
      words += name.starts_with("--") ? fmt::format(" -l {}", name.substr(2)) : fmt::format(" -s {}", name.substr(1));
    if (option.takes_value)
      words += option.words.empty()
                   ? " -r"
                   : fmt::format(" -x -a {}", shell_word(fmt::format("{}", fmt::join(option.words, " "))));
    return words + " -d " + shell_word(option.help);
  };
  for (const auto& option : program(commands).options)
    out += fmt::format("complete -c berth -n __fish_use_subcommand{}\n", option_words(option));
  for (const auto& command : commands) {
    if (command.name.empty()) continue;
    out += fmt::format("complete -c berth -f -n __fish_use_subcommand -a {} -d {}\n", command.name,
                       shell_word(command.help));
    const auto within = fmt::format("complete -c berth -n '__fish_seen_subcommand_from {}'", command.name);
    for (const auto& option : command.options) out += within + option_words(option) + "\n";
    if (command.takes_services) out += within + " -f -a '(berth config --services 2>/dev/null)'\n";
  }
  return out;
}

}  // namespace berth::cli
