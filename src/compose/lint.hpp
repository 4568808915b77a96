// Advice about a project that can be loaded: what will probably not do what was meant. Shown by `config --check`.
#pragma once

#include <set>
#include <string>

#include "base/diagnostic.hpp"
#include "compose/file_system.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// Looks at these services of a bound model (compose/bind.hpp); what is broken in it is passed over. All that it tells
/// are warnings: unused-network, unused-volume, unused-secret, unused-config, port-published-twice, host-port-conflict,
/// public-port, invalid-expose, localhost-reference, no-healthcheck, never-completes, missing-source.
void lint(const yaml::Node& model, const std::set<std::string>& services, const FileSystem& disk,
          Diagnostics& diagnostics);

}  // namespace berth::compose
