#include "compose/schema.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/code.hpp"
#include "base/text.hpp"
#include "compose/attribute_docs.hpp"
#include "compose/attribute_tree.hpp"
#include "yaml/emit.hpp"

namespace berth::compose {

namespace {

using yaml::Mapping;
using yaml::Node;
using yaml::Sequence;

constexpr std::string_view any_name = "^[a-zA-Z0-9._-]+$";
constexpr std::string_view extension = "^x-";
constexpr std::string_view with_variable = "\\$";

Node one_of_texts(const std::vector<std::string_view>& words) {
  Sequence list;
  for (const auto word : words) list.emplace_back(word);
  return Node(std::move(list));
}

Node with(std::string key, Node value) {
  Mapping mapping;
  mapping.set(std::move(key), std::move(value));
  return Node(std::move(mapping));
}

/// One type as a word, several as a list, nothing where every type passes.
void set_types(Mapping& schema, std::uint8_t accepts) {
  if (accepts == accept::anything) return;
  std::vector<std::string_view> types;
  const auto add = [&](std::uint8_t bits, std::string_view word) {
    if ((accepts & bits) == bits) types.push_back(word);
  };
  add(accept::text, "string");
  if ((accepts & accept::number) == accept::number) {
    types.emplace_back("number");
  } else {
    add(accept::integer, "integer");
  }
  add(accept::boolean, "boolean");
  add(accept::list, "array");
  add(accept::mapping, "object");
  add(accept::null, "null");
  schema.set("type", types.size() == 1 ? Node(types.front()) : one_of_texts(types));
}

std::string pattern_of_words(const std::vector<std::string_view>& words) {
  std::string pattern = "^(";
  for (const auto word : words) {
    if (pattern.size() > 2) pattern += "|";
    for (const char c : word) pattern += c == '+' ? std::string("\\+") : std::string(1, c);
  }
  return pattern + ")$|" + std::string(with_variable);
}

void set_text_rules(Mapping& schema, const Attribute& attribute) {
  switch (attribute.text) {
    case TextRule::any: break;
    case TextRule::container_name:
      schema.set("pattern", Node(fmt::format("[a-zA-Z0-9][a-zA-Z0-9_.-]+|{}", with_variable)));
      break;
    case TextRule::pull_policy:
      schema.set("pattern", Node(fmt::format("always|never|build|if_not_present|missing|refresh|daily|weekly|every_"
                                             "([0-9]+[wdhms])+|{}",
                                             with_variable)));
      break;
  }
  if (attribute.words.empty()) return;
  const auto words = split(attribute.words, '|');
  if (attribute.accepts != accept::text) {
    schema.set("pattern", Node(pattern_of_words(words)));
    return;
  }
  Sequence choices;
  choices.push_back(with("enum", one_of_texts(words)));
  choices.push_back(with("pattern", Node(with_variable)));
  schema.set("anyOf", Node(std::move(choices)));
}

bool repeats_nothing(const AttributeNode& described) {
  switch (described.type()) {
    case Type::text_map:
    case Type::nullable_map:
    case Type::hosts:
    case Type::ssh_keys: return true;
    default: return described.attribute().unique_items;
  }
}

class SchemaWriter {
 public:
  Node write(const AttributeNode& described) {
    const auto& attribute = described.attribute();
    Mapping schema;
    if (const auto text = description_of(attribute.path); !text.empty()) schema.set("description", Node(text));
    set_types(schema, attribute.accepts);
    set_text_rules(schema, attribute);
    if (attribute.minimum) schema.set("minimum", Node(*attribute.minimum));
    if (attribute.maximum) schema.set("maximum", Node(*attribute.maximum));
    if ((attribute.accepts & accept::list) != 0) set_items(schema, described);
    if ((attribute.accepts & accept::mapping) != 0) set_keys(schema, described);
    return Node(std::move(schema));
  }

 private:
  void set_items(Mapping& schema, const AttributeNode& described) {
    if (described.item() != nullptr) schema.set("items", write(*described.item()));
    if (repeats_nothing(described)) schema.set("uniqueItems", Node(true));
  }

  void set_keys(Mapping& schema, const AttributeNode& described) {
    if (described.any_key() != nullptr) return set_any_key(schema, described);
    if (described.children().empty()) return;
    Mapping properties;
    Sequence required;
    for (const auto& child : described.children()) {
      properties.set(std::string(child.key), write(*child.node));
      if (child.node->attribute().required) required.emplace_back(child.key);
    }
    const bool top = described.attribute().path.empty();
    if (top || described.attribute().path == "services.*") properties.set("x-berth", own_extension(top));
    schema.set("properties", Node(std::move(properties)));
    if (!described.attribute().closed) schema.set("patternProperties", with(std::string(extension), Node(Mapping{})));
    if (described.attribute().loose) return;
    schema.set("additionalProperties", Node(false));
    if (!required.empty()) schema.set("required", Node(std::move(required)));
  }

  void set_any_key(Mapping& schema, const AttributeNode& described) {
    auto value = write(*described.any_key());
    switch (described.attribute().keys) {
      case KeyRule::any: schema.set("additionalProperties", std::move(value)); break;
      case KeyRule::name:
        schema.set("patternProperties", with(std::string(any_name), std::move(value)));
        schema.set("additionalProperties", Node(false));
        break;
      case KeyRule::loose_name: schema.set("patternProperties", with(std::string(any_name), std::move(value))); break;
      case KeyRule::lower_case: schema.set("patternProperties", with("^[a-z]+$", std::move(value))); break;
    }
  }

  /// `x-berth.dns`, at the top.
  static Node own_names() {
    const auto typed = [](const char* type) { return with("type", Node(type)); };
    auto ttl = typed("integer");
    ttl.mapping().set("minimum", Node(std::int64_t{0}));
    ttl.mapping().set("maximum", Node(std::int64_t{3600}));
    auto names = typed("object");
    names.mapping().set("additionalProperties", typed("string"));
    Mapping properties;
    properties.set("suffix", typed("string"));
    properties.set("names", std::move(names));
    properties.set("wildcard", typed("boolean"));
    properties.set("ttl", std::move(ttl));
    properties.set("unhealthy", with("enum", one_of_texts({"include", "exclude"})));
    Mapping dns;
    dns.set("description", Node("The project's names for this host (berth dns)."));
    dns.set("type", Node("object"));
    dns.set("properties", Node(std::move(properties)));
    dns.set("additionalProperties", Node(false));
    return Node(std::move(dns));
  }

  /// `x-berth`, at the top and in a service: the warnings that are not to be told; at the top the names, too.
  static Node own_extension(bool top) {
    std::vector<std::string_view> warnings;
    for (const auto& code : all_codes) {
      if (code.severity == Severity::warning) warnings.push_back(code.name);
    }
    const auto words = with("enum", one_of_texts(warnings));
    Mapping list;
    list.set("type", Node("array"));
    list.set("items", words);
    Mapping silence;
    silence.set("description", Node("Codes of warnings that are not told."));
    silence.set("anyOf", Node(Sequence{words, Node(std::move(list))}));
    Mapping extension_of_berth;
    extension_of_berth.set("description", Node("Settings of Berth; other programs pass them over."));
    extension_of_berth.set("type", Node("object"));
    Mapping properties;
    properties.set("silence", Node(std::move(silence)));
    if (top) properties.set("dns", own_names());
    extension_of_berth.set("properties", Node(std::move(properties)));
    return Node(std::move(extension_of_berth));
  }
};

}  // namespace

Node json_schema() {
  Node schema{Mapping{}};
  schema.mapping().set("$schema", Node("http://json-schema.org/draft-07/schema#"));
  schema.mapping().set("title", Node("Compose file"));
  auto described = SchemaWriter().write(attribute_tree());
  for (auto& entry : described.mapping()) schema.mapping().set(entry.key, std::move(entry.value));
  return schema;
}

std::string json_schema_text() {
  return yaml::emit_json(json_schema()) + "\n";
}

}  // namespace berth::compose
