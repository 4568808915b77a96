// Names of containers as Docker Compose gives them (reference: features, section 6 "Names").
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "compose/project.hpp"

namespace berth::plan {

/// container_name, otherwise <project>-<service>-<number>.
std::string container_name(const compose::Project& project, const compose::Service& service, std::int64_t number);

/// <project>-<service>-pre_start-<index>; of a hook that runs for each replica
/// <project>-<service>-<n>-pre_start-<index>.
std::string hook_container_name(const std::string& project, const compose::Service& service, std::size_t index,
                                std::optional<std::int64_t> replica);

/// The name of a replacement until the old container is gone: <first 12 digits of its id>_<name>.
std::string replacement_name(const std::string& old_id, const std::string& name);

/// The name of a replaced container from its end to its removal, so that its replacement has the proper one meanwhile:
/// <last 12 digits of its id>_<name>.
std::string retired_name(const std::string& old_id, const std::string& name);

/// What an interrupted run left behind may still carry such a name; the rest after the underscore.
std::string without_replacement_prefix(const std::string& name);

/// The names of a project's network or volume at the engine; the key itself when the project does not declare it.
std::string network_name(const compose::Project& project, const std::string& key);
std::string volume_name(const compose::Project& project, const std::string& key);

}  // namespace berth::plan
