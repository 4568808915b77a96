// Containers as `ps` lists them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine_api/container.hpp"
#include "ui/listing.hpp"

namespace berth::ui {

struct ContainerListOptions {
  bool truncate = true;  ///< short ids, commands cut after 20 characters
};

/// NAME IMAGE COMMAND SERVICE CREATED STATUS PORTS, and the fields of `docker compose ps --format json`; labels are
/// sorted. `now`: seconds since 1970.
Listing container_listing(const std::vector<engine_api::ContainerSummary>& containers, std::int64_t now,
                          const ContainerListOptions& options);

/// "127.0.0.1:9001->9001/tcp, 5432/tcp": consecutive ports are joined as the docker CLI does.
std::string published_ports(std::vector<engine_api::Port> ports);

/// "3 minutes", "About an hour": an age in the docker CLI's words.
std::string human_age(std::int64_t seconds);

}  // namespace berth::ui
