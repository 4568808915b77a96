#include "base/quantity.hpp"

#include <doctest/doctest.h>

using namespace berth;
using namespace std::chrono_literals;

TEST_CASE("parse_duration") {
  struct Case {
    std::string_view text;
    std::optional<Nanoseconds> expected;
  };
  const Case cases[] = {
      {"0", 0ns},
      {"0s", 0ns},
      {"10s", 10s},
      {"1m30s", 90s},
      {"1.5s", 1500ms},
      {"500ms", 500ms},
      {"2h", 2h},
      {"1h5m30s20ms", 1h + 5min + 30s + 20ms},
      {"20us", 20us},
      {"20µs", 20us},
      {".5s", 500ms},
      {"1d", 24h},
      {"-1s", -1s},
      {"", std::nullopt},
      {"10", std::nullopt},
      {"s", std::nullopt},
      {"1x", std::nullopt},
      {"1s2", std::nullopt},
      {"1..5s", std::nullopt},
      {"99999999999h", std::nullopt},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(parse_duration(c.text) == c.expected);
  }
}

TEST_CASE("format_duration prints as Go does") {
  CHECK(format_duration(0ns) == "0s");
  CHECK(format_duration(90s) == "1m30s");
  CHECK(format_duration(1500ms) == "1.5s");
  CHECK(format_duration(500ms) == "500ms");
  CHECK(format_duration(1h) == "1h0m0s");
  CHECK(format_duration(1500ns) == "1.5µs");
  CHECK(format_duration(-2s) == "-2s");
}

TEST_CASE("parse_bytes") {
  CHECK(parse_bytes("1024") == 1024);
  CHECK(parse_bytes("512m") == 512LL << 20);
  CHECK(parse_bytes("1.5gb") == 1610612736);
  CHECK(parse_bytes("64KiB") == 65536);
  CHECK(parse_bytes("2 GB") == 2LL << 30);
  CHECK(parse_bytes("10b") == 10);
  for (const auto* bad : {"", "m", "1x", "1gg", "-1m", "1e400p", "99999999999999p"}) CHECK_FALSE(parse_bytes(bad));
}

TEST_CASE("for people") {
  CHECK(human_duration(320ms) == "320 ms");
  CHECK(human_duration(1840ms) == "1.8 s");
  CHECK(human_duration(125s) == "2 min 5 s");
  CHECK(human_bytes(83'123'456) == "83.1MB");
  CHECK(human_bytes(12) == "12B");
}
