// Killing: one container with a signal, and after the second Ctrl-C everything of the project that still runs.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "engine_client/engine.hpp"
#include "lifecycle/events.hpp"

namespace berth::lifecycle {

/// Sends the signal; for SIGKILL also waits until the container has ended, as Podman answers before that. false: it did
/// not run any more. Throws EngineError.
boost::asio::awaitable<bool> kill_container(engine::Engine& engine, std::string id, std::string signal);

/// SIGKILL to all running containers of the project, at the same time. Emits a started and a finished (or failed) event
/// for each. Throws EngineError only when the containers cannot be listed.
boost::asio::awaitable<void> kill_project(engine::Engine& engine, EventSink& sink, std::string project);

}  // namespace berth::lifecycle
