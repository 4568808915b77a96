#include "unit/compose/json_schema_check.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <stdexcept>

#include "yaml/emit.hpp"

namespace berth::test {

namespace {

using yaml::Kind;
using yaml::Node;

bool has_type(const Node& value, const std::string& type) {
  switch (value.kind()) {
    case Kind::null: return type == "null";
    case Kind::boolean: return type == "boolean";
    case Kind::integer: return type == "integer" || type == "number";
    case Kind::floating: return type == "number";
    case Kind::string:
    case Kind::timestamp: return type == "string";
    case Kind::sequence: return type == "array";
    case Kind::mapping: return type == "object";
  }
  return false;
}

bool found_in(const std::string& text, const Node& pattern) {
  return std::regex_search(text, std::regex(pattern.string(), std::regex::ECMAScript));
}

class Check {
 public:
  Check(const Node& schema, const Node& value, const std::string& place)
      : schema_(schema), value_(value), place_(place) {}

  std::string run() {
    for (const auto& word : schema_.mapping()) {
      auto problem = keyword(word.key, word.value);
      if (!problem.empty()) return problem;
    }
    return {};
  }

 private:
  std::string keyword(const std::string& word, const Node& asked) {
    if (word == "type") return fail_unless(accepts(asked), "is of another type than " + yaml::emit_json(asked, 0));
    if (word == "enum") return fail_unless(std::ranges::count(asked.sequence(), value_) > 0, "is another word");
    if (word == "anyOf") return any_of(asked);
    if (word == "pattern") return fail_unless(!value_.is_string() || found_in(value_.string(), asked), "has no match");
    if (word == "minimum") return fail_unless(number() >= static_cast<double>(asked.integer()), "is too small");
    if (word == "maximum") return fail_unless(number() <= static_cast<double>(asked.integer()), "is too large");
    if (word == "items") return items(asked);
    if (word == "uniqueItems") return unique_items();
    if (word == "required") return required(asked);
    if (word == "additionalProperties") return others(asked);
    if (word == "properties") return properties(asked);
    if (word == "patternProperties") return pattern_properties(asked);
    if (word == "description" || word == "title" || word == "$schema") return {};
    throw std::logic_error("no such word in the test: " + word);
  }

  [[nodiscard]] std::string fail_unless(bool good, const std::string& why) const {
    return good ? "" : place_ + " " + why + "; ";
  }

  [[nodiscard]] bool accepts(const Node& types) const {
    if (types.is_string()) return has_type(value_, types.string());
    return std::ranges::any_of(types.sequence(), [&](const Node& type) { return has_type(value_, type.string()); });
  }

  /// Of what is no number, one that passes.
  [[nodiscard]] double number() const {
    if (value_.kind() == Kind::integer) return static_cast<double>(value_.integer());
    return value_.kind() == Kind::floating ? value_.floating() : 0;
  }

  [[nodiscard]] std::string any_of(const Node& choices) const {
    const auto good = [&](const Node& choice) { return check(choice, value_, place_).empty(); };
    return fail_unless(std::ranges::any_of(choices.sequence(), good), "is none of the choices");
  }

  [[nodiscard]] std::string items(const Node& schema) const {
    if (!value_.is_sequence()) return {};
    std::string problems;
    for (const auto& item : value_.sequence()) problems += check(schema, item, place_ + "[]");
    return problems;
  }

  [[nodiscard]] std::string unique_items() const {
    if (!value_.is_sequence()) return {};
    std::set<std::string> seen;
    bool unique = true;
    for (const auto& item : value_.sequence()) unique = seen.insert(yaml::emit_json(item, 0)).second && unique;
    return fail_unless(unique, "says something twice");
  }

  [[nodiscard]] std::string required(const Node& keys) const {
    if (!value_.is_mapping()) return {};
    std::string problems;
    for (const auto& key : keys.sequence()) {
      problems += fail_unless(value_.find(key.string()) != nullptr, "lacks " + key.string());
    }
    return problems;
  }

  [[nodiscard]] bool is_named(const std::string& key) const {
    const auto* properties = schema_.find("properties");
    if (properties != nullptr && properties->find(key) != nullptr) return true;
    const auto* patterns = schema_.find("patternProperties");
    if (patterns == nullptr) return false;
    return std::ranges::any_of(patterns->mapping(),
                               [&](const yaml::Entry& entry) { return found_in(key, Node(entry.key)); });
  }

  [[nodiscard]] std::string others(const Node& schema) const {
    if (!value_.is_mapping()) return {};
    std::string problems;
    for (const auto& entry : value_.mapping()) {
      if (is_named(entry.key)) continue;
      problems += schema.is_mapping() ? check(schema, entry.value, place_ + "." + entry.key)
                                      : fail_unless(schema.boolean(), "has " + entry.key);
    }
    return problems;
  }

  [[nodiscard]] std::string properties(const Node& schemas) const {
    if (!value_.is_mapping()) return {};
    std::string problems;
    for (const auto& entry : value_.mapping()) {
      const auto* schema = schemas.find(entry.key);
      if (schema != nullptr) problems += check(*schema, entry.value, place_ + "." + entry.key);
    }
    return problems;
  }

  [[nodiscard]] std::string pattern_properties(const Node& schemas) const {
    if (!value_.is_mapping()) return {};
    std::string problems;
    for (const auto& schema : schemas.mapping()) {
      for (const auto& entry : value_.mapping()) {
        if (!found_in(entry.key, Node(schema.key))) continue;
        problems += check(schema.value, entry.value, place_ + "." + entry.key);
      }
    }
    return problems;
  }

  const Node& schema_;
  const Node& value_;
  const std::string& place_;
};

}  // namespace

std::string check(const Node& schema, const Node& value, const std::string& place) {
  return Check(schema, value, place).run();
}

}  // namespace berth::test
