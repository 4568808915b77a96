// "address already in use": which port that was, and which container holds it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "engine_client/engine.hpp"

namespace berth::lifecycle {

struct TakenPort {
  std::uint16_t port = 0;
  bool by_container = false;  ///< the engine itself has given it away; otherwise the host has refused it
};

/// The host port that an engine's failure to start a container speaks of; nullopt: it failed for another reason.
std::optional<TakenPort> taken_port(std::string_view engine_words);

/// Says what holds the port: a container, by name, or some process of the host. One line, a hint for an error.
boost::asio::awaitable<std::string> describe_holder(engine::Engine& engine, TakenPort taken);

}  // namespace berth::lifecycle
