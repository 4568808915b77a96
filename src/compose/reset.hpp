// `!reset` and `!override` (compose-spec 13-merge): what a file takes out of the files before it.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "yaml/node.hpp"

namespace berth::compose {

/// Keys from the top of a file to a tagged value.
struct ResetPath {
  std::vector<std::string> keys;
  Span place;  ///< of the tagged value
};
using ResetPaths = std::vector<ResetPath>;

/// Removes what is tagged `!reset` from the document, clears the `!override` tags, and says which keys of earlier
/// files both hide. Items of lists are removed from the document only: nothing of an earlier list can be addressed.
ResetPaths take_reset_paths(yaml::Node& document);

/// Removes those keys from an earlier tree. A key that it does not have (or has as a list item) is left alone.
void remove_paths(yaml::Node& tree, const ResetPaths& paths);

/// By the name of a service: those of the paths that lead into it, seen from the service.
using ServiceResets = std::unordered_map<std::string, ResetPaths>;
ServiceResets resets_of_services(const ResetPaths& paths);

}  // namespace berth::compose
