// An engine that restarts: waiting until it answers again.
#pragma once

#include <chrono>

#include <boost/asio/awaitable.hpp>

#include "engine_client/engine.hpp"

namespace berth::lifecycle {

/// The time that an engine has to come back.
inline constexpr std::chrono::seconds outage_patience{30};

/// Asks the engine at a growing pace (100 ms to 2 s) until it answers. false: it did not come back in that time.
boost::asio::awaitable<bool> wait_for_engine(engine::Engine& engine,
                                             std::chrono::milliseconds patience = outage_patience);

}  // namespace berth::lifecycle
