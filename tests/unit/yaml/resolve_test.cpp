#include "yaml/resolve.hpp"

#include <doctest/doctest.h>

using namespace berth;
using yaml::Kind;

TEST_CASE("resolve_plain gives the type and, as text, what Go prints") {
  struct Case {
    std::string_view input;
    Kind kind;
    std::string_view text;
  };
  const Case cases[] = {
      {"", Kind::null, ""},
      {"~", Kind::null, ""},
      {"NULL", Kind::null, ""},
      {"nUll", Kind::string, "nUll"},
      {"true", Kind::boolean, "true"},
      {"TRUE", Kind::boolean, "true"},
      {"tRue", Kind::string, "tRue"},
      {"yes", Kind::string, "yes"},
      {"on", Kind::string, "on"},
      {"n", Kind::string, "n"},
      {"12", Kind::integer, "12"},
      {"+12", Kind::integer, "12"},
      {"-12", Kind::integer, "-12"},
      {"-0", Kind::floating, "-0"},
      {"0777", Kind::integer, "511"},
      {"0o777", Kind::integer, "511"},
      {"-017", Kind::integer, "-15"},
      {"08", Kind::floating, "8"},
      {"0o8", Kind::string, "0o8"},
      {"0x1F", Kind::integer, "31"},
      {"0x", Kind::string, "0x"},
      {"0b11", Kind::integer, "3"},
      {"1_000", Kind::integer, "1000"},
      {"9223372036854775807", Kind::integer, "9223372036854775807"},
      {"-9223372036854775808", Kind::integer, "-9223372036854775808"},
      {"100000000000000000000", Kind::floating, "1e+20"},
      {"1.0", Kind::floating, "1"},
      {"1.10", Kind::floating, "1.1"},
      {"1.", Kind::floating, "1"},
      {".5", Kind::floating, "0.5"},
      {".", Kind::string, "."},
      {"1e3", Kind::floating, "1000"},
      {"1e6", Kind::floating, "1e+06"},
      {"0.1e-7", Kind::floating, "1e-08"},
      {"123456789.123", Kind::floating, "1.23456789123e+08"},
      {"1_000.5", Kind::floating, "1000.5"},
      {"1e", Kind::string, "1e"},
      {"e1", Kind::string, "e1"},
      {"1.2.3", Kind::string, "1.2.3"},
      {".inf", Kind::floating, "+Inf"},
      {"-.INF", Kind::floating, "-Inf"},
      {".NaN", Kind::floating, "NaN"},
      {"22:22", Kind::string, "22:22"},
      {"--1", Kind::string, "--1"},
      {"0x-1", Kind::string, "0x-1"},
      {"2001-12-14", Kind::timestamp, "2001-12-14 00:00:00 +0000 UTC"},
      {"2001-2-3", Kind::timestamp, "2001-02-03 00:00:00 +0000 UTC"},
      {"2001-12-14t21:59:43.10-05:00", Kind::timestamp, "2001-12-14 21:59:43.1 -0500 -0500"},
      {"2001-12-14 21:59:43.10", Kind::timestamp, "2001-12-14 21:59:43.1 +0000 UTC"},
      {"2001-12-14T21:59:43Z", Kind::timestamp, "2001-12-14 21:59:43 +0000 UTC"},
      {"2001-02-29", Kind::string, "2001-02-29"},
      {"2001-13-01", Kind::string, "2001-13-01"},
      {"2001-12-14 21:59:43Z", Kind::string, "2001-12-14 21:59:43Z"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    const auto node = yaml::resolve_plain(c.input);
    CHECK(node.kind() == c.kind);
    CHECK(yaml::scalar_text(node) == c.text);
  }
}

TEST_CASE("resolve_tagged obeys YAML's own tags and leaves the rest as text") {
  struct Case {
    std::string_view input, tag;
    Kind kind;
    std::string_view text;
  };
  const Case cases[] = {
      {"1", "tag:yaml.org,2002:str", Kind::string, "1"},
      {"2", "tag:yaml.org,2002:int", Kind::integer, "2"},
      {"3", "tag:yaml.org,2002:float", Kind::floating, "3"},
      {"true", "tag:yaml.org,2002:bool", Kind::boolean, "true"},
      {"", "tag:yaml.org,2002:null", Kind::null, ""},
      {"aGk=", "tag:yaml.org,2002:binary", Kind::string, "hi"},
      {"5", "!mine", Kind::string, "5"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    const auto node = yaml::resolve_tagged(c.input, c.tag);
    REQUIRE(node.has_value());
    CHECK(node->kind() == c.kind);
    CHECK(yaml::scalar_text(*node) == c.text);
  }
  CHECK_FALSE(yaml::resolve_tagged("x", "tag:yaml.org,2002:int").has_value());
  CHECK_FALSE(yaml::resolve_tagged("1.5", "tag:yaml.org,2002:int").has_value());
  CHECK_FALSE(yaml::resolve_tagged("?", "tag:yaml.org,2002:binary").has_value());
  CHECK_FALSE(yaml::resolve_tagged("aGk", "tag:yaml.org,2002:binary").has_value());
}
