// Containers as `ps` shows them: a table for people, JSON Lines for programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine_api/container.hpp"

namespace berth::ui {

struct ContainerListOptions {
  bool truncate = true;   ///< short ids, commands cut after 20 characters
  std::size_t width = 0;  ///< of the terminal; 0: as wide as it takes
};

/// NAME IMAGE COMMAND SERVICE CREATED STATUS PORTS, the columns of `docker compose ps`. `now`: seconds since 1970.
std::string container_table(const std::vector<engine_api::ContainerSummary>& containers, std::int64_t now,
                            const ContainerListOptions& options);

/// One object a line with the keys of `docker compose ps --format json`; labels are sorted.
std::string container_json(const std::vector<engine_api::ContainerSummary>& containers, std::int64_t now,
                           const ContainerListOptions& options);

/// "127.0.0.1:9001->9001/tcp, 5432/tcp": consecutive ports are joined as the docker CLI does.
std::string published_ports(std::vector<engine_api::Port> ports);

/// "3 minutes", "About an hour": an age in the docker CLI's words.
std::string human_age(std::int64_t seconds);

}  // namespace berth::ui
