// An engine that restarts: waiting until it answers again.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "engine_client/engine.hpp"

namespace berth::lifecycle {

/// Asks the engine at a growing pace (100 ms to 2 s) until it answers, for at most 30 s. false: it did not come back.
boost::asio::awaitable<bool> wait_for_engine(engine::Engine& engine);

}  // namespace berth::lifecycle
