#include "cli/invocation.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "cli/commands.hpp"

using namespace berth;
using namespace berth::cli;

namespace {

Invocation invoked(std::vector<const char*> words, bool by_docker) {
  return read_invocation(words, [&](const char* name) -> std::optional<std::string> {
    if (by_docker && std::string_view(name) == "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND") return "docker";
    return std::nullopt;
  });
}

}  // namespace

TEST_CASE("how the program was called") {
  struct Case {
    std::vector<const char*> words;
    bool by_docker;
    const char* name;
    const char* expected;  ///< words, and what is set behind "|"
  };
  const Case cases[] = {
      {{"berth", "up", "-d"}, false, "berth", "up -d|"},
      {{"/usr/bin/berth", "compose", "up"}, true, "berth", "compose up|"},
      {{"docker-compose", "up", "-d"}, false, "docker-compose", "up -d|"},
      {{"/a/docker-compose", "-f", "x", "compose"}, false, "docker-compose", "-f x compose|"},
      {{"docker-compose"}, false, "docker-compose", "|"},
      {{"docker-compose", "compose", "ps", "-a"}, true, "docker compose", "ps -a|"},
      {{"docker-compose", "--config", "plug", "-H", "unix:///x", "-l", "debug", "compose", "ps"},
       true,
       "docker compose",
       "-H unix:///x ps|DOCKER_CONFIG=plug"},
      {{"docker-compose", "--config=plug", "--host=unix:///x", "-D", "compose", "up"},
       true,
       "docker compose",
       "--host=unix:///x up|DOCKER_CONFIG=plug"},
      {{"docker-compose", "-c", "compose", "compose", "up"}, true, "docker compose", "-c compose up|"},
      {{"docker-compose", "--tlsverify", "--tlscacert", "/k/ca.pem", "--tlscert=/k/cert.pem", "--tlskey", "/k/key.pem",
        "compose", "up"},
       true,
       "docker compose",
       "up|DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=/k"},
      {{"docker-compose", "-f", "a.yaml", "--log-level", "info", "-p", "x", "config"},
       false,
       "docker-compose",
       "-f a.yaml -p x config|"},
      // Behind the command all is the command's.
      {{"docker-compose", "compose", "run", "web", "-D", "--config", "x"},
       true,
       "docker compose",
       "run web -D --config x|"},
      {{"docker-compose", "compose", "-f", "a", "up"}, true, "docker compose", "-f a up|"},
      {{"docker-compose", "help", "compose"}, true, "docker compose", "--help|"},
      {{"docker-compose", "help", "compose", "up"}, true, "docker compose", "up --help|"},
      {{"docker-compose", "__complete", "compose", "up", "--wa"}, true, "docker compose", "__complete up --wa|"},
      {{"docker-compose", "docker-cli-plugin-metadata"}, true, "docker compose", "docker-cli-plugin-metadata|"},
  };
  for (const auto& each : cases) {
    CAPTURE(fmt::format("{}", fmt::join(each.words, " ")));
    const auto found = invoked(each.words, each.by_docker);
    CHECK(found.name == each.name);
    std::string set;
    for (const auto& [name, value] : found.environment)
      set += fmt::format("{}{}={}", set.empty() ? "" : " ", name, value);
    CHECK(fmt::format("{}|{}", fmt::join(found.words, " "), set) == each.expected);
  }
}

TEST_CASE("TLS files that cannot be told are refused") {
  CHECK_THROWS_AS(invoked({"docker-compose", "--tlscacert", "/k/mine.pem", "compose", "ps"}, true), Error);
  CHECK_THROWS_AS(
      invoked({"docker-compose", "--tlscacert", "/k/ca.pem", "--tlscert", "/other/cert.pem", "compose", "ps"}, true),
      Error);
}

TEST_CASE("every option of the program that takes a value takes it before the command, too") {
  const auto table = command_table();
  REQUIRE(table.front().name.empty());
  for (const auto& option : table.front().options) {
    for (const auto& name : option.names) {
      CAPTURE(name);
      const auto words = invoked({"docker-compose", name.c_str(), "x", "compose", "ps"}, true).words;
      CHECK((words == std::vector<std::string>{name, "x", "ps"}) == option.takes_value);
    }
  }
}
