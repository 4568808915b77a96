// Stopping one container within its grace period.
#pragma once

#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "base/quantity.hpp"
#include "engine_client/engine.hpp"

namespace berth::lifecycle {

/// Signal, wait, kill. nullopt: the container's own grace period. The engine counts whole seconds only, so other grace
/// periods (stop_grace_period: 500ms) are kept here. A container that does not run or is gone is no error.
boost::asio::awaitable<void> stop_container(engine::Engine& engine, std::string id, std::optional<Nanoseconds> grace);

}  // namespace berth::lifecycle
