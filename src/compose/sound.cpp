#include "compose/sound.hpp"

namespace berth::compose {

using yaml::Node;

const Node* sound(const Node& node, std::string_view key) {
  const auto* value = node.find(key);
  return value == nullptr || value->broken() ? nullptr : value;
}

bool lacks(const Node& node, std::string_view key) {
  return node.fault() == yaml::Fault::none && node.find(key) == nullptr;
}

std::string text_of(const Node& node, std::string_view key) {
  const auto* value = sound(node, key);
  return value != nullptr && value->is_string() ? value->string() : std::string();
}

bool flag_of(const Node& node, std::string_view key) {
  const auto* value = sound(node, key);
  return value != nullptr && value->kind() == yaml::Kind::boolean && value->boolean();
}

const yaml::Sequence& list_of(const Node& node, std::string_view key) {
  static const yaml::Sequence none;
  const auto* value = sound(node, key);
  return value != nullptr && value->is_sequence() ? value->sequence() : none;
}

const yaml::Mapping& mapping_of(const Node& node, std::string_view key) {
  static const yaml::Mapping none;
  const auto* value = sound(node, key);
  return value != nullptr && value->is_mapping() ? value->mapping() : none;
}

}  // namespace berth::compose
