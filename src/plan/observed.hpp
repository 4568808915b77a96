// What is really there: the engine's side of planning. A value made by lifecycle::observe from lists, with an inspect
// only where planning asks for one (plan/lookups.hpp).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine_api/types.hpp"

namespace berth::plan {

/// An image that is present. `config` is known when somebody inspected it.
struct ObservedImage {
  std::string id;  ///< "sha256:…", what the label com.docker.compose.image of a container carries
  std::optional<engine_api::ImageConfig> config;
  std::optional<engine_api::TimePoint>
      last_tagged;  ///< Metadata.LastTagTime: when it was pulled, for pull_policy daily …
};

struct Observed {
  engine_api::Capabilities capabilities;
  engine_api::TimePoint now;  ///< of the host's clock

  /// All containers with the project's label, in any state, one-offs too.
  std::vector<engine_api::ContainerSummary> containers;
  /// By container id: those that planning asked for.
  std::map<std::string, engine_api::ContainerInspect> inspects;

  /// All networks with the project's label, and all others whose names the project uses (external, or simply there).
  std::vector<engine_api::NetworkSummary> networks;
  /// The same of volumes.
  std::vector<engine_api::VolumeSummary> volumes;

  /// By the reference as the project writes it (compose::image_name). What is missing is not there.
  std::map<std::string, ObservedImage> images;
};

}  // namespace berth::plan
