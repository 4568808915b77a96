// Whether the parts of a model fit together: references lead somewhere, modes do not exclude each other, no cycles.
#pragma once

#include <set>
#include <string>

#include "base/diagnostic.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// Checks these services of a bound model. Codes: no-image, undefined-network, undefined-volume, undefined-secret,
/// undefined-config, undefined-model, undefined-service, conflict, dependency-cycle, missing-attribute, one-source;
/// warning: unknown-restart.
void check_consistency(const yaml::Node& model, const std::set<std::string>& services, Diagnostics& diagnostics);

}  // namespace berth::compose
