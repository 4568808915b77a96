// A graph of names: who needs whom, in which order, and the cycle when there is one.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace berth {

/// "a → b → c"; of a long chain the beginning and the end.
std::string chain_text(std::span<const std::string> names);

/// Nodes and edges are kept sorted, so every answer is the same for the same graph. All answers cost O(nodes + edges).
class DependencyGraph {
 public:
  void add(const std::string& node) { needs_[node]; }
  /// `node` needs `needed`; both become nodes.
  void add(const std::string& node, const std::string& needed);

  [[nodiscard]] const std::map<std::string, std::set<std::string>>& needs() const { return needs_; }

  /// a → b → c → a as {a, b, c, a}; nullopt when the graph has no cycle. Needs no recursion: a chain may be long.
  [[nodiscard]] std::optional<std::vector<std::string>> cycle() const;

  /// Every node after all that it needs; nodes on a cycle are left out.
  [[nodiscard]] std::vector<std::string> order() const;

  /// `start` and everything that they need, directly or not.
  [[nodiscard]] std::set<std::string> closure(const std::set<std::string>& start) const;

 private:
  std::map<std::string, std::set<std::string>> needs_;
};

}  // namespace berth
