// `!reset` and `!override` (compose-spec 13-merge): what a file takes out of the files before it.
#pragma once

#include <string>
#include <vector>

#include "yaml/node.hpp"

namespace berth::compose {

/// Paths of keys, from the top of a file.
using ResetPaths = std::vector<std::vector<std::string>>;

/// Removes what is tagged `!reset` from the document, clears the `!override` tags, and says which keys of earlier
/// files both hide. Items of lists are removed from the document only: nothing of an earlier list can be addressed.
ResetPaths take_reset_paths(yaml::Node& document);

/// Removes those keys from an earlier tree. A key that it does not have (or has as a list item) is left alone.
void remove_paths(yaml::Node& tree, const ResetPaths& paths);

/// The same for one service below `services`.
void remove_service_paths(yaml::Node& service, const std::string& name, const ResetPaths& paths);

}  // namespace berth::compose
