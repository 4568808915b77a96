// The builds of a project as a bake file, Docker's own description of several builds (`berth build --print`).
#pragma once

#include <string>
#include <vector>

#include "compose/project.hpp"

namespace berth::plan {

/// JSON, indented by two spaces. `services` have a `build`; what their additional contexts need must be among them.
std::string bake_file(const compose::Project& project, const std::vector<std::string>& services, bool push);

}  // namespace berth::plan
