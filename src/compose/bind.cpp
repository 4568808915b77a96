#include "compose/bind.hpp"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/quantity.hpp"
#include "compose/attribute_tree.hpp"
#include "compose/bind_text.hpp"
#include "compose/interpolate.hpp"
#include "compose/place.hpp"
#include "compose/report.hpp"
#include "compose/shell_words.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {

namespace {

using yaml::Kind;
using yaml::Mapping;
using yaml::Node;
using yaml::Sequence;

class Binder {
 public:
  explicit Binder(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void visit(Node& node, const AttributeNode& described, const Place& place) {
    if (node.broken()) return;
    if (node.is_null() && described.type() != Type::words) return;
    switch (described.type()) {
      case Type::any: return;
      case Type::text: return text(node, place);
      case Type::boolean: return boolean(node, place);
      case Type::integer: return integer(node, place);
      case Type::number: return number(node, place);
      case Type::bytes: return bytes(node, place);
      case Type::duration: return duration(node, place);
      case Type::mode: return mode(node, place);
      case Type::count: return count(node, place);
      case Type::text_list: return text_list(node, place);
      case Type::words: return words(node, place);
      case Type::health_test: return health_test(node, place);
      case Type::text_map: return text_map(node, false, place);
      case Type::nullable_map: return text_map(node, true, place);
      case Type::hosts: return take(node, bind_hosts(node), place);
      case Type::ssh_keys: return bind_ssh_keys(node);
      case Type::multi_text_map: return bind_multi_text_map(node);
      case Type::text_or_flag: return text_or_flag(node);
      case Type::ulimit: return ulimit(node, described, place);
      case Type::object:
      case Type::dictionary: return children(node, described, place);
      case Type::list: return items(node, described, place);
    }
  }

 private:
  void error(Node& node, const Place& place, std::string message, std::string hint = {}) {
    refuse(node, "invalid-value", place.text(), std::move(message), std::move(hint), diagnostics_);
  }

  void take(Node& node, Result<Node> bound, const Place& place) {
    if (!bound) return error(node, place, bound.problem().message, bound.problem().hint);
    node.assign(Node::Value(bound->value()));
  }

  void children(Node& node, const AttributeNode& described, const Place& place) {
    if (!node.is_mapping()) return;
    for (auto& entry : node.mapping()) {
      if (const auto* child = described.child(entry.key)) visit(entry.value, *child, Place(place, entry.key));
    }
  }

  void items(Node& node, const AttributeNode& described, const Place& place) {
    if (!node.is_sequence() || described.item() == nullptr) return;
    std::size_t index = 0;
    for (auto& item : node.sequence()) visit(item, *described.item(), Place(place, index++));
  }

  void text(Node& node, const Place& place) {
    if (node.kind() == Kind::timestamp) {
      return error(node, place, "a date is not text here",
                   fmt::format("put it in quotes: \"{}\"", yaml::scalar_text(node)));
    }
    if (node.is_scalar() && !node.is_string()) node.assign(yaml::scalar_text(node));
  }

  void boolean(Node& node, const Place& place) {
    if (!node.is_string()) return;
    const auto value = parse_boolean(node.string());
    if (!value) return error(node, place, fmt::format("\"{}\" is neither true nor false", node.string()));
    node.assign(*value);
  }

  /// The whole part of a floating number that 64 bits can hold.
  std::optional<std::int64_t> whole(Node& node, const Place& place) {
    constexpr double beyond = 0x1p63;
    const auto value = node.floating();
    if (value >= -beyond && value < beyond) return static_cast<std::int64_t>(value);
    error(node, place, fmt::format("{} is too large a number", yaml::scalar_text(node)));
    return std::nullopt;
  }

  void integer(Node& node, const Place& place) {
    if (node.kind() == Kind::floating) {
      if (const auto value = whole(node, place)) node.assign(*value);
      return;
    }
    if (!node.is_string()) return;
    const auto value = parse_integer(node.string());
    if (!value) return error(node, place, fmt::format("\"{}\" is not a whole number", node.string()));
    node.assign(*value);
  }

  void number(Node& node, const Place& place) {
    const auto value = bind_number(node);
    if (!value) return error(node, place, fmt::format("\"{}\" is not a number", yaml::scalar_text(node)));
    node.assign(*value);
  }

  void bytes(Node& node, const Place& place) {
    if (node.kind() == Kind::integer) return node.assign(std::to_string(node.integer()));
    if (node.kind() == Kind::floating) {
      if (const auto value = whole(node, place)) node.assign(std::to_string(*value));
      return;
    }
    if (!node.is_string()) return;
    const auto value = parse_bytes(node.string());
    if (!value) {
      return error(node, place, fmt::format("\"{}\" is not a size", node.string()), "write 512m, 1.5gb or bytes");
    }
    node.assign(std::to_string(*value));
  }

  void duration(Node& node, const Place& place) {
    if (!node.is_string()) return;
    const auto value = parse_duration(node.string());
    if (!value) {
      return error(node, place, fmt::format("\"{}\" is not a duration", node.string()), "write 30s, 1m30s or 500ms");
    }
    node.assign(format_duration(*value));
  }

  void mode(Node& node, const Place& place) {
    std::optional<std::int64_t> bits;
    if (node.kind() == Kind::integer) bits = node.integer();
    if (node.is_string()) bits = parse_integer(node.string(), 8);
    if (!bits) {
      return error(node, place, fmt::format("\"{}\" is not a file mode", yaml::scalar_text(node)),
                   "write it like 0440");
    }
    node.assign(fmt::format("0{:o}", static_cast<std::uint64_t>(*bits)));
  }

  void count(Node& node, const Place& place) {
    if (!node.is_string()) return;
    if (node.string() == "all") return node.assign(std::int64_t{-1});
    const auto value = parse_integer(node.string());
    if (!value) return error(node, place, fmt::format("\"{}\" is neither a number nor \"all\"", node.string()));
    node.assign(*value);
  }

  static void text_list(Node& node, const Place&) {
    if (node.is_scalar()) {
      Node item(yaml::scalar_text(node));
      item.set_span(node.span());
      return node.assign(Sequence{std::move(item)});
    }
    if (!node.is_sequence()) return;
    for (auto& item : node.sequence()) {
      if (item.is_scalar() && !item.is_string()) item.assign(yaml::scalar_text(item));
    }
  }

  void words(Node& node, const Place& place) {
    if (!node.is_string()) return text_list_unless_null(node, place);
    const auto split = split_shell_words(node.string());
    if (!split) return error(node, place, split.problem().message, split.problem().hint);
    warn_about_operator(node, place);
    Sequence items;
    for (const auto& word : *split) {
      items.emplace_back(word).set_span(node.span());
    }
    node.assign(std::move(items));
  }

  /// Docker Compose reads such a command up to the operator, and so does Berth.
  void warn_about_operator(const Node& node, const Place& place) {
    const auto& text = node.string();
    const auto at = find_shell_operator(text);
    if (!at) return;
    diagnostics_.add({.severity = Severity::warning,
                      .code = "shell-operator",
                      .span = node.span(),
                      .path = place.text(),
                      .message = fmt::format("no shell reads this: it ends before \"{}\", and the rest is dropped",
                                             text.substr(*at, text.substr(*at + 1, 1) == text.substr(*at, 1) ? 2 : 1)),
                      .hint = "write [\"sh\", \"-c\", \"…\"], or put the sign in quotes",
                      .notes = {}});
  }

  static void text_list_unless_null(Node& node, const Place& place) {
    if (!node.is_null()) text_list(node, place);
  }

  static void health_test(Node& node, const Place& place) {
    const bool shell_form = node.is_string();
    text_list(node, place);
    if (shell_form) node.sequence().insert(node.sequence().begin(), Node("CMD-SHELL"));
  }

  void text_map(Node& node, bool nullable, const Place& place) { take(node, bind_text_map(node, nullable), place); }

  static void text_or_flag(Node& node) {
    if (node.kind() == Kind::boolean) node.assign(node.boolean() ? "true" : "false");
  }

  void ulimit(Node& node, const AttributeNode& described, const Place& place) {
    const auto* single = node.find("single");
    if (single != nullptr) {
      Node value = *single;
      integer(value, place);
      node.assign(Node::Value(value.value()));
      node.set_fault(value.fault());
    } else if (node.is_mapping()) {
      children(node, described, place);
    } else {
      integer(node, place);
    }
  }

  Diagnostics& diagnostics_;
};

/// `data:` without anything is a volume with nothing said about it.
void fill_empty_resources(Node& model) {
  for (const char* section : {"networks", "volumes"}) {
    auto* resources = model.find(section);
    if (resources == nullptr || !resources->is_mapping()) continue;
    for (auto& entry : resources->mapping()) {
      if (entry.value.is_null()) entry.value.assign(Mapping{});
    }
  }
}

}  // namespace

void bind_types(Node& model, Diagnostics& diagnostics) {
  fill_empty_resources(model);
  Binder(diagnostics).visit(model, attribute_tree(), Place());
}

}  // namespace berth::compose
