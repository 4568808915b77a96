// env_file and label_file folded into environment and labels.
#pragma once

#include <set>
#include <string>

#include "base/diagnostic.hpp"
#include "compose/environment.hpp"
#include "compose/file_system.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// Reads the env_files of these services below their `environment` (a bound model); variables that are only named take
/// their value from `environment`. Codes: env-file-missing, env-file-format and those of parse_env_file().
void resolve_service_environments(yaml::Node& model, const std::set<std::string>& services,
                                  const Environment& environment, const FileSystem& disk, SourceFiles& files,
                                  Diagnostics& diagnostics);

/// Reads the label_files of these services below their `labels`. Code: label-file-missing.
void resolve_service_labels(yaml::Node& model, const std::set<std::string>& services, const FileSystem& disk,
                            SourceFiles& files, Diagnostics& diagnostics);

}  // namespace berth::compose
