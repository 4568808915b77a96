// Limits and replicas that can be given in two ways must agree. A part of compose/consistency.cpp.
#pragma once

#include <string>

#include "base/diagnostic.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

void check_limits(const std::string& name, const yaml::Node& service, Diagnostics& diagnostics);

}  // namespace berth::compose
