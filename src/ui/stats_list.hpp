// What containers use, as `stats` shows it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine_api/stats.hpp"
#include "ui/listing.hpp"

namespace berth::ui {

struct ContainerUsage {
  std::string id;
  std::string name;
  std::optional<engine_api::ContainerStats> stats;  ///< nullopt: it does not run
};

/// The columns and fields of `docker stats`.
Listing stats_listing(const std::vector<ContainerUsage>& containers, bool truncate);

}  // namespace berth::ui
