#include <algorithm>

#include "engine_api/codec.hpp"
#include "engine_api/json_parts.hpp"
#include "engine_api/stats.hpp"

namespace berth::engine_api {
namespace {

/// Version 1 of control groups counts pages that can be dropped under the first name, version 2 under the second.
std::int64_t droppable(const JsonReader& memory) {
  const auto details = memory.at("stats");
  const auto first = details.at("total_inactive_file").integer();
  return first != 0 ? first : details.at("inactive_file").integer();
}

void read_memory(ContainerStats& stats, const JsonReader& memory) {
  const auto usage = memory.at("usage").integer();
  const auto cache = droppable(memory);
  stats.memory = cache < usage ? usage - cache : usage;
  stats.memory_limit = memory.at("limit").integer();
}

void read_cpu(ContainerStats& stats, const JsonReader& now, const JsonReader& before) {
  const auto usage = now.at("cpu_usage");
  const auto earlier = before.at("cpu_usage");
  stats.cpu = usage.at("total_usage").integer();
  stats.previous_cpu = earlier.at("total_usage").integer();
  stats.system_cpu = now.at("system_cpu_usage").integer();
  stats.previous_system_cpu = before.at("system_cpu_usage").integer();
  stats.cpus = now.at("online_cpus").integer();
  if (stats.cpus == 0) usage.at("percpu_usage").for_each([&](const JsonReader&) { ++stats.cpus; });
}

void read_disk(ContainerStats& stats, const JsonReader& disk) {
  disk.at("io_service_bytes_recursive").for_each([&](const JsonReader& entry) {
    const auto operation = entry.at("op").string();
    const auto bytes = entry.at("value").integer();
    if (operation == "Read" || operation == "read") stats.read_from_disk += bytes;
    if (operation == "Write" || operation == "write") stats.written_to_disk += bytes;
  });
}

ContainerStats read_stats(const JsonReader& reader) {
  ContainerStats stats;
  stats.id = reader.at("id").string();
  if (stats.id.empty()) stats.id = reader.at("Id").string();
  stats.name = reader.at("name").string();
  if (stats.name.starts_with('/')) stats.name.erase(0, 1);
  stats.read = reader.at("read").time();
  const auto cpu = reader.at("cpu_stats");
  const auto before = reader.at("precpu_stats");
  read_cpu(stats, cpu, before);
  read_memory(stats, reader.at("memory_stats"));
  reader.at("networks").for_each_member([&](const std::string&, const JsonReader& network) {
    stats.received += network.at("rx_bytes").integer();
    stats.sent += network.at("tx_bytes").integer();
  });
  read_disk(stats, reader.at("blkio_stats"));
  const auto processes = reader.at("pids_stats");
  stats.processes = processes.at("current").integer();
  if (stats.system_cpu == 0 && stats.memory_limit == 0) stats.read.reset();
  return stats;
}

}  // namespace

double ContainerStats::cpu_percent() const {
  const auto own = static_cast<double>(cpu) - static_cast<double>(previous_cpu);
  const auto all = static_cast<double>(system_cpu) - static_cast<double>(previous_system_cpu);
  return own > 0 && all > 0 ? own / all * static_cast<double>(std::max<std::int64_t>(cpus, 1)) * 100 : 0;
}

double ContainerStats::memory_percent() const {
  return memory_limit == 0 ? 0 : static_cast<double>(memory) / static_cast<double>(memory_limit) * 100;
}

ContainerStats decode_stats(std::string_view text) {
  return decode_document(text, read_stats);
}

}  // namespace berth::engine_api
