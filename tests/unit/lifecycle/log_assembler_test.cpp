#include "lifecycle/log_assembler.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "lifecycle/logs.hpp"

using namespace berth::lifecycle;

namespace {

constexpr std::string_view t1 = "2026-01-02T03:04:05.000000001Z";
constexpr std::string_view t2 = "2026-01-02T03:04:05.000000002Z";

struct Told {
  std::string timestamp;
  std::string text;
  bool continued;

  bool operator==(const Told&) const = default;
};

/// Each chunk is cut anywhere, unless it begins with "|": then the engine's frame begins there.
std::vector<Told> assemble(const std::vector<std::string>& chunks, bool timestamps = true) {
  std::vector<Told> told;
  LogAssembler assembler(timestamps);
  const LogAssembler::Take take = [&](std::string_view timestamp, std::string_view text, bool continued) {
    told.push_back({std::string(timestamp), std::string(text), continued});
  };
  for (const auto& chunk : chunks) {
    const bool frame_start = chunk.starts_with('|');
    assembler.add(std::string_view(chunk).substr(frame_start ? 1 : 0), frame_start, take);
  }
  assembler.finish(take);
  return told;
}

}  // namespace

TEST_CASE("chunks become lines wherever they are cut") {
  const auto whole = fmt::format("{} one\n{} two\n", t1, t2);
  const std::vector<Told> expected = {{std::string(t1), "one", false}, {std::string(t2), "two", false}};
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    CAPTURE(cut);
    CHECK(assemble({whole.substr(0, cut), whole.substr(cut)}) == expected);
  }
}

TEST_CASE("lines of every kind") {
  const std::string stamp(t1);
  struct Case {
    const char* name;
    std::string bytes;
    std::vector<Told> told;
  };
  const std::vector<Case> cases = {
      {"an empty line", stamp + " \n", {{stamp, "", false}}},
      {"the last line has no line break", stamp + " end", {{stamp, "end", false}}},
      {"text with blanks at its ends", stamp + "  a b \n", {{stamp, " a b ", false}}},
      {"no timestamp", "plain text\n", {{"", "plain text", false}}},
      {"nothing", "", {}},
      {"a carriage return stays", stamp + " progress\r\n", {{stamp, "progress\r", false}}},
  };
  for (const auto& one : cases) {
    CAPTURE(one.name);
    CHECK(assemble({one.bytes}) == one.told);
  }
}

TEST_CASE("an attached stream keeps times that the container wrote itself") {
  CHECK(assemble({std::string(t1) + " hello\n"}, false) == std::vector<Told>{{"", std::string(t1) + " hello", false}});
}

TEST_CASE("the timestamps before the frames that go on with a line are taken out") {
  const std::string stamp(t1);
  const std::string seconds = "2026-01-02T03:04:05Z";  // as Podman writes them
  struct Case {
    const char* name;
    std::vector<std::string> chunks;
    std::vector<Told> told;
  };
  const std::vector<Case> cases = {
      {"a long line", {"|" + stamp + " aa", "|" + stamp + " bb", "|" + stamp + " c\n"}, {{stamp, "aabbc", false}}},
      {"cut within a number", {"|" + seconds + " 104", "|" + seconds + " 1\n"}, {{seconds, "1041", false}}},
      {"a frame in two chunks",
       {"|" + stamp + " aa", "|" + stamp.substr(0, 9), stamp.substr(9) + " bb\n"},
       {{stamp, "aabb", false}}},
      {"a time that the container wrote",
       {"|" + stamp + " at ", stamp + " it began\n"},
       {{stamp, "at " + stamp + " it began", false}}},
      {"whole frames", {"|" + stamp + " a\n", "|" + stamp + " b\n"}, {{stamp, "a", false}, {stamp, "b", false}}},
      {"the stream ends within a timestamp", {"|" + stamp + " aa", "|2026"}, {{stamp, "aa2026", false}}},
  };
  for (const auto& one : cases) {
    CAPTURE(one.name);
    CHECK(assemble(one.chunks) == one.told);
  }
}

TEST_CASE("a line without end comes in pieces and takes no more memory than the limit") {
  std::string wanted;
  LogAssembler assembler;
  std::string got;
  std::size_t pieces = 0;
  const LogAssembler::Take take = [&](std::string_view timestamp, std::string_view text, bool continued) {
    CHECK(timestamp == t1);
    CHECK(text.size() <= longest_log_line);
    got += text;
    if (continued) ++pieces;
  };
  for (int i = 0; i < 50; ++i) {
    const std::string piece(16 * 1024, static_cast<char>('a' + i % 26));
    wanted += piece;
    assembler.add(fmt::format("{} {}", t1, piece), true, take);
  }
  assembler.add(fmt::format("{} \n", t1), true, take);
  CHECK(got == wanted);
  CHECK(pieces == 3);
}

TEST_CASE("a cursor tells lines that were told before from new ones") {
  LogCursor cursor;
  CHECK(cursor.advance(t1));
  CHECK(cursor.advance(t2));
  CHECK(cursor.advance(t2));
  CHECK(cursor.since() == t2);
  cursor.reopen();
  CHECK_FALSE(cursor.advance(t1));  // an engine that only knows seconds repeats more
  CHECK_FALSE(cursor.advance(t2));
  CHECK_FALSE(cursor.advance(t2));
  CHECK(cursor.advance(t2));  // a third line of the same moment, written after the break
  CHECK(cursor.advance("2026-01-02T03:04:06Z"));
  CHECK(cursor.advance(t1));  // a clock that was set back: no line is lost for it
}

TEST_CASE("fractions of different lengths are compared as numbers") {
  LogCursor cursor;
  CHECK(cursor.advance("2026-01-02T03:04:05.12Z"));
  cursor.reopen();
  CHECK_FALSE(cursor.advance("2026-01-02T03:04:05.1Z"));
  CHECK(cursor.advance("2026-01-02T03:04:05.13Z"));
}
