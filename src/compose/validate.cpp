#include "compose/validate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "compose/attribute_tree.hpp"
#include "compose/place.hpp"
#include "compose/report.hpp"
#include "compose/text_rules.hpp"
#include "compose/wrong_type.hpp"
#include "yaml/emit.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {

namespace {

using yaml::Kind;
using yaml::Node;

/// The word that was probably meant: a similar one, or the only one with this ending ("healthy").
std::optional<std::string> meant_word(std::string_view text, const std::vector<std::string_view>& words) {
  if (auto similar = closest(text, words)) return similar;
  const auto ends = [&](std::string_view word) { return !text.empty() && word.ends_with(text); };
  return std::ranges::count_if(words, ends) == 1 ? std::optional(std::string(*std::ranges::find_if(words, ends)))
                                                 : std::nullopt;
}

/// "add "condition: service_started"": with an example where there is one.
std::string example_of(const AttributeNode::Child& child) {
  const auto words = split(child.node->attribute().words, '|');
  return fmt::format("add \"{}: {}\"", child.key, words.front().empty() ? "…" : words.front());
}

class Validator {
 public:
  explicit Validator(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void visit(Node& node, const AttributeNode& described, const Place& place) {
    if (node.broken()) return;
    const auto& attribute = described.attribute();
    if (!is_accepted(node, attribute.accepts)) {
      const auto problem = wrong_type(node, attribute);
      return refuse(node, "invalid-type", place, problem.message, problem.hint);
    }
    if (node.is_mapping()) {
      visit_mapping(node, described, place);
    } else if (node.is_sequence()) {
      visit_sequence(node, described, place);
    } else {
      check_scalar(node, attribute, place);
    }
  }

 private:
  void refuse(Node& node, Code code, const Place& place, std::string message, std::string hint = {}) {
    compose::refuse(node, code, place.text(), std::move(message), std::move(hint), diagnostics_);
  }

  void refuse_key(yaml::Entry& entry, Code code, const Place& place, std::string message, std::string hint) {
    diagnostics_.add({.code = code,
                      .span = entry.key_span,
                      .path = place.text(),
                      .message = std::move(message),
                      .hint = std::move(hint)});
    entry.value.set_fault(yaml::Fault::broken);
  }

  void visit_mapping(Node& node, const AttributeNode& described, const Place& place) {
    std::vector<StandIn> meant;
    for (auto& entry : node.mapping()) visit_entry(entry, described, place, meant);
    for (const auto& one : meant) stand_in(node, one);
    if (described.attribute().loose || is_single_ulimit(node, described) || node.fault() != yaml::Fault::none) return;
    for (const auto& child : described.children()) {
      if (!child.node->attribute().required || node.find(child.key) != nullptr) continue;
      report(node, "missing-attribute", place.text(), fmt::format("\"{}\" is missing", child.key), example_of(child),
             diagnostics_);
      node.set_fault(yaml::Fault::incomplete);
    }
  }

  /// A key that was probably meant where another is written.
  struct StandIn {
    std::string section;  ///< the mapping below that it belongs into; empty: beside the other
    std::string key;
    Span span;
  };

  static void stand_in(Node& node, const StandIn& meant) {
    auto* mapping = &node;
    if (!meant.section.empty()) {
      mapping = node.find(meant.section);
      if (mapping == nullptr) mapping = &node.mapping().set(meant.section, Node(yaml::Mapping{}), meant.span);
    }
    if (!mapping->is_mapping() || mapping->find(meant.key) != nullptr) return;
    mapping->mapping().set(meant.key, Node(), meant.span).set_fault(yaml::Fault::broken);
  }

  /// {single: N} is our canonical form of `nofile: N`, met again when another file is merged.
  static bool is_single_ulimit(const Node& node, const AttributeNode& described) {
    return described.type() == Type::ulimit && node.find("single") != nullptr;
  }

  void visit_entry(yaml::Entry& entry, const AttributeNode& described, const Place& place,
                   std::vector<StandIn>& meant) {
    if (entry.value.broken()) return;
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
    report_unknown(entry, described, place, meant);
  }

  bool key_fits(yaml::Entry& entry, const AttributeNode& described, const Place& place) {
    switch (described.attribute().keys) {
      case KeyRule::any: return !entry.key.empty() || fail_name(entry, place);
      case KeyRule::name: return is_resource_name(entry.key) || fail_name(entry, place);
      case KeyRule::loose_name: return is_resource_name(entry.key);
      case KeyRule::lower_case: return is_lower_case(entry.key);
    }
    return true;
  }

  bool fail_name(yaml::Entry& entry, const Place& place) {
    refuse_key(entry, "invalid-name", place, fmt::format("\"{}\" is not a valid name", entry.key),
               "use letters, digits, dots, dashes and underscores");
    return false;
  }

  void report_unknown(yaml::Entry& entry, const AttributeNode& described, const Place& place,
                      std::vector<StandIn>& meant) {
    std::vector<std::string_view> names;
    for (const auto& child : described.children()) names.push_back(child.key);
    std::string hint;
    if (const auto guess = closest(entry.key, names)) {
      hint = fmt::format("did you mean \"{}\"?", *guess);
      meant.push_back({{}, *guess, entry.key_span});
    } else if (place.at_top() && (entry.value.find("image") != nullptr || entry.value.find("build") != nullptr)) {
      hint = fmt::format("if \"{}\" is a service, move it below \"services:\"", entry.key);
      meant.push_back({"services", entry.key, entry.key_span});
    }
    refuse_key(entry, "unknown-attribute", place, fmt::format("unknown attribute \"{}\"", entry.key), std::move(hint));
  }

  /// .inf and .nan cannot be said in JSON, so they are refused wherever they stand.
  void check_numbers(Node& node, const Place& place) {
    if (node.kind() == Kind::floating && !std::isfinite(node.floating())) {
      refuse(node, "invalid-value", place, "infinite numbers cannot be used");
    } else if (node.is_mapping()) {
      for (auto& entry : node.mapping()) check_numbers(entry.value, Place(place, entry.key));
    } else if (node.is_sequence()) {
      std::size_t index = 0;
      for (auto& item : node.sequence()) check_numbers(item, Place(place, index++));
    }
  }

  void visit_sequence(Node& node, const AttributeNode& described, const Place& place) {
    if (described.attribute().unique_items || is_pair_list(described.type())) check_repetitions(node, place);
    if (described.item() == nullptr) return;
    std::size_t index = 0;
    for (auto& item : node.sequence()) visit(item, *described.item(), Place(place, index++));
  }

  static bool is_pair_list(Type type) {
    return type == Type::text_map || type == Type::nullable_map || type == Type::hosts || type == Type::ssh_keys;
  }

  void check_repetitions(Node& list, const Place& place) {
    std::unordered_set<std::string> seen;
    std::size_t index = 0;
    for (auto& item : list.sequence()) {
      const Place here(place, index++);
      if (item.broken()) continue;
      if (item.kind() == Kind::floating && !std::isfinite(item.floating())) continue;
      if (seen.insert(yaml::emit_json(item, 0)).second) continue;
      refuse(item, "duplicate-item", here, "the same item stands in the list twice", "remove one of them");
    }
  }

  void check_scalar(Node& node, const Attribute& attribute, const Place& place) {
    check_numbers(node, place);
    if (node.is_string()) check_text(node, attribute, place);
    if (node.kind() == Kind::integer) check_range(node, static_cast<double>(node.integer()), attribute, place);
    if (node.kind() == Kind::floating) check_range(node, node.floating(), attribute, place);
  }

  void check_text(Node& node, const Attribute& attribute, const Place& place) {
    const auto& text = node.string();
    if (!attribute.words.empty()) {
      const auto words = split(attribute.words, '|');
      if (std::ranges::find(words, text) == words.end()) {
        const auto meant = meant_word(text, words);
        refuse(node, "invalid-value", place, fmt::format("\"{}\" is none of: {}", text, fmt::join(words, ", ")),
               meant ? fmt::format("did you mean \"{}\"?", *meant) : "");
      }
    }
    if (attribute.text == TextRule::container_name && !has_container_name(text)) {
      refuse(node, "invalid-value", place, fmt::format("\"{}\" cannot name a container", text),
             "use at least two letters, digits, dots, dashes or underscores, starting with a letter or digit");
    }
    if (attribute.text == TextRule::pull_policy && !has_pull_policy(text)) {
      constexpr std::array<std::string_view, 7> known = {"always", "never", "missing", "if_not_present",
                                                         "build",  "daily", "weekly"};
      const auto meant = closest(text, known);
      refuse(node, "invalid-value", place, fmt::format("\"{}\" is not a pull policy", text),
             meant ? fmt::format("did you mean \"{}\"?", *meant)
                   : fmt::format("use {} or every_<duration>", fmt::join(known, ", ")));
    }
  }

  void check_range(Node& node, double value, const Attribute& attribute, const Place& place) {
    if (attribute.minimum && value < static_cast<double>(*attribute.minimum)) {
      refuse(node, "invalid-value", place,
             fmt::format("must be at least {}, not {}", *attribute.minimum, yaml::scalar_text(node)));
    }
    if (attribute.maximum && value > static_cast<double>(*attribute.maximum)) {
      refuse(node, "invalid-value", place,
             fmt::format("must be at most {}, not {}", *attribute.maximum, yaml::scalar_text(node)));
    }
  }

  Diagnostics& diagnostics_;
};

}  // namespace

void validate(Node& tree, Diagnostics& diagnostics) {
  Validator(diagnostics).visit(tree, attribute_tree(), Place());
}

}  // namespace berth::compose
