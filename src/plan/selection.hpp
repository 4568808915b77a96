// Which services a command works on, in which order, and how freely their containers may be replaced.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "plan/options.hpp"

namespace berth::plan {

/// Names that are no service are an Error with the nearest name as hint.
void require_services(const compose::Project& project, const ServiceNames& services);

struct Selection {
  std::vector<std::string> ordered;  ///< each after those that it depends on
  std::set<std::string> named;       ///< asked for, not only depended upon

  [[nodiscard]] bool contains(const std::string& service) const;
};

/// The services named, or all, and unless `no_deps` what they depend on.
Selection select_services(const compose::Project& project, const ServiceNames& services, bool no_deps);

/// All services of the project, each after those that it depends on; with cycles, which loading refuses, by name.
std::vector<std::string> in_dependency_order(const compose::Project& project);

/// How often a service is to run: --scale over the file.
std::int64_t wanted_replicas(const compose::Service& service, const std::map<std::string, std::int64_t>& scale);

}  // namespace berth::plan
