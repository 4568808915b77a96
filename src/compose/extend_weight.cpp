#include "compose/extend_weight.hpp"

#include <functional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "yaml/weight.hpp"

namespace berth::compose {

namespace {

using yaml::Node;
using PathHash = std::size_t;

PathHash below(PathHash parent, std::string_view key) {
  return (parent ^ std::hash<std::string_view>{}(key)) * 0x9E3779B97F4A7C15U;
}

/// Walks the trees that bases and those who extend them form, and keeps the paths of the values on the way from the
/// root to where it stands: those of one service with all its bases.
class Walk {
 public:
  explicit Walk(std::span<const Extension> extensions) : extensions_(extensions), weights_(extensions.size()) {
    for (std::size_t i = 0; i < extensions.size(); ++i) {
      extending_[extensions[i].base].push_back(i);
      extended_.insert(extensions[i].service);
    }
  }

  std::vector<std::size_t> run() {
    for (const auto& extension : extensions_) {
      if (!extended_.contains(extension.base) && done_.insert(extension.base).second) tree(extension.base);
    }
    return std::move(weights_);
  }

 private:
  struct Added {
    PathHash path;
    std::size_t weight;
  };
  struct Level {
    const Node* service;
    std::size_t next = 0;  // of those who extend it
    std::vector<Added> added;
  };

  /// With a stack of its own: a chain may be long.
  void tree(const Node* root) {
    std::vector<Level> levels;
    enter(root, levels);
    while (!levels.empty()) {
      auto& level = levels.back();
      const auto found = extending_.find(level.service);
      if (found == extending_.end() || level.next == found->second.size()) {
        leave(levels);
        continue;
      }
      const auto step = found->second[level.next++];
      weights_[step] = total_;
      enter(extensions_[step].service, levels);
    }
  }

  void enter(const Node* service, std::vector<Level>& levels) {
    levels.push_back({service, 0, {}});
    add(*service, 0, levels.back().added);
  }

  void leave(std::vector<Level>& levels) {
    for (const auto& added : levels.back().added) {
      paths_.erase(added.path);
      total_ -= added.weight;
    }
    levels.pop_back();
  }

  void add(const Node& node, PathHash path, std::vector<Added>& added) {
    note(path, node.is_string() ? yaml::weight_of_text(node.string().size()) : 1, added);
    if (node.is_mapping()) {
      for (const auto& entry : node.mapping()) add(entry.value, below(path, entry.key), added);
    } else if (node.is_sequence()) {
      for (const auto& item : node.sequence()) add_item(item, path, added);
    }
  }

  /// KEY=VALUE in a list is the same as KEY in a mapping.
  void add_item(const Node& item, PathHash list, std::vector<Added>& added) {
    if (!item.is_string()) return add(item, below(list, std::to_string(next_item_++)), added);
    const std::string_view text = item.string();
    note(below(list, text.substr(0, text.find('='))), yaml::weight_of_text(text.size()), added);
  }

  void note(PathHash path, std::size_t weight, std::vector<Added>& added) {
    if (!paths_.insert(path).second) return;
    total_ += weight;
    added.push_back({path, weight});
  }

  std::span<const Extension> extensions_;
  std::unordered_map<const Node*, std::vector<std::size_t>> extending_;
  std::unordered_set<const Node*> extended_;
  std::unordered_set<const Node*> done_;
  std::unordered_set<PathHash> paths_;
  std::size_t next_item_ = 0;
  std::size_t total_ = 0;
  std::vector<std::size_t> weights_;
};

}  // namespace

std::vector<std::size_t> weights_taken_over(std::span<const Extension> extensions) {
  return Walk(extensions).run();
}

}  // namespace berth::compose
