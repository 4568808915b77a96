#include "compose/readiness.hpp"

#include "unit/compose/loaded.hpp"

using namespace berth;
using namespace berth::compose;

TEST_CASE("x-berth.ready") {
  struct Case {
    const char* ready;     // flow style
    const char* expected;  // describe() and what it leaves out, or the problems
  };
  const Case cases[] = {
      {"{tcp: 5432}", "tcp 5432"},
      {"{tcp: '${PORT}'}", "tcp 99"},
      {"{http: 8080}", "http 8080/ any"},
      {"{http: {port: 80, path: '/up?x=1', status: 204}}", "http 80/up?x=1 204"},
      {"{log: 'ready to accept'}", "log /ready to accept/"},
      {"{exec: pg_isready -q}", "exec /bin/sh -c pg_isready -q"},
      {"{exec: [a, 1]}", "exec a 1"},
      {"5432", "compose.yaml:4:22: services.a.x-berth.ready: must say what to look at"},
      {"{}", "compose.yaml:4:15: services.a.x-berth.ready: says nothing"},
      {"{tpc: 1}", "compose.yaml:4:23: services.a.x-berth.ready: unknown attribute \"tpc\" (did you mean \"tcp\"?)"},
      {"{tcp: 1, log: x}", "compose.yaml:4:31: services.a.x-berth.ready: takes one of tcp, http, log and exec"},
      {"{tcp: 70000}", "compose.yaml:4:28: services.a.x-berth.ready.tcp: must be a number from 1 to 65535"},
      {"{tcp: [1]}", "compose.yaml:4:28: services.a.x-berth.ready.tcp: must be a number from 1 to 65535"},
      {"{http: {path: /}}", "compose.yaml:4:23: services.a.x-berth.ready.http: names no port"},
      {"{http: {port: 1, path: 'a b'}}",
       "compose.yaml:4:45: services.a.x-berth.ready.http.path: must be a path that begins with \"/\", encoded as in a "
       "URL"},
      {"{http: {port: 1, status: 7}}",
       "compose.yaml:4:47: services.a.x-berth.ready.http.status: must be a number from 100 to 599"},
      {"{log: '('}", "compose.yaml:4:28: services.a.x-berth.ready.log: is no regular expression"},
      {"{log: ''}", "compose.yaml:4:28: services.a.x-berth.ready.log: must be text"},
      {"{exec: []}", "compose.yaml:4:29: services.a.x-berth.ready.exec: has no words"},
  };
  for (const auto& test : cases) {
    CAPTURE(std::string(test.ready));
    const auto text = fmt::format("services:\n  a:\n    image: i\n    x-berth: {{ready: {}}}\n", test.ready);
    const auto result = loaded({{"compose.yaml", text}}, {}, {"PORT=99"});
    std::string shown;
    for (const auto& diagnostic : result.diagnostics.sorted()) {
      shown += result.files.describe(diagnostic.span.begin) + ": " + text_of(diagnostic);
    }
    if (result.project) {
      const auto& ready = result.project->services.at("a").ready;
      REQUIRE(ready);
      shown = describe(*ready);
      if (ready->kind == Readiness::Kind::http) shown += ready->status ? fmt::format(" {}", *ready->status) : " any";
      for (const auto& word : ready->command) shown += " " + word;
    }
    CHECK(shown == test.expected);
  }
}

TEST_CASE("x-berth.ready changes no hash") {
  const auto hash = [](const std::string& more) {
    const auto result = loaded({{"compose.yaml", "services:\n  a:\n    image: i\n" + more}});
    REQUIRE(result.project);
    return result.project->services.at("a").config_hash;
  };
  CHECK(hash("    x-berth: {ready: {tcp: 1}}\n") == hash(""));
}
