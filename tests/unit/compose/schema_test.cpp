// The JSON schema, held against the published one both ways, and against what the loader accepts and refuses.
#include "compose/schema.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/text.hpp"
#include "compose/attribute_docs.hpp"
#include "compose/attribute_tree.hpp"
#include "unit/compose/json_schema_check.hpp"
#include "unit/compose/loaded.hpp"
#include "unit/tests_folder.hpp"
#include "yaml/parse.hpp"
#include "yaml/resolve.hpp"

using namespace berth;
using namespace berth::compose;
using yaml::Node;

namespace {

/// For each path of a schema its types and what it asks of them, in the words of data/language.tsv.
class Flattened {
 public:
  explicit Flattened(const Node& schema) { visit(schema, ""); }
  std::map<std::string, std::string> lines;

 private:
  void visit(const Node& schema, const std::string& path) {
    std::set<std::string> facts;
    collect_facts(schema, facts);
    const auto below = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
    if (const auto* properties = schema.find("properties")) {
      for (const auto& entry : properties->mapping()) {
        if (entry.key != "x-berth") visit(entry.value, below(entry.key));
      }
    }
    if (const auto* patterns = schema.find("patternProperties")) {
      for (const auto& entry : patterns->mapping()) {
        if (entry.key == "^x-") continue;
        facts.insert("keys " + entry.key);
        visit(entry.value, below("*"));
      }
    }
    const auto* others = schema.find("additionalProperties");
    if (others != nullptr && others->is_mapping()) visit(*others, below("*"));
    if (const auto* items = schema.find("items")) visit(*items, path + "[]");
    lines[path.empty() ? "." : path] =
        std::string(trim(fmt::format("{}\t{}", types_of(schema), fmt::join(facts, "; "))));
  }

  static void collect_facts(const Node& schema, std::set<std::string>& facts) {
    for (const auto* limit : {"minimum", "maximum"}) {
      if (const auto* value = schema.find(limit)) facts.insert(fmt::format("{} {}", limit, value->integer()));
    }
    if (schema.find("uniqueItems") != nullptr) facts.insert("unique");
    if (const auto* required = schema.find("required")) {
      for (const auto& key : required->sequence()) facts.insert("requires " + key.string());
    }
    const auto* patterns = schema.find("patternProperties");
    if (patterns != nullptr && patterns->find("^x-") != nullptr) facts.insert("x-");
    const auto* others = schema.find("additionalProperties");
    const bool exact = others != nullptr && others->kind() == yaml::Kind::boolean && !others->boolean();
    if (exact && schema.find("properties") != nullptr) facts.insert("exact");
    const auto* choices = schema.find("anyOf");
    const auto* words = choices == nullptr ? nullptr : choices->sequence()[0].find("enum");
    if (words == nullptr) return;
    for (const auto& word : words->sequence()) facts.insert("word " + word.string());
  }

  static std::string types_of(const Node& schema) {
    const auto* type = schema.find("type");
    if (type == nullptr) return "any";
    if (type->is_string()) return type->string();
    std::set<std::string> types;
    for (const auto& word : type->sequence()) types.insert(word.string());
    return fmt::format("{}", fmt::join(types, "|"));
  }
};

std::map<std::string, std::string> published() {
  std::map<std::string, std::string> all;
  std::ifstream file(test::tests_folder() + "/unit/compose/data/language.tsv");
  for (std::string line; std::getline(file, line);) {
    const auto tab = line.find('\t');
    if (!line.starts_with('#') && tab != std::string::npos) all[line.substr(0, tab)] = line.substr(tab + 1);
  }
  return all;
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What the schema says against the documents of a text; "" for nothing.
std::string refused(const std::string& text) {
  static const Node schema = json_schema();
  SourceFiles files;
  Diagnostics diagnostics;
  std::string problems;
  for (const auto& document : yaml::parse(files.add("f", text), files, {}, diagnostics)) {
    if (diagnostics.empty()) problems += test::check(schema, document);
  }
  return problems;
}

}  // namespace

TEST_CASE("the schema says what the published one says") {
  const auto theirs = published();
  const auto ours = Flattened(json_schema()).lines;
  REQUIRE(theirs.size() > 400);
  std::vector<std::string> differences;
  for (const auto& [path, line] : theirs) {
    const auto found = ours.find(path);
    if (found == ours.end()) {
      differences.push_back("missing " + path);
    } else if (found->second != line) {
      differences.push_back(fmt::format("{}: {} instead of {}", path, found->second, line));
    }
  }
  for (const auto& [path, line] : ours) {
    if (!theirs.contains(path)) differences.push_back("more: " + path);
  }
  std::vector<std::string> known = {
      // Docker Compose leaves these open, or takes an old form.
      "configs.*.external: boolean|object|string\tx- instead of boolean|object|string",
      "include: array|null instead of array",
      "include[]: object|string\tx- instead of object|string\texact",
      "secrets.*.external: boolean|object|string\tx- instead of boolean|object|string",
      "services.*.gpus[]: object\tx- instead of object",
      // The word is asked for by a pattern, since a list may stand there, too.
      "services.*.gpus: array|string instead of array|string\tword all; x-",
      // Nothing can be made of these without it.
      "services.*.ports[]: number|object|string\texact; requires target; x- instead of number|object|string\texact; x-",
      "services.*.pre_start[]: object\texact; requires command; x- instead of object\texact; x-",
      "services.*.volumes[]: object|string\texact; requires target; requires type; x- instead of "
      "object|string\texact; requires type; x-",
      // The published one says only that it is a mapping.
      "more: services.*.storage_opt.*",
  };
  std::ranges::sort(known);
  std::ranges::sort(differences);
  CHECK(lines(differences) == lines(known));
}

TEST_CASE("every description belongs to an attribute") {
  for (const auto path : described_paths()) {
    CAPTURE(std::string(path));
    std::vector<std::string_view> steps;
    for (auto step : split(path, '.')) {
      const bool item = step.ends_with("[]");
      if (item) step.remove_suffix(2);
      steps.push_back(step);
      if (item) steps.emplace_back("[]");
    }
    const auto* found = find_attribute(steps);
    REQUIRE(found != nullptr);
    CHECK(found->attribute().path == path);
  }
}

TEST_CASE("schema and loader agree on what is well formed") {
  struct Case {
    const char* text;
    bool accepted;
  };
  const Case cases[] = {
      {"services: {a: {image: i}}", true},
      {"services: {a: {image: i, ports: ['80:80', 443, {target: 1}]}}", true},
      {"services: {a: {image: i, ports: [{published: 1}]}}", false},
      {"services: {a: {image: i, prots: []}}", false},
      {"services: {a: {image: i, x-mine: {any: [1]}}}", true},
      {"services: {a: {image: i, command: [a, 1]}}", false},
      {"services: {a: {image: i, environment: {A: 1, B: null, C: true}}}", true},
      {"services: {a: {image: i, depends_on: {b: {condition: healthy}}}, b: {image: i}}", false},
      {"services: {a: {image: i, depends_on: {b: {condition: service_healthy}}}, b: {image: i}}", true},
      {"services: {a: {image: i, oom_score_adj: 2000}}", false},
      {"services: {a: {image: i, oom_score_adj: 200}}", true},
      {"services: {a: {image: i, pull_policy: sometimes}}", false},
      {"services: {a: {image: i, pull_policy: every_2d}}", true},
      {"services: {a: {image: i, gpus: some}}", false},
      {"services: {a: {image: i, gpus: all}}", true},
      {"services: {'a b': {image: i}}", false},
      {"services: [a]", false},
      {"servces: {}", false},
      {"x-berth: {silence: [public-port]}\nservices: {a: {image: i}}", true},
  };
  for (const auto& test : cases) {
    CAPTURE(std::string(test.text));
    const auto found = refused(test.text);
    CAPTURE(found);
    CHECK(found.empty() == test.accepted);
    CHECK(problems(loaded({{"compose.yaml", test.text}})).empty() == test.accepted);
  }
  CHECK(refused("services: {a: {image: i, cgroup: '${MODE}', pull_policy: \"$POLICY\", gpus: \"$GPUS\"}}") == "");
}

TEST_CASE("the schema accepts the projects that load") {
  std::size_t checked = 0;
  for (const auto& folder : std::filesystem::directory_iterator(test::tests_folder() + "/golden/advice")) {
    if (read(folder.path() / "expected.txt").find("error: ") != std::string::npos) continue;
    if (read(folder.path() / "expected.txt").find("is the code of") != std::string::npos) continue;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
      if (file.path().extension() != ".yaml") continue;
      CAPTURE(file.path().string());
      CHECK(refused(read(file.path())) == "");
      ++checked;
    }
  }
  CHECK(checked > 10);
}
