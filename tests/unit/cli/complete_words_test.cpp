#include "cli/complete_words.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace berth::cli;

TEST_CASE("what could come next") {
  const std::vector<CompletedCommand> commands{
      {"",
       "the program",
       false,
       {{{"--file", "-f"}, true, "a file", {}},
        {{"--project-name", "-p"}, true, "a project", {}},
        {{"--profile"}, true, "a profile", {}},
        {{"--ansi"}, true, "colours", {"never", "always"}}}},
      {"up",
       "bring up",
       true,
       {{{"--wait"}, false, "wait", {}},
        {{"--watch", "-w"}, false, "watch", {}},
        {{"--pull"}, true, "when", {"always", "never"}},
        {{"--timeout", "-t"}, true, "s", {}}}},
      {"version", "the version", false, {}},
  };
  struct Case {
    std::vector<std::string> words;
    const char* expected;
  };
  // words | which names the caller adds | globals
  const Case cases[] = {
      {{""}, "up version|0|"},
      {{"u"}, "up|0|"},
      {{"-"}, "--file --project-name --profile --ansi|0|"},
      {{"--ansi", ""}, "never always|0|"},
      {{"--ansi", "n"}, "never|0|"},
      {{"-f", ""}, "|4|"},
      {{"-p", ""}, "|3|"},
      {{"-f", "a.yaml", "--profile", ""}, "|2|-f a.yaml"},
      {{"-f", "a.yaml", "up", ""}, "|1|-f a.yaml"},
      {{"--ansi=never", "up", "--wa"}, "--wait --watch|0|--ansi=never"},
      {{"up", "-w"}, "-w|0|"},
      {{"up", "--pull", ""}, "always never|0|"},
      {{"up", "-t", ""}, "|4|"},
      {{"up", "-t", "3", ""}, "|1|"},
      {{"up", "web", "-"}, "--wait --watch --pull --timeout|0|"},
      {{"version", ""}, "|0|"},
      {{"nothing", ""}, "|0|"},
      {{}, "|0|"},
  };
  for (const auto& each : cases) {
    CAPTURE(fmt::format("{}", fmt::join(each.words, " ")));
    const auto found = complete_words(commands, each.words);
    std::vector<std::string> words;
    for (const auto& [word, help] : found.words) words.push_back(word);
    CHECK(fmt::format("{}|{}|{}", fmt::join(words, " "), static_cast<int>(found.names),
                      fmt::join(found.globals, " ")) == each.expected);
  }
}

TEST_CASE("the answer as cobra's programs give it") {
  Candidates candidates{{{"up", "bring up"}, {"never", ""}}, Candidates::Names::none, {}};
  CHECK(cobra_answer(candidates) == "up\tbring up\nnever\n:4\n");
  candidates.names = Candidates::Names::files;
  CHECK(cobra_answer(candidates).ends_with(":0\n"));
}
