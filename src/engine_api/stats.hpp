// `GET /containers/{id}/stats`: what a container uses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine_api/common.hpp"

namespace berth::engine_api {

/// One sample. Counters grow from the container's start; the previous ones are those of the sample before.
struct ContainerStats {
  std::string id;
  std::string name;               ///< without the leading slash
  std::optional<TimePoint> read;  ///< nullopt: the container does not run, and nothing else is told
  std::int64_t cpu = 0;           ///< nanoseconds of all its processes
  std::int64_t previous_cpu = 0;
  std::int64_t system_cpu = 0;  ///< nanoseconds of the whole host
  std::int64_t previous_system_cpu = 0;
  std::int64_t cpus = 0;
  std::int64_t memory = 0;  ///< bytes, without the cache that can be dropped at any time
  std::int64_t memory_limit = 0;
  std::int64_t received = 0;  ///< bytes, of all its networks
  std::int64_t sent = 0;
  std::int64_t read_from_disk = 0;  ///< bytes
  std::int64_t written_to_disk = 0;
  std::int64_t processes = 0;

  /// Since the sample before; 100 is one processor.
  [[nodiscard]] double cpu_percent() const;
  /// Of the limit.
  [[nodiscard]] double memory_percent() const;
};

}  // namespace berth::engine_api
