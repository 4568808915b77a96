// What differs between a container and the request that would make it today, attribute by attribute.
#pragma once

#include <vector>

#include "plan/cause.hpp"
#include "plan/request.hpp"

namespace berth::plan {

/// Causes of the kind field_changed, named as in the compose file ("environment.LOG_LEVEL", "ports"), in a stable
/// order. `image` is the configuration of the image that both have in common; without it (the image changed or was not
/// looked at) what a container may have from its image is not judged.
std::vector<Cause> differences(const engine_api::ContainerInspect& container, const ContainerDraft& wanted,
                               const engine_api::ImageConfig* image);

/// The same of a network's or volume's own configuration, as far as its list entry tells it.
std::vector<Cause> differences(const engine_api::NetworkSummary& network, const engine_api::NetworkCreate& wanted);
std::vector<Cause> differences(const engine_api::VolumeSummary& volume, const engine_api::VolumeCreate& wanted);

}  // namespace berth::plan
