#include <doctest/doctest.h>

#include "base/error.hpp"
#include "cli/command_line.hpp"
#include "cli/log_time.hpp"
#include "cli/options.hpp"
#include "cli/scale_argument.hpp"

using namespace berth;
using namespace std::chrono_literals;

TEST_CASE("times of --since") {
  const std::chrono::system_clock::time_point now{1'000'000s};
  struct Case {
    std::string given, expected;
  };
  const Case cases[] = {
      {"", ""},
      {"10m", "999400.000000000"},
      {"1.5s", "999998.500000000"},
      {"1795248118", "1795248118.000000000"},
      {"1795248118.25", "1795248118.250000000"},
      {"2026-11-21T08:01:58Z", "1795248118.000000000"},
      {"2026-11-21T08:01:58.5Z", "1795248118.500000000"},
      {"2026-11-21T09:01:58+01:00", "1795248118.000000000"},
      {"2026-11-21T07:31:58-00:30", "1795248118.000000000"},
      {"2026-11-21T08:01:58", "1795248118.000000000"},
      {"2026-11-21", "1795219200.000000000"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.given);
    CHECK(cli::log_time(c.given, now) == c.expected);
  }
  for (const auto* bad : {"yesterday", "2026-13-01", "2026-11-21T", "2026-11-21T08:01:58X",
                          "10"
                          "parsecs"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(cli::log_time(bad, now), Error);
  }
}

TEST_CASE("SERVICE=NUMBER") {
  CHECK(cli::parse_scale({"web=3", "db=0", "web=2"}) == std::map<std::string, std::int64_t>{{"db", 0}, {"web", 2}});
  for (const auto* bad : {"web", "=3", "web=", "web=x", "web=-1", "web=3x"}) {
    CAPTURE(bad);
    CHECK_THROWS_WITH_AS(cli::parse_scale({bad}), doctest::Contains(bad), Error);
  }
}

namespace {

/// A command line with one command, for looking at how it takes arguments.
struct Sample {
  cli::CommandLine line{"berth", "text"};
  bool detach = false;
  bool build = false;
  bool no_build = false;
  std::optional<int> timeout;
  std::vector<std::string> scale;
  std::vector<std::string> services;

  Sample() {
    line.root()
        .command("up", "text")
        .flag("-d,--detach", detach, "text")
        .flag("--build", build, "text")
        .flag("--no-build", no_build, "text")
        .option("-t,--timeout", timeout, "N", "text")
        .option("--scale", scale, "S=N", "text")
        .arguments("services", services, "text")
        .excludes("--build", "--no-build")
        .run([] { return 7; });
  }

  int parse(std::vector<const char*> words) {
    words.insert(words.begin(), "berth");
    return line.parse_and_run(static_cast<int>(words.size()), words.data());
  }
};

}  // namespace

TEST_CASE("options and arguments reach their targets") {
  Sample sample;
  CHECK(sample.parse({"up", "-d", "-t", "5", "--scale", "a=1", "--scale", "b=2", "web", "db"}) == 7);
  CHECK(sample.detach);
  CHECK(sample.timeout == 5);
  CHECK(sample.scale == std::vector<std::string>{"a=1", "b=2"});
  CHECK(sample.services == std::vector<std::string>{"web", "db"});
}

TEST_CASE("--error-format is known before the rest of the command line is read") {
  struct Case {
    std::vector<const char*> words;
    const char* expected;
  };
  const Case cases[] = {
      {{"berth", "upp"}, "text"},
      {{"berth", "--error-format", "json", "upp"}, "json"},
      {{"berth", "--error-format=json", "upp"}, "json"},
      {{"berth", "--error-format", "text"}, "text"},
      {{"berth", "--error-format"}, "text"},
  };
  for (const auto& c : cases) CHECK(cli::error_format(c.words) == c.expected);
}

TEST_CASE("what cannot be parsed is an error that helps") {
  struct Case {
    std::vector<const char*> words;
    std::string message, hint;
  };
  const Case cases[] = {
      {{"upp"}, "unknown command \"upp\"", "did you mean \"up\"?"},
      {{"upp", "web", "up"}, "unknown command \"upp\"", "did you mean \"up\"?"},
      {{"up", "--detatch"}, "unknown option \"--detatch\" for berth up", "did you mean \"--detach\"?"},
      {{"up", "--xyzzy"}, "unknown option \"--xyzzy\" for berth up", "see \"berth up --help\""},
      {{"up", "--build", "--no-build"}, "--build excludes --no-build", "see \"berth up --help\""},
  };
  for (const auto& c : cases) {
    Sample sample;
    try {
      sample.parse(c.words);
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(std::string(error.what()) == c.message);
      CHECK(error.hint() == c.hint);
    }
  }
}

TEST_CASE("arguments that are taken as they are") {
  struct Case {
    std::vector<const char*> words;
    std::vector<std::string> taken;
    std::vector<std::string> environment;
    bool detach;
  };
  const Case cases[] = {
      {{"exec", "web", "ls"}, {"web", "ls"}, {}, false},
      {{"exec", "-d", "web", "ls", "-d", "--env", "--help"}, {"web", "ls", "-d", "--env", "--help"}, {}, true},
      {{"exec", "-e", "A=1", "--env=B=2", "-deC=3", "web"}, {"web"}, {"A=1", "B=2", "C=3"}, true},
      {{"exec", "--env", "A=1", "--", "web", "--", "x"}, {"web", "--", "x"}, {"A=1"}, false},
      {{"exec", "web", "[ a, b ]", "", "exec"}, {"web", "[ a, b ]", "", "exec"}, {}, false},
      {{"exec"}, {}, {}, false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.taken);
    cli::CommandLine line("berth", "text");
    bool detach = false;
    std::vector<std::string> environment;
    std::vector<std::string> taken;
    line.root()
        .command("exec", "text")
        .flag("-d,--detach", detach, "text")
        .option("-e,--env", environment, "A=B", "text")
        .verbatim_arguments("SERVICE COMMAND", taken)
        .run([] { return 7; });
    auto words = c.words;
    words.insert(words.begin(), "berth");
    CHECK(line.parse_and_run(static_cast<int>(words.size()), words.data()) == 7);
    CHECK(taken == c.taken);
    CHECK(environment == c.environment);
    CHECK(detach == c.detach);
  }
}
