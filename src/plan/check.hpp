// What of a project this Berth and this engine cannot carry. Nothing is ever left out in silence.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "compose/project.hpp"
#include "engine_api/version.hpp"

namespace berth::plan {

/// Errors (unsupported-attribute): make_up refuses with the first of them. Warnings (ignored-attribute): what has a
/// meaning only for a cluster. `services` limits it to these; empty stands for all.
Diagnostics check(const compose::Project& project, const engine_api::Capabilities& capabilities,
                  const std::vector<std::string>& services = {});

}  // namespace berth::plan
