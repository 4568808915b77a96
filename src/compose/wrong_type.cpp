#include "compose/wrong_type.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/text.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {

namespace {

using yaml::Kind;
using yaml::Node;

constexpr std::size_t longest_shown = 40;

bool is_whole(double value) {
  return std::isfinite(value) && std::trunc(value) == value;
}

/// "a string, a list or empty"
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

/// That these may also be written as text is true and helps nobody.
std::string describe_expected(const Attribute& attribute) {
  switch (attribute.type) {
    case Type::boolean: return "true or false";
    case Type::integer: return "a whole number";
    case Type::number: return "a number";
    case Type::bytes: return "a size such as 512m";
    case Type::duration: return "a duration such as 30s";
    default: return describe_accepted(attribute.accepts);
  }
}

std::string scalar_of(const Node& node) {
  return truncate_width(yaml::scalar_text(node), longest_shown);
}

/// The value as a message shows it, short and on one line; secrets do not stand in scalars of the wrong type.
std::string shown(const Node& node) {
  if (node.is_null()) return "empty";
  if (!node.is_scalar()) return std::string(yaml::describe(node.kind()));
  return fmt::format("{} ({})", yaml::describe(node.kind()), scalar_of(node));
}

/// Mappings for which people often write one value: the key that it belongs to.
std::string_view usual_key(std::string_view path) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> keys = {
      {{"services.*", "image"},
       {"services.*.depends_on.*", "condition"},
       {"services.*.healthcheck", "test"},
       {"services.*.logging", "driver"}}};
  const auto found = std::ranges::find(keys, path, [](const auto& pair) { return pair.first; });
  return found == keys.end() ? std::string_view() : found->second;
}

std::string hint_for_scalar(const Node& node, const Attribute& attribute) {
  const auto accepts = attribute.accepts;
  const auto text = scalar_of(node);
  if (attribute.type == Type::duration) return fmt::format("add the unit: {}s", text);
  if (attribute.type == Type::boolean || attribute.type == Type::integer || attribute.type == Type::number) return {};
  if ((accepts & accept::text) != 0) return fmt::format("put it in quotes: \"{}\"", text);
  if (attribute.type == Type::text_map || attribute.type == Type::nullable_map) return "write NAME: value below it";
  if ((accepts & accept::list) != 0) return fmt::format("write it as a list item, \"- {}\"", text);
  const auto key = usual_key(attribute.path);
  return key.empty() ? std::string() : fmt::format("write \"{}: {}\" below it", key, text);
}

std::string hint(const Node& node, const Attribute& attribute) {
  if (node.is_null()) return "write a value, or remove the key";
  if (node.is_scalar()) return hint_for_scalar(node, attribute);
  const auto accepts = attribute.accepts;
  if (accepts == accept::text && node.is_mapping() && node.mapping().size() == 1) {
    const auto& entry = *node.mapping().begin();
    if (entry.value.is_scalar()) return fmt::format("write {}={}", entry.key, yaml::scalar_text(entry.value));
  }
  const bool names = node.is_sequence() && !node.sequence().empty() && node.sequence().front().is_string();
  if ((accepts & accept::mapping) != 0 && names && attribute.type == Type::dictionary) {
    const auto name = scalar_of(node.sequence().front());
    return fmt::format("write \"{0}:\" instead of \"- {0}\"", name);
  }
  return {};
}

}  // namespace

bool is_accepted(const Node& node, std::uint8_t accepts) {
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

Problem wrong_type(const Node& node, const Attribute& attribute) {
  return {.message = fmt::format("must be {}, not {}", describe_expected(attribute), shown(node)),
          .hint = hint(node, attribute)};
}

}  // namespace berth::compose
