#include "yaml/weight.hpp"

namespace berth::yaml {

std::size_t weight(const Node& node) {
  if (node.is_string()) return weight_of_text(node.string().size());
  std::size_t total = 1;
  if (node.is_mapping()) {
    for (const auto& entry : node.mapping()) total += weight(entry.value);
  } else if (node.is_sequence()) {
    for (const auto& item : node.sequence()) total += weight(item);
  }
  return total;
}

}  // namespace berth::yaml
