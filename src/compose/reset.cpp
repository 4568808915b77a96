#include "compose/reset.hpp"

#include <algorithm>
#include <span>
#include <unordered_set>

namespace berth::compose {

namespace {

using yaml::Node;
using yaml::Tag;

class TagCollector {
 public:
  /// false: the node itself is to go.
  bool visit(Node& node) {
    if (node.tag() != Tag::none) {
      paths_.push_back({path_, node.span()});
      if (node.tag() == Tag::reset) return false;
      node.set_tag(Tag::none);
      if (node.is_null()) node.assign(std::string());  // a tag turns nothing into empty text, as YAML readers do
      return true;                                     // everything below replaces: its own tags have nothing to hide
    }
    if (node.is_mapping()) visit_mapping(node.mapping());
    if (node.is_sequence()) visit_sequence(node.sequence());
    return true;
  }

  [[nodiscard]] ResetPaths take() { return std::move(paths_); }

 private:
  void visit_mapping(yaml::Mapping& mapping) {
    std::unordered_set<const yaml::Entry*> gone;
    for (auto& entry : mapping) {
      path_.push_back(entry.key);
      if (!visit(entry.value)) gone.insert(&entry);
      path_.pop_back();
    }
    mapping.erase_if([&](const yaml::Entry& entry) { return gone.contains(&entry); });
  }

  void visit_sequence(yaml::Sequence& sequence) {
    std::size_t index = 0;
    std::erase_if(sequence, [&](Node& item) {
      path_.push_back("[" + std::to_string(index++) + "]");
      const bool stays = visit(item);
      path_.pop_back();
      return !stays;
    });
  }

  std::vector<std::string> path_;
  ResetPaths paths_;
};

using Keys = std::span<const std::string>;

Keys parent_of(const ResetPath& path) {
  return Keys(path.keys).first(path.keys.size() - 1);
}

/// Removes keys of one mapping.
void remove_keys(Node& tree, Keys parent, const std::unordered_set<std::string_view>& keys) {
  auto* node = &tree;
  for (const auto& key : parent) {
    node = node->find(key);
    if (node == nullptr) return;
  }
  if (!node->is_mapping()) return;
  node->mapping().erase_if([&](const yaml::Entry& entry) { return keys.contains(entry.key); });
}

}  // namespace

ResetPaths take_reset_paths(Node& document) {
  TagCollector collector;
  if (!collector.visit(document)) document.assign(std::monostate{});
  return collector.take();
}

void remove_paths(Node& tree, const ResetPaths& paths) {
  // Neighbours in the file have one parent: a mapping from which many keys go is gone through once.
  for (std::size_t i = 0; i < paths.size();) {
    if (paths[i].keys.empty()) {
      tree.assign(yaml::Mapping{});
      ++i;
      continue;
    }
    const auto parent = parent_of(paths[i]);
    std::unordered_set<std::string_view> keys;
    while (i < paths.size() && !paths[i].keys.empty() && std::ranges::equal(parent_of(paths[i]), parent)) {
      keys.insert(paths[i++].keys.back());
    }
    remove_keys(tree, parent, keys);
  }
}

ServiceResets resets_of_services(const ResetPaths& paths) {
  ServiceResets inside;
  for (const auto& [keys, place] : paths) {
    if (keys.size() > 2 && keys[0] == "services") inside[keys[1]].push_back({{keys.begin() + 2, keys.end()}, place});
  }
  return inside;
}

}  // namespace berth::compose
