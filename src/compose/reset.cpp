#include "compose/reset.hpp"

#include <span>

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
    std::vector<std::string> gone;
    for (auto& entry : mapping) {
      path_.push_back(entry.key);
      if (!visit(entry.value)) gone.push_back(entry.key);
      path_.pop_back();
    }
    for (const auto& key : gone) mapping.erase(key);
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

void remove_path(Node& tree, std::span<const std::string> path) {
  auto* node = &tree;
  for (const auto& key : path.first(path.size() - 1)) {
    node = node->find(key);
    if (node == nullptr) return;
  }
  if (node->is_mapping()) node->mapping().erase(path.back());
}

}  // namespace

ResetPaths take_reset_paths(Node& document) {
  TagCollector collector;
  if (!collector.visit(document)) document.assign(std::monostate{});
  return collector.take();
}

void remove_paths(Node& tree, const ResetPaths& paths) {
  for (const auto& path : paths) {
    if (path.keys.empty()) {
      tree.assign(yaml::Mapping{});
    } else {
      remove_path(tree, path.keys);
    }
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
