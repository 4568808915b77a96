#include "compose/bind_text.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "yaml/resolve.hpp"

namespace berth::compose {

using yaml::Mapping;
using yaml::Node;
using yaml::Sequence;

namespace {

/// The value in another form, at the place and with the history of the one it comes from.
Node placed(Node node, const Node& from) {
  node.set_span(from.span());
  node.set_origin(from.origin());
  return node;
}

/// 0.1f is 0.100000001490116 as a double; the shortest text of the float is what the user wrote.
std::optional<double> through_float(double value) {
  const auto text = fmt::format("{}", static_cast<float>(value));
  double result = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return result;
}

using Addresses = std::map<std::string, std::vector<Node>>;

std::string without_brackets(const std::string& address) {
  if (address.size() > 2 && address.front() == '[' && address.back() == ']')
    return address.substr(1, address.size() - 2);
  return address;
}

void add_address(Addresses& all, const std::string& host, const Node& address) {
  all[host].push_back(placed(Node(without_brackets(yaml::scalar_text(address))), address));
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text, int base) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> bind_number(const Node& node) {
  if (node.kind() == yaml::Kind::integer) return through_float(static_cast<double>(node.integer()));
  if (node.kind() == yaml::Kind::floating) return through_float(node.floating());
  if (!node.is_string()) return std::nullopt;
  double value = 0;
  const auto& text = node.string();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return through_float(value);
}

Result<Node> bind_text_map(const Node& node, bool nullable) {
  Mapping mapping;
  if (node.is_mapping()) {
    for (const auto& entry : node.mapping()) {
      const bool stays_null = entry.value.is_null() && nullable;
      Node value = stays_null ? Node() : Node(yaml::scalar_text(entry.value));
      mapping.set(entry.key, placed(std::move(value), entry.value), entry.key_span);
    }
  } else if (node.is_sequence()) {
    for (const auto& item : node.sequence()) {
      const auto text = yaml::scalar_text(item);
      const auto equals = text.find('=');
      auto key = text.substr(0, equals);
      if (nullable && !key.empty() && (key.back() == ' ' || key.back() == '\t')) {
        return Problem{.message = fmt::format("the name of the variable \"{}\" ends with a blank", key),
                       .hint = "remove the blank"};
      }
      Node value = equals == std::string::npos ? (nullable ? Node() : Node("")) : Node(text.substr(equals + 1));
      mapping.set(std::move(key), placed(std::move(value), item), item.span());
    }
  }
  return Node(std::move(mapping));
}

Result<Node> bind_hosts(const Node& node) {
  Addresses all;
  if (node.is_mapping()) {
    for (const auto& entry : node.mapping()) {
      if (entry.value.is_sequence()) {
        for (const auto& item : entry.value.sequence()) add_address(all, entry.key, item);
      } else {
        add_address(all, entry.key, entry.value);
      }
    }
  } else if (node.is_sequence()) {
    for (const auto& item : node.sequence()) {
      const auto text = yaml::scalar_text(item);
      const auto at = text.find('=') != std::string::npos ? text.find('=') : text.find(':');
      if (at == std::string::npos || at == 0) {
        return Problem{.message = fmt::format("\"{}\" is not HOST=ADDRESS", text),
                       .hint = "write host.example=10.0.0.1"};
      }
      add_address(all, text.substr(0, at), placed(Node(text.substr(at + 1)), item));
    }
  }
  Sequence list;
  for (const auto& [host, addresses] : all) {
    for (const auto& address : addresses) list.push_back(placed(Node(host + "=" + address.string()), address));
  }
  std::ranges::stable_sort(list, {}, [](const Node& item) -> const std::string& { return item.string(); });
  return Node(std::move(list));
}

void bind_ssh_keys(Node& node) {
  if (!node.is_mapping()) return;
  std::map<std::string, const Node*> sorted;
  for (const auto& entry : node.mapping()) sorted.emplace(entry.key, &entry.value);
  Sequence list;
  for (const auto& [id, path] : sorted) {
    const auto text = yaml::scalar_text(*path);
    list.push_back(placed(Node(text.empty() ? id : id + "=" + text), *path));
  }
  node.assign(std::move(list));
}

void bind_multi_text_map(Node& node) {
  if (!node.is_mapping()) return;
  for (auto& entry : node.mapping()) {
    auto& value = entry.value;
    if (value.is_scalar()) value.assign(Sequence{placed(Node(yaml::scalar_text(value)), value)});
    if (!value.is_sequence()) continue;
    for (auto& item : value.sequence()) {
      if (item.is_scalar()) item.assign(yaml::scalar_text(item));
    }
  }
}

}  // namespace berth::compose
