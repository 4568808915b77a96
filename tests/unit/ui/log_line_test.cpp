#include "ui/log_line.hpp"

#include <doctest/doctest.h>

using namespace berth;
using lifecycle::LogLine;
using lifecycle::LogSource;

namespace {

const std::vector<LogSource> sources{{0, "shop-db-1", "db", 1}, {1, "shop-catalog-1", "catalog", 1}};

std::string format(const ui::LogFormat& format, const LogLine& line) {
  ui::LogFormatter formatter("shop", format);
  for (const auto& source : sources) formatter.expect(source.container);
  std::string out;
  formatter.append(line, out);
  return out;
}

LogLine line(std::size_t source, std::string_view text) {
  return {&sources[source], lifecycle::LogStream::standard_output, "2026-11-21T08:00:00.5Z", text, false};
}

}  // namespace

TEST_CASE("prefixes line up and lose the project's name") {
  CHECK(format({}, line(0, "ready")) == "db-1       | ready\n");
  CHECK(format({}, line(1, "ready")) == "catalog-1  | ready\n");
  CHECK(format({.prefix = false}, line(1, "ready")) == "ready\n");
  CHECK(format({.timestamps = true}, line(0, "x")) == "db-1       | 2026-11-21T08:00:00.5Z x\n");
  CHECK(format({.colour = true}, line(0, "x")) == "\x1b[36mdb-1       | \x1b[0mx\n");
}

TEST_CASE("a pipe gets the bytes, a terminal gets colours and nothing else") {
  const std::string_view hostile = "\x1b[31mred\x1b[2J\x1b]0;title\x07 \xff";
  CHECK(format({.prefix = false}, line(0, hostile)) == std::string(hostile) + "\n");
  CHECK(format({.prefix = false, .terminal = true}, line(0, hostile)) ==
        "\x1b[31mred\\x1b[2J\\x1b]0;title\\x07 \\xff\x1b[0m\n");
  CHECK(format({.prefix = false, .terminal = true}, line(0, "progress\r")) == "progress\n");
}

TEST_CASE("a container that nobody expected widens the prefixes from its first line on") {
  ui::LogFormatter formatter("shop", {});
  std::string out;
  formatter.append(line(0, "a"), out);
  formatter.append(line(1, "b"), out);
  formatter.append(line(0, "c"), out);
  CHECK(out == "db-1  | a\ncatalog-1  | b\ndb-1       | c\n");
}

TEST_CASE("a line in pieces") {
  auto piece = line(0, "first");
  piece.continued = true;
  CHECK(format({.prefix = false}, piece) == "first");
}

TEST_CASE("the end of a container is a line of the stream") {
  std::string out;
  ui::LogFormatter("shop", {}).append_exit({{lifecycle::ResourceKind::container, "shop-db-1", "db"}, 3, false}, out);
  CHECK(out == "db-1 exited with code 3\n");
}
