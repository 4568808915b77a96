// The second Ctrl-C: everything of the project that still runs is killed at once.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "engine_client/engine.hpp"
#include "lifecycle/events.hpp"

namespace berth::lifecycle {

/// SIGKILL to all running containers of the project, at the same time. Emits a started and a finished (or failed) event
/// for each. Throws EngineError only when the containers cannot be listed.
boost::asio::awaitable<void> kill_project(engine::Engine& engine, EventSink& sink, std::string project);

}  // namespace berth::lifecycle
