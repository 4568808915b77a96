// A project without the values that look secret, for showing it to others.
#pragma once

#include <vector>

#include "compose/value_path.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// The bound tree (or, with `path`, the value that the path leads to) with "(hidden)" in the place of
/// - values whose names are the user's own and look secret: environment, args, labels, options, x-…;
/// - text that gives a secret away under any name, such as a URL with a password;
/// - the content of configs;
/// - in a traced load, text that a variable went into whose name looks secret.
yaml::Node redacted(const yaml::Node& tree, const std::vector<PathStep>& path = {});

}  // namespace berth::compose
