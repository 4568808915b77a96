#include "base/graph.hpp"

#include <algorithm>
#include <queue>

#include <fmt/format.h>

namespace berth {

void DependencyGraph::add(const std::string& node, const std::string& needed) {
  needs_[needed];
  needs_[node].insert(needed);
}

std::vector<std::string> DependencyGraph::order() const {
  std::map<std::string, std::size_t> missing;
  std::map<std::string, std::vector<std::string>> needed_by;
  std::priority_queue<std::string, std::vector<std::string>, std::greater<>> ready;
  for (const auto& [node, needs] : needs_) {
    missing[node] = needs.size();
    for (const auto& need : needs) needed_by[need].push_back(node);
    if (needs.empty()) ready.push(node);
  }
  std::vector<std::string> ordered;
  while (!ready.empty()) {
    ordered.push_back(ready.top());
    ready.pop();
    for (const auto& dependant : needed_by[ordered.back()]) {
      if (--missing[dependant] == 0) ready.push(dependant);
    }
  }
  return ordered;
}

std::string chain_text(std::span<const std::string> names) {
  constexpr std::size_t most = 12;
  if (names.size() <= most) return fmt::format("{}", fmt::join(names, " → "));
  return fmt::format("{} → … → {}", fmt::join(names.first(most - 2), " → "), names.back());
}

std::optional<std::vector<std::string>> DependencyGraph::cycle() const {
  const auto ordered = order();
  if (ordered.size() == needs_.size()) return std::nullopt;
  const std::set<std::string> done(ordered.begin(), ordered.end());
  const auto left = std::ranges::find_if(needs_, [&](const auto& entry) { return !done.contains(entry.first); });

  // What is left has a need that is left as well: following those needs must come back to a node already seen.
  std::vector<std::string> path;
  std::map<std::string, std::size_t> position;
  for (std::string node = left->first;;) {
    if (const auto seen = position.find(node); seen != position.end()) {
      path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(seen->second));
      path.push_back(node);
      return path;
    }
    position[node] = path.size();
    path.push_back(node);
    const auto& needs = needs_.at(node);
    node = *std::ranges::find_if(needs, [&](const std::string& need) { return !done.contains(need); });
  }
}

std::set<std::string> DependencyGraph::closure(const std::set<std::string>& start) const {
  std::set<std::string> found;
  std::vector<std::string> open(start.begin(), start.end());
  while (!open.empty()) {
    const std::string node = std::move(open.back());
    open.pop_back();
    if (!found.insert(node).second) continue;
    if (const auto at = needs_.find(node); at != needs_.end())
      open.insert(open.end(), at->second.begin(), at->second.end());
  }
  return found;
}

}  // namespace berth
