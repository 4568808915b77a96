// Processes of containers as `top` shows them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine_api/container.hpp"

namespace berth::ui {

struct ContainerProcesses {
  std::string service;
  std::int64_t number = 0;
  engine_api::Processes processes;
};

/// SERVICE, # and the engine's columns; nothing when there is no process. Where containers tell different columns, each
/// title stands once.
std::string process_table(const std::vector<ContainerProcesses>& containers);

}  // namespace berth::ui
