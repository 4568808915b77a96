// What every project has without saying it: the default network, names of resources, implied dependencies.
#pragma once

#include <string>

#include "compose/environment.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// Sets `name`; adds the default network where it is used, dependencies from links, namespaces and volumes_from,
/// build defaults, values of variables that are only named, and <project>_<key> names of resources.
void normalize(yaml::Node& model, const std::string& project_name, const Environment& environment);

}  // namespace berth::compose
