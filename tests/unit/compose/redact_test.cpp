#include "compose/redact.hpp"

#include "compose/config_view.hpp"
#include "unit/compose/loaded.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

LoadResult redacted_load(const std::string& service, LoadOptions options = {}) {
  options.trace = true;
  auto result = loaded({{"compose.yaml", "services:\n  web:\n    image: i\n    " + service + "\n"},
                        {".env", "API_TOKEN=word\nMODE=on\n"}},
                       options);
  redact(result);
  return result;
}

}  // namespace

TEST_CASE("what looks secret is hidden, the rest is shown") {
  struct Case {
    const char* service;
    const char* path;
    const char* expected;
  };
  const Case cases[] = {
      {"environment: {DB_PASSWORD: word, MODE: fast, EMPTY_TOKEN: ''}", "environment",
       R"json({"DB_PASSWORD":"(hidden)","EMPTY_TOKEN":"","MODE":"fast"})json"},
      {"environment: [API_KEY=word, HOST]", "environment", R"json({"API_KEY":"(hidden)","HOST":null})json"},
      {"environment: {PASSWORD_FILE: /run/secrets/a}", "environment", R"json({"PASSWORD_FILE":"/run/secrets/a"})json"},
      {"environment: {URL: 'db://me:word@db'}", "environment", R"json({"URL":"(hidden)"})json"},
      {"environment: {HOST: '${API_TOKEN}.db', MODE: $MODE}", "environment",
       R"json({"HOST":"(hidden)","MODE":"on"})json"},
      {"environment: {HOST: '${DB_PASSWORD:-word}.db'}", "environment", R"json({"HOST":"(hidden)"})json"},
      {"build: {context: ., args: {NPM_TOKEN: word}}", "build.args", R"json({"NPM_TOKEN":"(hidden)"})json"},
      {"labels: {traefik.basicauth: word, a: b}", "labels", R"json({"a":"b","traefik.basicauth":"(hidden)"})json"},
      {"logging: {driver: d, options: {splunk-token: word}}", "logging.options",
       R"json({"splunk-token":"(hidden)"})json"},
      {"x-mine: {secret: word, more: [{api_key: word}]}", "x-mine",
       R"json({"more":[{"api_key":"(hidden)"}],"secret":"(hidden)"})json"},
      {"command: [serve, --requirepass, word, --password=word, --port, '80']", "command",
       R"json(["serve","--requirepass","(hidden)","(hidden)","--port","80"])json"},
      {"command: [serve, --api-key=word, --name=word]", "command", R"json(["serve","(hidden)","--name=word"])json"},
      {"working_dir: /token\n    secrets: [token]\nsecrets: {token: {environment: API_TOKEN}}", "secrets",
       R"json([{"source":"token","target":"/run/secrets/token"}])json"},
  };
  for (const auto& test : cases) {
    CAPTURE(std::string(test.service));
    CHECK(shown(redacted_load(test.service), std::string("services.web.") + test.path) == test.expected);
  }
}

TEST_CASE("contents of configs and values of secrets") {
  const auto result = redacted_load(
      "configs: [c]\n    secrets: [s]\nconfigs: {c: {content: word}}\nsecrets: {s: {environment: API_TOKEN}}");
  CHECK(shown(result, "configs.c.content") == "\"(hidden)\"");
  for (const auto format : {Format::yaml, Format::json}) {
    CHECK(config_text(result, format).find("word") == std::string::npos);
  }
}

TEST_CASE("before variables are filled, their names stay") {
  LoadOptions options;
  options.interpolate = false;
  const auto result = redacted_load(
      "environment: ['DB_PASSWORD=${PW:-word}', A_TOKEN=word, 'B_TOKEN=$B', C=d]\n    labels: {my_key: '${K?word}'}",
      options);
  const auto text = model_text(result, Format::yaml);
  CAPTURE(text);
  CHECK(text.find("word") == std::string::npos);
  for (const auto* line : {"- DB_PASSWORD=${PW:-(hidden)}\n", "- A_TOKEN=(hidden)\n", "- B_TOKEN=$B\n", "- C=d\n",
                           "my_key: ${K?(hidden)}\n"}) {
    CHECK(text.find(line) != std::string::npos);
  }
  CHECK(variables_table(result).find("word") == std::string::npos);
}

TEST_CASE("problems beside the output quote no secrets") {
  struct Case {
    const char* name;
    Files files;
    const char* expected;  ///< of the message and the hint
  };
  const Case cases[] = {
      {"what is no variable, in a secret",
       {{"compose.yaml", "services: {a: {image: i, environment: {PASSWORD: 'wo${rd'}}}"}},
       "(hidden) is not a valid variable"},
      {"the same elsewhere",
       {{"compose.yaml", "services: {a: {image: i, environment: {MODE: 'fa${st'}}}"}},
       "\"${st\" is not a valid variable"},
      {"the name of a variable, in a secret",
       {{"compose.yaml", "services: {a: {image: i, environment: {PASSWORD: a$word}}}"}},
       "a variable in the value is not set"},
      {"the name of a variable, in an environment file",
       {{"compose.yaml", "services: {a: {image: i}}"}, {".env", "PASSWORD=a$word"}},
       "a variable in the value is not set"},
      {"a password in a URL",
       {{"compose.yaml", "services: {a: {image: i, cgroup: 'https://me:word@host'}}"}},
       "\"https://me:****@host\" is none of"},
      {"names of secrets are none",
       {{"compose.yaml", "services: {a: {image: i, secrets: [token]}}"}},
       "secret \"token\" is not defined"},
  };
  for (const auto& test : cases) {
    CAPTURE(std::string(test.name));
    const auto result = loaded(test.files);
    std::string told;
    for (const auto& problem : result.diagnostics.all()) {
      const auto shown = without_secrets(problem, result.files);
      told += shown.message + " [" + shown.hint + "]\n";
    }
    CAPTURE(told);
    CHECK(told.find(test.expected) != std::string::npos);
    CHECK(told.find("word") == std::string::npos);
    CHECK(told.find("$rd") == std::string::npos);
  }
}

TEST_CASE("the variables of the load") {
  const auto all = lines(environment_lines(redacted_load("user: a")));
  CHECK(all.find("API_TOKEN=(hidden)\n") != std::string::npos);
  CHECK(all.find("MODE=on\n") != std::string::npos);
}
