// What the observed state says about single containers, from the inspect where there is one, otherwise from the list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "plan/observed.hpp"

namespace berth::plan {

using engine_api::ContainerSummary;

const engine_api::ContainerInspect* inspect_of(const Observed& observed, const ContainerSummary& container);

/// nullopt: unknown, as Podman's lists do not tell.
std::optional<std::vector<engine_api::MountPoint>> mounts_of(const Observed& observed,
                                                             const ContainerSummary& container);
std::optional<engine_api::HealthStatus> health_of(const Observed& observed, const ContainerSummary& container);

/// Running, paused or restarting: it has to be stopped before it is removed.
bool is_running(const ContainerSummary& container);
/// Ended with exit code 0.
bool has_succeeded(const Observed& observed, const ContainerSummary& container);
/// "running", "created", "exited (1)".
std::string describe_state(const Observed& observed, const ContainerSummary& container);

/// An anonymous volume: the engine gave it a name of 64 hexadecimal digits.
bool is_anonymous(const engine_api::MountPoint& mount);

/// Names of the anonymous volumes that a container mounts and that the project does not declare; none where the
/// engine does not tell mounts.
std::vector<std::string> anonymous_volumes_of(const compose::Project& project, const Observed& observed,
                                              const ContainerSummary& container);

/// The project's containers made by up and create, of one service, whatever their state but "removing".
std::vector<const ContainerSummary*> containers_of(const Observed& observed, const std::string& service);

const engine_api::NetworkSummary* find_network(const Observed& observed, const std::string& name);
const engine_api::VolumeSummary* find_volume(const Observed& observed, const std::string& name);
const ObservedImage* find_image(const Observed& observed, const std::string& reference);

}  // namespace berth::plan
