// Programs beside the engine: how they are found, run and understood.
#include <doctest/doctest.h>

#include "base/error.hpp"
#include "engine_client/child_stream.hpp"
#include "engine_client/cli_plugin.hpp"
#include "engine_client/program_messages.hpp"
#include "unit/engine_client/run_call.hpp"
#include "unit/engine_client/temporary_folder.hpp"

using namespace berth;
using namespace berth::engine;
using namespace berth::test;
using Kind = ProviderMessage::Kind;

TEST_CASE("messages of providers") {
  struct Case {
    const char* json;
    Kind kind;
    const char* text;
    const char* name;
    const char* value;
  };
  const Case cases[] = {
      {R"({"type": "info", "message": "working"})", Kind::info, "working", "", ""},
      {R"({"type": "error", "message": "no money"})", Kind::error, "no money", "", ""},
      {R"({"type": "debug"})", Kind::debug, "", "", ""},
      {R"({"type": "setenv", "message": "URL=db://x?a=b"})", Kind::variable, "", "URL", "db://x?a=b"},
      {R"({"type": "rawsetenv", "message": "EMPTY="})", Kind::raw_variable, "", "EMPTY", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.json);
    const auto message = parse_provider_message(c.json);
    CHECK(message.kind == c.kind);
    CHECK(message.text == c.text);
    CHECK(message.name == c.name);
    CHECK(message.value == c.value);
  }
  for (const auto* wrong : {"", "[]", "{}", R"({"type": "sing"})", R"({"type": "setenv", "message": "hunter2"})",
                            R"({"type": "setenv", "message": "=hunter2"})", R"({"type": 1})"}) {
    CAPTURE(wrong);
    try {
      parse_provider_message(wrong);
      FAIL_CHECK("no error");
    } catch (const Error& error) {
      CHECK(std::string(error.what()).find("hunter2") == std::string::npos);
    }
  }
}

TEST_CASE("what providers say about their commands") {
  const auto told = parse_provider_metadata(
      R"({"description": "a database", "up": {"parameters": [{"name": "size", "required": true}, {"name": "kind"}]},
          "down": {"parameters": []}})");
  CHECK(told.told);
  CHECK(told.commands.at("up").parameters == std::set<std::string>{"kind", "size"});
  CHECK(told.commands.at("up").required == std::set<std::string>{"size"});
  CHECK(told.commands.at("down").known);
  CHECK_FALSE(told.commands.at("stop").known);
  for (const auto* nothing : {"", "usage: provider up|down", "{}", "[1]"})
    CHECK_FALSE(parse_provider_metadata(nothing).told);
}

TEST_CASE("answers of the model runner") {
  CHECK(parse_model_list(R"([{"id": "x", "tags": ["ai/a", "ai/b"]}, {"tags": null}])") ==
        std::vector<std::string>{"ai/a", "ai/b"});
  CHECK(parse_model_endpoint(R"({"running": true, "endpoint": "http://model-runner/v1/"})") ==
        "http://model-runner/v1/");
  CHECK_THROWS_AS(parse_model_endpoint("{}"), Error);
  CHECK_THROWS_AS(parse_model_list("none"), Error);
}

TEST_CASE("programs are found as plugins, on PATH, or by a path") {
  const TemporaryFolder folder;
  const auto plugin = folder.path() / "cli-plugins/docker-berth-test";
  folder.write("cli-plugins/docker-berth-test", "#!/bin/sh\n");
  CHECK(find_cli_plugin("berth-test", folder.path().string()).empty());  // may not be run
  std::filesystem::permissions(plugin, std::filesystem::perms::owner_all);
  CHECK(find_cli_plugin("berth-test", folder.path().string()) == plugin.string());
  CHECK(find_provider("berth-test", folder.path().string()) == plugin.string());
  CHECK(find_provider(plugin.string(), "/nowhere") == plugin.string());
  CHECK(find_provider("/nowhere/program", "/nowhere").empty());
  CHECK(find_provider("berth-test-that-is-not-there", "/nowhere").empty());
  CHECK(find_provider("sh", "/nowhere").ends_with("/sh"));
}

TEST_CASE("a program's output and end") {
  boost::asio::io_context loop;
  Program program{
      .path = "/bin/sh", .arguments = {"-c", "pwd; echo $A; echo lost >&2; exit 3"}, .environment = {}, .folder = "/"};
  program.environment["A"] = "given";
  const auto result = run(loop, run_to_end(program));
  CHECK(result.output == "/\ngiven\n");
  CHECK(result.exit_code == 3);
  program.path = "/nowhere/program";
  CHECK_THROWS_AS(run(loop, run_to_end(program)), Error);
}

TEST_CASE("a program that closes its output is waited for, and one that is given up is killed") {
  boost::asio::io_context loop;
  const Program late{
      .path = "/bin/sh", .arguments = {"-c", "exec >&-; read never; exit 4"}, .environment = {}, .folder = {}};
  CHECK(run(loop, run_to_end(late)).exit_code == 4);
  const Program endless{
      .path = "/bin/sh", .arguments = {"-c", "echo $$; exec sleep 1000"}, .environment = {}, .folder = {}};
  std::optional<std::string> pid;
  {
    ChildStream child(loop.get_executor(), endless);
    pid = run(loop, child.read());
  }
  REQUIRE(pid.has_value());
  CHECK_FALSE(std::filesystem::exists("/proc/" + pid->substr(0, pid->find('\n')) + "/fd/1"));
}
