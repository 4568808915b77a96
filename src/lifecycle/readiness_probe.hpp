// One look at whether a container is ready, as its service's x-berth.ready says.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "compose/readiness.hpp"
#include "engine_client/engine.hpp"
#include "lifecycle/health_probe.hpp"

namespace berth::lifecycle {

/// How one run of a container can be reached.
struct ReadinessTarget {
  std::string container;               ///< id
  std::vector<std::string> addresses;  ///< its own on its networks
  /// What is published of it: container port → host addresses. A proxy may take connections there before the container
  /// does, so they only count where its own addresses lead nowhere.
  std::map<std::uint16_t, std::vector<std::pair<std::string, std::uint16_t>>> published;
  bool tty = false;
  std::string since;  ///< when this run began, as LogOptions takes it
};

/// Of a container that shares the network of another one, that one is asked.
boost::asio::awaitable<ReadinessTarget> readiness_target(engine::Engine& engine, engine_api::ContainerInspect inspect);

/// Connects, asks or runs the command once; with `log` follows the output until a line matches (`passed`) or it ends
/// (`not_run`).
boost::asio::awaitable<ProbeResult> probe_readiness(engine::Engine& engine, compose::Readiness readiness,
                                                    ReadinessTarget target);

}  // namespace berth::lifecycle
