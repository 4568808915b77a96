// Which facts planning needs, so that observing costs as few requests as possible.
#pragma once

#include <set>
#include <string>

#include "compose/project.hpp"
#include "plan/observed.hpp"
#include "plan/options.hpp"

namespace berth::plan {

/// Which lists are worth asking for. Containers always are.
struct Lookups {
  bool networks = false;
  bool volumes = false;
  std::set<std::string> images;  ///< references: their ids (one list with the filter `reference`, or inspects)
};

Lookups lookups_for_up(const compose::Project& project, const UpOptions& options);

/// What the lists did not tell and the plan depends on: ids of containers and references of images to inspect. Empty
/// when nothing is to be recreated. Put the answers into Observed::inspects and ObservedImage::config, then plan.
struct MissingFacts {
  std::set<std::string> containers;
  std::set<std::string> images;

  [[nodiscard]] bool empty() const { return containers.empty() && images.empty(); }
};

MissingFacts missing_facts(const compose::Project& project, const Observed& observed, const UpOptions& options);

}  // namespace berth::plan
