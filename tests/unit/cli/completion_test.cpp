#include "cli/completion.hpp"

#include <doctest/doctest.h>

using namespace berth::cli;

namespace {

std::vector<CompletedCommand> sample() {
  return {{"", "the program", false, {{{"--file", "-f"}, true, "a file", {}}}},
          {"ps",
           "List it's [all]",
           true,
           {{{"--all", "-a"}, false, "Stopped: too", {}}, {{"--format"}, true, "How", {"table", "json"}}}}};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("bash: words of a command, of an option, of the project") {
  const auto script = bash_completion(sample());
  CHECK(has(script, "    ps)\n      options='--all -a --format'\n"));
  CHECK(has(script, "case $before in --format) words='table json' ;; esac"));
  CHECK(has(script, "      services=1\n"));
  CHECK(has(script, "words=${words:-'ps'}"));
  CHECK(has(script, "--file|-f) globals+="));
}

TEST_CASE("zsh: what has a meaning there is escaped") {
  const auto script = zsh_completion(sample());
  CHECK(has(script, R"('ps:List it'\''s \[all\]')"));
  CHECK(has(script, R"('*--all[Stopped\: too]')"));
  CHECK(has(script, R"('*--format[How]:value:(table json)')"));
  CHECK(has(script, "'*:service:_berth_services'"));
}

TEST_CASE("fish: one line for each command and option") {
  const auto script = fish_completion(sample());
  CHECK(has(script, R"(-a ps -d 'List it'\''s [all]')"));
  CHECK(has(script, "'__fish_seen_subcommand_from ps' -l all -s a -d 'Stopped: too'\n"));
  CHECK(has(script, "-l format -x -a 'table json' -d 'How'\n"));
}
