#include "compose/tree_reader.hpp"

#include "compose/bind_text.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {

using yaml::Kind;
using yaml::Node;

namespace {

std::vector<std::string> scalar_texts(const Node& list) {
  std::vector<std::string> texts;
  if (!list.is_sequence()) return texts;
  for (const auto& item : list.sequence()) {
    if (item.is_scalar()) texts.push_back(yaml::scalar_text(item));
  }
  return texts;
}

}  // namespace

bool TreeReader::has(std::string_view key) const {
  const auto* value = node_.find(key);
  return value != nullptr && !value->is_null();
}

Span TreeReader::span(std::string_view key, Span otherwise) const {
  const auto* value = node_.find(key);
  return value != nullptr && value->span().begin.known() ? value->span() : otherwise;
}

std::string TreeReader::text(std::string_view key) const {
  const auto* value = node_.find(key);
  return value != nullptr && value->is_scalar() ? yaml::scalar_text(*value) : std::string();
}

std::optional<bool> TreeReader::optional_flag(std::string_view key) const {
  const auto* value = node_.find(key);
  if (value == nullptr || value->kind() != Kind::boolean) return std::nullopt;
  return value->boolean();
}

bool TreeReader::flag(std::string_view key) const {
  return optional_flag(key).value_or(false);
}

std::optional<std::int64_t> TreeReader::optional_integer(std::string_view key) const {
  const auto* value = node_.find(key);
  if (value == nullptr || value->kind() != Kind::integer) return std::nullopt;
  return value->integer();
}

std::int64_t TreeReader::integer(std::string_view key) const {
  return optional_integer(key).value_or(0);
}

double TreeReader::number(std::string_view key) const {
  const auto* value = node_.find(key);
  if (value == nullptr) return 0;
  if (value->kind() == Kind::floating) return value->floating();
  return value->kind() == Kind::integer ? static_cast<double>(value->integer()) : 0;
}

std::int64_t TreeReader::bytes(std::string_view key) const {
  return parse_integer(text(key)).value_or(0);
}

std::optional<Nanoseconds> TreeReader::duration(std::string_view key) const {
  return has(key) ? parse_duration(text(key)) : std::nullopt;
}

std::optional<std::int64_t> TreeReader::mode(std::string_view key) const {
  return has(key) ? parse_integer(text(key), 8) : std::nullopt;
}

std::vector<std::string> TreeReader::texts(std::string_view key) const {
  const auto* value = node_.find(key);
  return value == nullptr ? std::vector<std::string>() : scalar_texts(*value);
}

std::optional<std::vector<std::string>> TreeReader::optional_texts(std::string_view key) const {
  if (!has(key)) return std::nullopt;
  return texts(key);
}

std::map<std::string, std::string> TreeReader::text_map(std::string_view key) const {
  std::map<std::string, std::string> values;
  for (const auto& entry : entries(key)) {
    if (entry.value.is_scalar()) values.emplace(entry.key, yaml::scalar_text(entry.value));
  }
  return values;
}

std::map<std::string, std::optional<std::string>> TreeReader::nullable_map(std::string_view key) const {
  std::map<std::string, std::optional<std::string>> values;
  for (const auto& entry : entries(key)) {
    auto& value = values[entry.key];
    if (entry.value.is_scalar() && !entry.value.is_null()) value = yaml::scalar_text(entry.value);
  }
  return values;
}

std::map<std::string, std::vector<std::string>> TreeReader::multi_text_map(std::string_view key) const {
  std::map<std::string, std::vector<std::string>> values;
  for (const auto& entry : entries(key)) values.emplace(entry.key, scalar_texts(entry.value));
  return values;
}

std::map<std::string, std::vector<std::string>> TreeReader::hosts(std::string_view key) const {
  std::map<std::string, std::vector<std::string>> hosts;
  for (const auto& item : texts(key)) {
    const auto equals = item.find('=');
    if (equals != std::string::npos) hosts[item.substr(0, equals)].push_back(item.substr(equals + 1));
  }
  return hosts;
}

const Node* TreeReader::object(std::string_view key) const {
  const auto* value = node_.find(key);
  return value != nullptr && value->is_mapping() ? value : nullptr;
}

const yaml::Sequence& TreeReader::items(std::string_view key) const {
  static const yaml::Sequence none;
  const auto* value = node_.find(key);
  return value != nullptr && value->is_sequence() ? value->sequence() : none;
}

const yaml::Mapping& TreeReader::entries(std::string_view key) const {
  static const yaml::Mapping none;
  const auto* value = node_.find(key);
  return value != nullptr && value->is_mapping() ? value->mapping() : none;
}

}  // namespace berth::compose
