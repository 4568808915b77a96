// The labels by which containers, networks and volumes belong to a project; Docker Compose reads and writes the same.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "compose/project.hpp"
#include "engine_api/types.hpp"

namespace berth::plan {

namespace label {
inline constexpr auto project = "com.docker.compose.project";
inline constexpr auto service = "com.docker.compose.service";
inline constexpr auto container_number = "com.docker.compose.container-number";
inline constexpr auto config_hash = "com.docker.compose.config-hash";
inline constexpr auto image = "com.docker.compose.image";
inline constexpr auto depends_on = "com.docker.compose.depends_on";
inline constexpr auto oneoff = "com.docker.compose.oneoff";
inline constexpr auto working_dir = "com.docker.compose.project.working_dir";
inline constexpr auto config_files = "com.docker.compose.project.config_files";
inline constexpr auto environment_file = "com.docker.compose.project.environment_file";
inline constexpr auto version = "com.docker.compose.version";
inline constexpr auto slug = "com.docker.compose.slug";
inline constexpr auto replace = "com.docker.compose.replace";
inline constexpr auto network = "com.docker.compose.network";
inline constexpr auto volume = "com.docker.compose.volume";
inline constexpr auto hook = "com.docker.compose.hook";
/// Berth's own: digests of what is given by content (copied configs and secrets, seccomp profiles), since config-hash
/// leaves those bytes out.
inline constexpr auto content_hash = "berth.content-hash";
}  // namespace label

/// What Berth writes as label com.docker.compose.version: the release of Docker Compose whose hashes it makes.
inline constexpr auto compose_version = "5.5.0";

/// "db:service_healthy:true,…", sorted, and back; what cannot be read is left out.
std::string format_dependencies(const std::map<std::string, compose::Dependency>& dependencies);
std::map<std::string, compose::Dependency> parse_dependencies(std::string_view text);

/// The labels of a service's container; `number` 0 stands for a one-off. `image_id` may be empty (filled in later).
engine_api::StringMap container_labels(const compose::Project& project, const compose::Service& service,
                                       std::int64_t number, const std::string& image_id);
/// Of a container that a hook ("pre_start") of a service runs in: no hash, so that nobody takes it for the service's.
engine_api::StringMap hook_labels(const compose::Project& project, const compose::Service& service,
                                  const std::string& hook);
engine_api::StringMap network_labels(const compose::Project& project, const compose::Network& network);
engine_api::StringMap volume_labels(const compose::Project& project, const compose::Volume& volume);

const std::string& service_of(const engine_api::ContainerSummary& container);
/// nullopt: no number, as one-offs have none.
std::optional<std::int64_t> number_of(const engine_api::ContainerSummary& container);
bool is_one_off(const engine_api::ContainerSummary& container);
/// Has the label config-hash, as everything has that `up` or `run` made. Others are not looked at.
bool is_managed(const engine_api::ContainerSummary& container);
/// Ran a hook of a service; one that is still there was left behind.
bool is_hook(const engine_api::ContainerSummary& container);

}  // namespace berth::plan
