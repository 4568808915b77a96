// How people name a value of a project: services.web.ports[0].target, services."my.app".labels."com.example.x".
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "yaml/node.hpp"

namespace berth::compose {

/// A key of a mapping, or the index of an item.
using PathStep = std::variant<std::string, std::size_t>;

/// Keys between dots, those with dots (or brackets) in double or single quotes; [n] counts items from 0. Throws
/// berth::Error for what cannot be read.
std::vector<PathStep> parse_value_path(std::string_view text);

/// The same value as text again; quotes only where they are needed.
std::string value_path_text(const std::vector<PathStep>& path);

/// What a path leads to. Keys with dots are found without quotes, too, when nothing else is meant.
struct FoundValue {
  std::vector<PathStep> path;        ///< with those keys as one
  const yaml::Node* node = nullptr;  ///< nullptr: nothing there
  /// Without a node: the last value on the way, and how many steps led to it.
  const yaml::Node* parent = nullptr;
  std::size_t steps_to_parent = 0;
};
FoundValue find_value(const yaml::Node& tree, const std::vector<PathStep>& path);

}  // namespace berth::compose
