// env_file and label_file folded into environment and labels.
#pragma once

#include <set>
#include <string>

#include "compose/environment.hpp"
#include "compose/reading.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// Reads the env_files of these services below their `environment` (a bound model); variables that are only named take
/// their value from `environment`. Codes: env-file-missing, env-file-format and those of parse_env_file().
void resolve_service_environments(yaml::Node& model, const std::set<std::string>& services,
                                  const Environment& environment, const Reading& reading);

/// Reads the label_files of these services below their `labels`. Code: label-file-missing.
void resolve_service_labels(yaml::Node& model, const std::set<std::string>& services, const Reading& reading);

}  // namespace berth::compose
