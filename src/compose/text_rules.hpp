// Patterns of the compose specification's schema, written out.
#pragma once

#include <string_view>

namespace berth::compose {

/// [a-zA-Z0-9._-]+: names of services, networks, volumes, secrets, configs.
bool is_resource_name(std::string_view text);
/// [a-z]+
bool is_lower_case(std::string_view text);
/// Contains what matches [a-zA-Z0-9][a-zA-Z0-9_.-]+ (the schema's pattern is not anchored).
bool has_container_name(std::string_view text);
/// Contains always, never, build, if_not_present, missing, refresh, daily, weekly or every_<duration> (not anchored).
bool has_pull_policy(std::string_view text);

}  // namespace berth::compose
