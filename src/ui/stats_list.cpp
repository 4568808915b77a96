#include "ui/stats_list.hpp"

#include <fmt/format.h>

namespace berth::ui {
namespace {

constexpr std::size_t short_id = 12;
constexpr auto unknown = "--";

std::string pair_of(const std::string& left, const std::string& right) {
  return fmt::format("{} / {}", left, right);
}

std::string traffic(std::int64_t in, std::int64_t out) {
  return pair_of(decimal_size(static_cast<double>(in)), decimal_size(static_cast<double>(out)));
}

text_template::Fields fields_of(const ContainerUsage& container, bool truncate) {
  const bool known = container.stats && container.stats->read;
  const auto stats = known ? *container.stats : engine_api::ContainerStats{};
  const auto or_unknown = [&](std::string text) { return known ? std::move(text) : std::string(unknown); };
  const auto memory =
      pair_of(binary_size(static_cast<double>(stats.memory)), binary_size(static_cast<double>(stats.memory_limit)));
  return {{"BlockIO", known ? traffic(stats.read_from_disk, stats.written_to_disk) : pair_of(unknown, unknown)},
          {"CPUPerc", or_unknown(fmt::format("{:.2f}%", stats.cpu_percent()))},
          {"Container", container.id},
          {"ID", truncate ? container.id.substr(0, short_id) : container.id},
          {"MemPerc", or_unknown(fmt::format("{:.2f}%", stats.memory_percent()))},
          {"MemUsage", known ? memory : pair_of(unknown, unknown)},
          {"Name", container.name},
          {"NetIO", known ? traffic(stats.received, stats.sent) : pair_of(unknown, unknown)},
          {"PIDs", or_unknown(fmt::format("{}", stats.processes))}};
}

}  // namespace

Listing stats_listing(const std::vector<ContainerUsage>& containers, bool truncate) {
  Listing listing;
  listing.columns = {
      {"CONTAINER ID", "ID"}, {"NAME", "Name"},     {"CPU %", "CPUPerc"},     {"MEM USAGE / LIMIT", "MemUsage"},
      {"MEM %", "MemPerc"},   {"NET I/O", "NetIO"}, {"BLOCK I/O", "BlockIO"}, {"PIDS", "PIDs"}};
  listing.other_headings = {{"CONTAINER", "Container"}};
  listing.style.narrowest = 10;
  for (const auto& container : containers) listing.rows.push_back(fields_of(container, truncate));
  return listing;
}

}  // namespace berth::ui
