#include "compose/validate.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "compose/attribute_tree.hpp"
#include "compose/place.hpp"
#include "compose/text_rules.hpp"
#include "yaml/emit.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {

namespace {

using yaml::Kind;
using yaml::Node;

bool is_whole(double value) {
  return std::isfinite(value) && std::trunc(value) == value;
}

bool accepted(const Node& node, std::uint8_t accepts) {
  const auto any_of = [&](std::uint8_t bits) { return (accepts & bits) != 0; };
  switch (node.kind()) {
    case Kind::null: return any_of(accept::null);
    case Kind::boolean: return any_of(accept::boolean);
    case Kind::integer: return any_of(accept::integer);
    case Kind::floating:
      return (accepts & accept::number) == accept::number || (any_of(accept::integer) && is_whole(node.floating()));
    case Kind::string:
    case Kind::timestamp: return any_of(accept::text);
    case Kind::sequence: return any_of(accept::list);
    case Kind::mapping: return any_of(accept::mapping);
  }
  return false;
}

/// "text or a list"
std::string describe_accepted(std::uint8_t accepts) {
  std::vector<std::string> words;
  const auto add = [&](std::uint8_t bits, const char* word) {
    if ((accepts & bits) == bits) words.emplace_back(word);
  };
  add(accept::text, "a string");
  if ((accepts & accept::number) == accept::number) {
    words.emplace_back("a number");
  } else {
    add(accept::integer, "a whole number");
  }
  add(accept::boolean, "true or false");
  add(accept::list, "a list");
  add(accept::mapping, "a mapping");
  add(accept::null, "empty");
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

/// The value as a message shows it, short and on one line; secrets do not stand in scalars of the wrong type.
std::string shown(const Node& node) {
  if (!node.is_scalar() || node.is_null()) return std::string(yaml::describe(node.kind()));
  return fmt::format("{} ({})", yaml::describe(node.kind()), truncate_width(yaml::scalar_text(node), 40));
}

std::string type_hint(const Node& node, std::uint8_t accepts) {
  if ((accepts & accept::text) != 0 && node.is_scalar() && !node.is_null()) {
    return fmt::format("put it in quotes: \"{}\"", truncate_width(yaml::scalar_text(node), 40));
  }
  if (accepts == accept::text && node.is_mapping() && node.mapping().size() == 1) {
    const auto& entry = *node.mapping().begin();
    if (entry.value.is_scalar()) return fmt::format("write {}={}", entry.key, yaml::scalar_text(entry.value));
  }
  if ((accepts & accept::list) != 0 && node.is_scalar() && !node.is_null()) return "write it as a list item, \"- …\"";
  return {};
}

class Validator {
 public:
  explicit Validator(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void visit(const Node& node, const AttributeNode& described, const Place& place) {
    const auto& attribute = described.attribute();
    if (!accepted(node, attribute.accepts)) return report_type(node, attribute, place);
    if (node.is_mapping()) {
      visit_mapping(node, described, place);
    } else if (node.is_sequence()) {
      visit_sequence(node, described, place);
    } else {
      check_scalar(node, attribute, place);
    }
  }

 private:
  void error(const char* code, Span span, const Place& place, const std::string& message, std::string hint = {}) {
    diagnostics_.error(code, span, place.at_top() ? message : fmt::format("{}: {}", place.text(), message),
                       std::move(hint));
  }

  void report_type(const Node& node, const Attribute& attribute, const Place& place) {
    error("invalid-type", node.span(), place,
          fmt::format("must be {}, not {}", describe_accepted(attribute.accepts), shown(node)),
          type_hint(node, attribute.accepts));
  }

  void visit_mapping(const Node& node, const AttributeNode& described, const Place& place) {
    for (const auto& entry : node.mapping()) visit_entry(entry, described, place);
    if (described.attribute().loose || is_single_ulimit(node, described)) return;
    for (const auto& child : described.children()) {
      if (!child.node->attribute().required || node.find(child.key) != nullptr) continue;
      error("missing-attribute", node.span(), place, fmt::format("\"{}\" is missing", child.key));
    }
  }

  /// {single: N} is our canonical form of `nofile: N`, met again when another file is merged.
  static bool is_single_ulimit(const Node& node, const AttributeNode& described) {
    return described.type() == Type::ulimit && node.find("single") != nullptr;
  }

  void visit_entry(const yaml::Entry& entry, const AttributeNode& described, const Place& place) {
    const Place here(place, entry.key);
    if (described.any_key() != nullptr) {
      if (!key_fits(entry, described, place)) return;
      return visit(entry.value, *described.any_key(), here);
    }
    if (const auto* child = described.child(entry.key)) return visit(entry.value, *child, here);
    if (described.type() == Type::ulimit && entry.key == "single") return;
    const bool extension = entry.key.starts_with("x-") && !described.attribute().closed;
    if (extension || described.attribute().loose || described.children().empty())
      return check_numbers(entry.value, here);
    report_unknown(entry, described, place);
  }

  bool key_fits(const yaml::Entry& entry, const AttributeNode& described, const Place& place) {
    switch (described.attribute().keys) {
      case KeyRule::any: return !entry.key.empty() || fail_name(entry, place);
      case KeyRule::name: return is_resource_name(entry.key) || fail_name(entry, place);
      case KeyRule::loose_name: return is_resource_name(entry.key);
      case KeyRule::lower_case: return is_lower_case(entry.key);
    }
    return true;
  }

  bool fail_name(const yaml::Entry& entry, const Place& place) {
    error("invalid-name", entry.key_span, place, fmt::format("\"{}\" is not a valid name", entry.key),
          "use letters, digits, dots, dashes and underscores");
    return false;
  }

  void report_unknown(const yaml::Entry& entry, const AttributeNode& described, const Place& place) {
    std::vector<std::string_view> names;
    for (const auto& child : described.children()) names.push_back(child.key);
    const auto meant = closest(entry.key, names);
    std::string hint;
    if (meant) {
      hint = fmt::format("did you mean \"{}\"?", *meant);
    } else if (place.at_top() && (entry.value.find("image") != nullptr || entry.value.find("build") != nullptr)) {
      hint = fmt::format("if \"{}\" is a service, move it below \"services:\"", entry.key);
    }
    error("unknown-attribute", entry.key_span, place, fmt::format("unknown attribute \"{}\"", entry.key),
          std::move(hint));
  }

  /// .inf and .nan cannot be said in JSON, so they are refused wherever they stand.
  void check_numbers(const Node& node, const Place& place) {
    if (node.kind() == Kind::floating && !std::isfinite(node.floating())) {
      error("invalid-value", node.span(), place, "infinite numbers cannot be used");
    } else if (node.is_mapping()) {
      for (const auto& entry : node.mapping()) check_numbers(entry.value, Place(place, entry.key));
    } else if (node.is_sequence()) {
      std::size_t index = 0;
      for (const auto& item : node.sequence()) check_numbers(item, Place(place, index++));
    }
  }

  void visit_sequence(const Node& node, const AttributeNode& described, const Place& place) {
    if (described.attribute().unique_items || is_pair_list(described.type())) check_repetitions(node, place);
    if (described.item() == nullptr) return;
    std::size_t index = 0;
    for (const auto& item : node.sequence()) visit(item, *described.item(), Place(place, index++));
  }

  static bool is_pair_list(Type type) {
    return type == Type::text_map || type == Type::nullable_map || type == Type::hosts || type == Type::ssh_keys;
  }

  void check_repetitions(const Node& list, const Place& place) {
    std::unordered_set<std::string> seen;
    std::size_t index = 0;
    for (const auto& item : list.sequence()) {
      const Place here(place, index++);
      if (item.kind() == Kind::floating && !std::isfinite(item.floating())) continue;
      if (seen.insert(yaml::emit_json(item, 0)).second) continue;
      error("duplicate-item", item.span(), here, "the same item stands in the list twice", "remove one of them");
    }
  }

  void check_scalar(const Node& node, const Attribute& attribute, const Place& place) {
    check_numbers(node, place);
    if (node.is_string()) check_text(node, attribute, place);
    if (node.kind() == Kind::integer) check_range(node, static_cast<double>(node.integer()), attribute, place);
    if (node.kind() == Kind::floating) check_range(node, node.floating(), attribute, place);
  }

  void check_text(const Node& node, const Attribute& attribute, const Place& place) {
    const auto& text = node.string();
    if (!attribute.words.empty()) {
      const auto words = split(attribute.words, '|');
      if (std::ranges::find(words, text) == words.end()) {
        const auto meant = closest(text, words);
        error("invalid-value", node.span(), place, fmt::format("\"{}\" is none of: {}", text, fmt::join(words, ", ")),
              meant ? fmt::format("did you mean \"{}\"?", *meant) : "");
      }
    }
    if (attribute.text == TextRule::container_name && !has_container_name(text)) {
      error("invalid-value", node.span(), place, fmt::format("\"{}\" cannot name a container", text),
            "use at least two letters, digits, dots, dashes or underscores, starting with a letter or digit");
    }
    if (attribute.text == TextRule::pull_policy && !has_pull_policy(text)) {
      error("invalid-value", node.span(), place, fmt::format("\"{}\" is not a pull policy", text),
            "use always, never, missing, if_not_present, build, daily, weekly or every_<duration>");
    }
  }

  void check_range(const Node& node, double value, const Attribute& attribute, const Place& place) {
    if (attribute.minimum && value < static_cast<double>(*attribute.minimum)) {
      error("invalid-value", node.span(), place,
            fmt::format("must be at least {}, not {}", *attribute.minimum, yaml::scalar_text(node)));
    }
    if (attribute.maximum && value > static_cast<double>(*attribute.maximum)) {
      error("invalid-value", node.span(), place,
            fmt::format("must be at most {}, not {}", *attribute.maximum, yaml::scalar_text(node)));
    }
  }

  Diagnostics& diagnostics_;
};

}  // namespace

void validate(const Node& tree, Diagnostics& diagnostics) {
  Validator(diagnostics).visit(tree, attribute_tree(), Place());
}

}  // namespace berth::compose
