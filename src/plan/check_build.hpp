// What of `build` the engine at hand cannot do. Pure.
#pragma once

#include <set>
#include <string>

#include "base/diagnostic.hpp"
#include "compose/project.hpp"
#include "engine_api/version.hpp"

namespace berth::plan {

/// BuildKit, unless the engine has none or DOCKER_BUILDKIT=0 asks for the classic builder.
bool builds_with_buildkit(const compose::Project& project, const engine_api::Capabilities& capabilities);

/// Errors for attributes of services that are to be built, at the attributes' places: nothing is ignored in silence.
Diagnostics check_build(const compose::Project& project, const engine_api::Capabilities& capabilities,
                        const std::set<std::string>& services);

}  // namespace berth::plan
