#include "base/json_text.hpp"

#include <doctest/doctest.h>

using berth::compact_json;

TEST_CASE("JSON is made compact and otherwise left as it is") {
  struct Case {
    const char* text;
    const char* compact;
  };
  const Case cases[] = {
      {" { \"b\" : [ 1 , 2.50e+3 , -0 ] ,\n\t\"a\" : { } } \n", "{\"b\":[1,2.50e+3,-0],\"a\":{}}"},
      {"[]", "[]"},
      {"[ true, false, null ]", "[true,false,null]"},
      {R"(  "a \" b \u00e9 \\ / c"  )", R"("a \" b \u00e9 \\ / c")"},
      {"{\"a\": \"two  spaces\", \"a\": 1}", "{\"a\":\"two  spaces\",\"a\":1}"},
      {"-12.5E-7", "-12.5E-7"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const auto compact = compact_json(c.text);
    REQUIRE(compact.has_value());
    CHECK(*compact == c.compact);
  }
}

TEST_CASE("JSON that is none is told with its place") {
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {"", "it ends too early at line 1, column 1"},
      {"{\n  \"a\": 1,\n}", "a key in double quotes is missing at line 3, column 1"},
      {"{\"a\" 1}", "a colon is missing at line 1, column 6"},
      {"[1 2]", "a comma or the closing bracket is missing at line 1, column 4"},
      {"[1, ]", "a value is missing at line 1, column 5"},
      {"{\"a\": 'x'}", "a value is missing at line 1, column 7"},
      {"[01]", "a comma or the closing bracket is missing at line 1, column 3"},
      {"[1.]", "a digit is missing at line 1, column 4"},
      {"\"open", "it ends too early at line 1, column 6"},
      {"\"a\nb\"", "a text is not closed on its line at line 1, column 3"},
      {"\"\\q\"", "an unknown escape stands in a text at line 1, column 3"},
      {"\"\\u12g4\"", "\\u needs four hexadecimal digits at line 1, column 6"},
      {"{} x", "there is more after its end at line 1, column 4"},
      {"tru", "a value is missing at line 1, column 1"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const auto compact = compact_json(c.text);
    REQUIRE_FALSE(compact.has_value());
    CHECK(compact.problem().message == c.message);
  }
  CHECK_FALSE(compact_json(std::string(100'000, '[')).has_value());
}
