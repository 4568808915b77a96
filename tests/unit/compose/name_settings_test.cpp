#include "compose/name_settings.hpp"

#include "unit/compose/loaded.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

std::string text_with(const std::string& dns) {
  return "services:\n  web:\n    image: i\nx-berth: {dns: " + dns + "}\n";
}

std::string label_of(const Project& project) {
  const auto& labels = project.services.at("web").labels;
  const auto found = labels.find(name_settings_label);
  return found == labels.end() ? "" : found->second;
}

/// The label, or the problems.
std::string shown(const std::string& dns) {
  const auto result = loaded({{"compose.yaml", text_with(dns)}}, {}, {"TTL=9"});
  if (result.project) return label_of(*result.project);
  std::string text;
  for (const auto& diagnostic : result.diagnostics.sorted()) {
    text += result.files.describe(diagnostic.span.begin) + ": " + text_of(diagnostic) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("x-berth.dns") {
  struct Case {
    const char* dns;       // flow style
    const char* expected;  // the label, or the problems
  };
  const Case cases[] = {
      {"{}", ""},
      {"", ""},
      {"{suffix: my.test}", R"({"suffix":"my.test"})"},
      {"{suffix: A.Home.Arpa}", R"({"suffix":"A.Home.Arpa"})"},
      {"{names: {www: web, api.v1: web}}", R"({"names":{"api.v1":"web","www":"web"}})"},
      {"{wildcard: true, ttl: 5, unhealthy: include}", R"({"wildcard":true,"ttl":5,"unhealthy":"include"})"},
      {"{wildcard: false, ttl: 1, unhealthy: exclude}", ""},
      {"{ttl: '${TTL}'}", R"({"ttl":9})"},
      {"[a]", "compose.yaml:4:16: x-berth.dns: must be a mapping\n"},
      {"{sufix: a}", "compose.yaml:4:17: x-berth.dns: unknown attribute \"sufix\" (did you mean \"suffix\"?)\n"},
      {"{suffix: 'a b.test'}", "compose.yaml:4:25: x-berth.dns.suffix: must be a domain name\n"},
      {"{suffix: shop.local}",
       "compose.yaml:4:25: x-berth.dns.suffix: must end with .test, .internal, .example or .home.arpa\n"},
      {"{suffix: example.org}",
       "compose.yaml:4:25: x-berth.dns.suffix: must end with .test, .internal, .example or .home.arpa\n"},
      {"{suffix: [a]}", "compose.yaml:4:25: x-berth.dns.suffix: must be text\n"},
      {"{names: [a]}", "compose.yaml:4:24: x-berth.dns.names: must be a mapping of names to services\n"},
      {"{names: {www: wep}}", "compose.yaml:4:30: x-berth.dns.names.www: there is no service \"wep\"\n"},
      {"{names: {'a b': web}}",
       "compose.yaml:4:25: x-berth.dns.names.a b: must be a name of labels with letters, digits, - and _\n"},
      {"{wildcard: perhaps}", "compose.yaml:4:27: x-berth.dns.wildcard: must be true or false\n"},
      {"{ttl: -1}", "compose.yaml:4:22: x-berth.dns.ttl: must be a number from 0 to 3600\n"},
      {"{ttl: 1d}", "compose.yaml:4:22: x-berth.dns.ttl: must be a number from 0 to 3600\n"},
      {"{unhealthy: hide, ttl: x}",
       "compose.yaml:4:28: x-berth.dns.unhealthy: must be include or exclude\n"
       "compose.yaml:4:39: x-berth.dns.ttl: must be a number from 0 to 3600\n"},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.dns));
    CHECK(shown(c.dns) == c.expected);
  }
}

TEST_CASE("x-berth.dns changes no hash") {
  const auto hash = [](const std::string& dns) {
    const auto result = loaded({{"compose.yaml", text_with(dns)}});
    REQUIRE(result.project);
    return result.project->services.at("web").config_hash;
  };
  CHECK(hash("{ttl: 3, suffix: a.test}") == hash("{}"));
}

TEST_CASE("a later file adds to x-berth.dns") {
  const auto result = loaded({{"compose.yaml", text_with("{ttl: 3, names: {a: web}}")},
                              {"compose.override.yaml", "x-berth: {dns: {ttl: 4, names: {b: web}}}\n"}});
  REQUIRE(result.project);
  CHECK(label_of(*result.project) == R"({"names":{"a":"web","b":"web"},"ttl":4})");
}
