// Projects as `ls` lists them.
#pragma once

#include <string>
#include <vector>

#include "engine_api/container.hpp"
#include "ui/listing.hpp"

namespace berth::ui {

struct ProjectSummary {
  std::string name;
  std::string status;        ///< "exited(1), running(2)"
  std::string config_files;  ///< joined by commas
};

/// From the labels of containers, by name.
std::vector<ProjectSummary> projects_of(const std::vector<engine_api::ContainerSummary>& containers);

/// NAME STATUS CONFIG FILES
Listing project_listing(const std::vector<ProjectSummary>& projects);

}  // namespace berth::ui
