#include "engine_client/build_progress.hpp"

#include <doctest/doctest.h>

using namespace berth::engine;
using namespace berth::engine_api;

namespace {

BuildVertex vertex(const std::string& digest, const std::string& name, bool cached = false) {
  BuildVertex result;
  result.digest = digest;
  result.name = name;
  result.started = true;
  result.cached = cached;
  return result;
}

BuildVertex failed(const std::string& digest, const std::string& name, const std::string& error) {
  auto result = vertex(digest, name);
  result.completed = true;
  result.error = error;
  return result;
}

/// The lines, one after the other with " | " between them.
std::string told(BuildProgress& progress, const BuildStatus& status) {
  std::string text;
  for (const auto& line : progress.take(status)) text += (text.empty() ? "" : " | ") + line.text;
  return text;
}

}  // namespace

TEST_CASE("steps are told when they begin, once, and their output by lines") {
  BuildProgress progress;
  CHECK(told(progress, {{vertex("1", "[internal] load build context"), vertex("2", "[2/3] RUN make")}, {}, {}, {}}) ==
        "[2/3] RUN make");
  CHECK(told(progress, {{vertex("2", "[2/3] RUN make"), vertex("3", "[3/3] COPY a b", true)}, {}, {}, {}}) ==
        "[3/3] COPY a b (from the cache)");
  CHECK(told(progress, {{}, {}, {{"2", "one\r\ntw"}, {"3", "x\n"}}, {}}) == "one | x");
  CHECK(told(progress, {{}, {}, {{"2", "o\nrest"}}, {}}) == "two");
  CHECK(told(progress, {{failed("2", "[2/3] RUN make", "")}, {}, {}, {}}) == "rest");
  CHECK(told(progress, {{}, {}, {}, {{"2", "JSON arguments recommended"}}}) == "warning: JSON arguments recommended");
}

TEST_CASE("what is transferred is told with its bytes") {
  BuildProgress progress;
  progress.take({{vertex("1", "[internal] load build context")}, {}, {}, {}});
  const auto told =
      progress.take({{}, {{"transferring context:", "1", 5, 10, false}, {"done", "1", 1, 1, true}}, {}, {}});
  REQUIRE(told.size() == 1);
  CHECK(told[0].id == "transferring context:");
  CHECK(told[0].status == "[internal] load build context");
  CHECK(told[0].current == 5);
  CHECK(told[0].total == 10);
}

TEST_CASE("a failure names the instruction, the reason and the last output of that step") {
  struct Case {
    std::string error;
    std::string what;
  };
  const Case cases[] = {
      {"executor failed running [/bin/sh -c make]: exit code: 2", "the step [2/3] RUN make failed: exit code: 2"},
      {"process \"/bin/sh -c make\" did not complete successfully: exit code: 2",
       "the step [2/3] RUN make failed: exit code: 2"},
      {"failed to compute cache key: \"/absent\" not found: not found",
       "the step [2/3] RUN make failed: \"/absent\" not found: not found"},
      {"rpc error: code = Unknown desc = no such thing", "the step [2/3] RUN make failed: no such thing"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.error);
    BuildProgress progress;
    progress.take({{vertex("1", "[1/3] RUN other"), vertex("2", "[2/3] RUN make")}, {}, {}, {}});
    progress.take({{}, {}, {{"1", "not this\n"}, {"2", "cc a.c\nout of ideas"}}, {}});
    progress.take(
        {{failed("1", "[1/3] RUN other", "context canceled"), failed("2", "[2/3] RUN make", c.error)}, {}, {}, {}});
    const auto failure = progress.failure("failed to solve: " + c.error);
    CHECK(failure.what == c.what);
    CHECK(failure.last_lines == std::vector<std::string>{"cc a.c", "out of ideas"});
  }
}

TEST_CASE("a failure without a step is told in BuildKit's words, without its wrapping") {
  const auto what = BuildProgress()
                        .failure(
                            "failed to solve with frontend dockerfile.v0: rpc error: code = Unknown desc = failed to "
                            "build LLB: dockerfile parse error line 1: unknown instruction: DANCE")
                        .what;
  CHECK(what == "dockerfile parse error line 1: unknown instruction: DANCE");
}

TEST_CASE("only the end of an output is kept") {
  OutputTail tail;
  for (int i = 0; i < 100; ++i) tail.add(std::to_string(i) + "\n");
  tail.add(std::string(10'000, 'x'));
  const auto lines = tail.lines();
  CHECK(lines.front() == "80");
  CHECK(lines.back().size() == 400);
}
