// The words for what happens to a resource: "Container shop-db-1 Starting", "Started".
#pragma once

#include <string>
#include <string_view>

#include "lifecycle/events.hpp"

namespace berth::ui {

/// "Creating", "Waiting": while it is done.
std::string_view doing(lifecycle::Action action);
/// "Created", "Healthy": when it is done.
std::string_view done(lifecycle::Action action);
/// "Container shop-db-1", escaped.
std::string resource_id(const lifecycle::Resource& resource);
/// Why a step was left out, in one line: "not started: shop-db-1 failed".
std::string skip_reason(const lifecycle::StepSkipped& skipped);

}  // namespace berth::ui
