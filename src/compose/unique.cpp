#include "compose/unique.hpp"

#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "compose/history.hpp"
#include "compose/volume_syntax.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {

namespace {

using yaml::Node;
using yaml::Sequence;

std::string field(const Node& item, std::string_view name, std::string_view otherwise = {}) {
  const auto* value = item.find(name);
  return value != nullptr && value->is_scalar() && !value->is_null() ? yaml::scalar_text(*value)
                                                                     : std::string(otherwise);
}

/// Docker Compose looks at `published` only when it is text: 8080 and "8080" are two ports.
std::string port_key(const Node& item) {
  if (!item.is_mapping()) return yaml::scalar_text(item);
  const auto* port = item.find("published");
  const auto published = port != nullptr && port->is_string() ? port->string() : std::string();
  return fmt::format("{}:{}:{}/{}", field(item, "host_ip", "0.0.0.0"), published, field(item, "target"),
                     field(item, "protocol", "tcp"));
}

std::string mount_target(const Node& item) {
  if (item.is_mapping()) return field(item, "target");
  if (!item.is_string()) return yaml::scalar_text(item);
  const auto mount = parse_volume(item.string());
  return mount ? mount->target : item.string();
}

std::string device_target(const Node& item) {
  if (item.is_mapping()) return field(item, "target");
  if (!item.is_string()) return yaml::scalar_text(item);
  const auto device = parse_device(item.string());
  return device ? device->target : item.string();
}

std::string reference_target(const Node& item, std::string_view folder) {
  if (!item.is_mapping()) return fmt::format("{}/{}", folder, yaml::scalar_text(item));
  const auto target = field(item, "target");
  return target.empty() ? fmt::format("{}/{}", folder, field(item, "source")) : target;
}

std::string pair_key(const Node& item) {
  const auto text = yaml::scalar_text(item);
  return text.substr(0, text.find('='));
}

/// nullopt: an item that cannot have a key, such as a mapping in a list of texts; the validation names it.
std::optional<std::string> key_of(const Node& item, Unique unique) {
  if (!item.is_scalar() && !item.is_mapping()) return std::nullopt;
  const bool has_target = !item.is_mapping() || item.find("target") != nullptr;
  if ((unique == Unique::port || unique == Unique::mount) && !has_target) return std::nullopt;
  switch (unique) {
    case Unique::port: return port_key(item);
    case Unique::mount: return mount_target(item);
    case Unique::device: return device_target(item);
    case Unique::secret: return reference_target(item, "/run/secrets");
    case Unique::config: return reference_target(item, "");
    case Unique::env_file: return item.is_mapping() ? field(item, "path") : yaml::scalar_text(item);
    case Unique::key:
    case Unique::expose:
    case Unique::none: break;
  }
  if (!item.is_scalar()) return std::nullopt;
  return unique == Unique::key ? pair_key(item) : yaml::scalar_text(item);
}

/// A later item takes the place of an earlier one with its key.
void keep_last(Sequence& items, Unique unique) {
  std::unordered_map<std::string, std::size_t> position;
  Sequence kept;
  for (auto& item : items) {
    const auto key = item.broken() ? std::nullopt : key_of(item, unique);
    if (!key) {
      kept.push_back(std::move(item));
      continue;
    }
    const auto [found, is_new] = position.emplace(*key, kept.size());
    if (is_new) {
      kept.push_back(std::move(item));
    } else {
      history::replaced(item, kept[found->second]);
      kept[found->second] = std::move(item);
    }
  }
  items = std::move(kept);
}

void visit(Node& node, const AttributeNode& attribute) {
  if (node.broken()) return;
  if (node.is_mapping()) {
    for (auto& entry : node.mapping()) {
      if (const auto* child = attribute.child(entry.key)) visit(entry.value, *child);
    }
  } else if (node.is_sequence()) {
    if (attribute.attribute().unique != Unique::none) keep_last(node.sequence(), attribute.attribute().unique);
    if (attribute.item() == nullptr) return;
    for (auto& item : node.sequence()) visit(item, *attribute.item());
  }
}

}  // namespace

void enforce_unique_items(Node& tree, const AttributeNode& attribute) {
  visit(tree, attribute);
}

}  // namespace berth::compose
