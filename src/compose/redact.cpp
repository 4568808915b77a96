#include "compose/redact.hpp"

#include "base/secret.hpp"
#include "compose/attribute_tree.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {
namespace {

using yaml::Node;
using yaml::Origin;

bool comes_from_secret(const Node& node) {
  for (const auto* link = node.origin().get(); link != nullptr; link = link->earlier.get()) {
    const bool goes_in = link->cause == Origin::Cause::variable || link->cause == Origin::Cause::fallback;
    if (goes_in && !link->text.empty() && looks_secret(link->name)) return true;
  }
  return false;
}

/// Where a walk stands: what describes the value, and whether its name tells that it is a secret.
struct Spot {
  const AttributeNode* described = &attribute_tree();
  bool secret = false;

  [[nodiscard]] Spot below(const std::string& key) const {
    if (described == nullptr) return {nullptr, looks_secret(key)};
    const auto* child = described->child(key);
    const bool own_name = child == nullptr || child == described->any_key();
    const bool content = child != nullptr && child->attribute().path == "configs.*.content";
    return {child, content || (own_name && looks_secret(key))};
  }
  [[nodiscard]] Spot item() const { return {described == nullptr ? nullptr : described->item(), secret}; }
};

void redact(Node& node, const Spot& spot) {
  if (node.is_mapping()) {
    for (auto& entry : node.mapping()) redact(entry.value, spot.below(entry.key));
  } else if (node.is_sequence()) {
    for (auto& item : node.sequence()) redact(item, spot.item());
  } else if (!node.is_null()) {
    const auto text = yaml::scalar_text(node);
    if (text.empty()) return;
    if (spot.secret || comes_from_secret(node) || holds_secret(text)) node.assign(std::string(hidden_value));
  }
}

}  // namespace

Node redacted(const Node& tree, const std::vector<PathStep>& path) {
  Spot spot;
  const auto* node = &tree;
  for (const auto& step : path) {
    if (const auto* key = std::get_if<std::string>(&step)) {
      spot = spot.below(*key);
      node = node->find(*key);
    } else {
      spot = spot.item();
      node = &node->sequence().at(std::get<std::size_t>(step));
    }
  }
  Node copy = *node;
  redact(copy, spot);
  return copy;
}

}  // namespace berth::compose
