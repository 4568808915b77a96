// Bytes of the host's files that go to the engine.
#include "compose/host_contents.hpp"

#include "unit/compose/loaded.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

struct Read {
  Project project;
  std::vector<std::string> problems;  ///< as in problems(), of both severities
};

/// Service a with this line, two secrets and a config.
Read read(const std::string& line, const Files& files) {
  const std::string text = "services:\n  a:\n    image: i\n    " + line +
                           "\nsecrets: {word: {file: ./word}, gone: {file: ./gone}}\nconfigs: {c: {file: ./c}}\n";
  auto result = loaded({{"compose.yaml", text}});
  REQUIRE(result.project.has_value());
  Files absolute;
  for (const auto& [name, content] : files) absolute["/proj/" + name] = content;
  result.diagnostics = read_host_contents(*result.project, MemoryFileSystem(std::move(absolute)));
  auto told = problems(result);
  for (auto& warning : problems(result, Severity::warning)) told.push_back(std::move(warning));
  return {std::move(*result.project), std::move(told)};
}

}  // namespace

TEST_CASE("a file with an owner or a mode is read, and only then") {
  struct Case {
    const char* reference;
    bool copied;
  };
  const Case cases[] = {
      {"word", false},
      {"{source: word, target: x}", false},
      {"{source: word, uid: '7'}", true},
      {"{source: word, gid: '7'}", true},
      {"{source: word, mode: 0400}", true},
  };
  for (const auto& c : cases) {
    CAPTURE(c.reference);
    const auto seen = read("secrets: [" + std::string(c.reference) + "]", {{"word", "swordfish"}});
    CHECK(lines(seen.problems) == "");
    CHECK(seen.project.services.at("a").secrets.at(0).copied == c.copied);
    CHECK(seen.project.secrets.at("word").bytes.has_value() == c.copied);
    if (c.copied) CHECK(*seen.project.secrets.at("word").bytes == "swordfish");
  }
}

TEST_CASE("where no copy can be put, the file is mounted, with a warning") {
  struct Case {
    const char* line;
    const char* why;
  };
  const Case cases[] = {
      {"{read_only: true}", "nothing can be copied into a container with read_only"},
      {"{tmpfs: '/run:size=1m'}", "a tmpfs lies over /run/secrets/word"},
      {"{volumes: ['vol:/run/secrets']}", "a mount lies over /run/secrets/word"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.line);
    const std::string text = "services: {a: {image: i, secrets: [{source: word, mode: 0400}], " +
                             std::string(c.line).substr(1) + "}\nsecrets: {word: {file: ./word}}\nvolumes: {vol: {}}\n";
    auto result = loaded({{"compose.yaml", text}});
    REQUIRE(result.project.has_value());
    result.diagnostics = read_host_contents(*result.project, MemoryFileSystem({{"/proj/word", "swordfish"}}));
    CHECK_FALSE(result.project->services.at("a").secrets.at(0).copied);
    CHECK_FALSE(result.project->secrets.at("word").bytes.has_value());
    CHECK(lines(problems(result, Severity::warning)) ==
          "compose.yaml:1:36: services.a.secrets: uid, gid and mode of word have no effect: " + std::string(c.why) +
              ", so the file is mounted as it is [leave them out, or set them on the file itself]\n");
  }
}

TEST_CASE("a seccomp profile is read from the project's folder") {
  const Files files{{"p.json", "{ \"a\": [ 1 ] }"}, {"bad.json", "{\n oops }"}};
  const auto seen = read("security_opt: ['seccomp=./p.json', 'seccomp:p.json', 'seccomp=unconfined']", files);
  CHECK(lines(seen.problems) == "");
  const auto& profiles = seen.project.services.at("a").seccomp_profiles;
  REQUIRE(profiles.size() == 2);
  CHECK(profiles.at("seccomp:p.json").json == R"({"a":[1]})");
  CHECK(profiles.at("seccomp=./p.json").path == "/proj/p.json");
}

TEST_CASE("files that are missing or wrong are told with their places") {
  struct Case {
    const char* line;
    const char* problem;
  };
  const Case cases[] = {
      {"secrets: [{source: gone, uid: '7'}]",
       "compose.yaml:5:46: secrets.gone.file: there is no file /proj/gone [create it, or mend its path]\n"},
      {"security_opt: ['apparmor=x', 'seccomp=none.json']",
       "compose.yaml:4:34: services.a.security_opt[1]: there is no seccomp profile /proj/none.json [create it, or mend "
       "its path, which counts from the project's folder]\n"},
      {"security_opt: ['seccomp:bad.json']",
       "compose.yaml:4:20: services.a.security_opt[0]: the seccomp profile /proj/bad.json is no JSON: a key in double "
       "quotes is missing at line 2, column 2 [mend the file]\n"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.line);
    CHECK(lines(read(c.line, {{"bad.json", "{\n oops }"}}).problems) == c.problem);
  }
}
