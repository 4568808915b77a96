// Why did a container fail? Gathers what the engine knows, for the report.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "engine_client/engine.hpp"
#include "lifecycle/events.hpp"

namespace berth::lifecycle {

/// Exit code, OOM kill, the engine's error, the last failing health check and the last lines of the log (10, each cut
/// at 400 bytes). What the engine does not tell is left out: the failure itself is known already.
boost::asio::awaitable<ContainerFailure> find_failure(engine::Engine& engine, std::string id, std::string name);

/// "exited (137), killed for want of memory"
std::string describe_exit(const ContainerFailure& failure);

/// The text up to `limit` bytes, not cut within a character.
std::string bounded(std::string text, std::size_t limit);

}  // namespace berth::lifecycle
