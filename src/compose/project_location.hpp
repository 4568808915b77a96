// Which files a command works on, in which directory, with which variables: -f, COMPOSE_FILE, the search in parent
// folders, .env, --project-directory, -p (compose-spec 03-compose-file; Docker Compose's environment variables).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "compose/environment.hpp"
#include "compose/reading.hpp"

namespace berth::compose {

/// What the command line says; empty means "not given".
struct ProjectOptions {
  std::vector<std::string> files;      ///< -f, "-" is standard input
  std::string project_directory;       ///< --project-directory
  std::string project_name;            ///< -p
  std::vector<std::string> env_files;  ///< --env-file
  std::vector<std::string> profiles;   ///< --profile
};

struct ProjectLocation {
  std::vector<std::string> files;      ///< absolute, or "-"
  std::string directory;               ///< absolute: relative paths of the files start here
  std::vector<std::string> env_files;  ///< absolute; those of --env-file or COMPOSE_ENV_FILES (label environment_file)
  std::vector<std::string> profiles;   ///< of --profile, otherwise of COMPOSE_PROFILES
  std::string name;                    ///< of -p or COMPOSE_PROJECT_NAME; empty: project_name() decides after parsing
  Environment environment;             ///< COMPOSE_PROJECT_NAME is in it once the name is known
};

/// Throws berth::Error when there is no compose file or a name is invalid; problems inside environment files go to
/// `diagnostics`. Needs no compose file when `files_required` is false (`ps -p NAME`): then `files` may be empty.
ProjectLocation locate_project(const ProjectOptions& options, const Environment& process, const Reading& reading,
                               bool files_required = true);

/// The name when nobody gave one on the command line or in COMPOSE_PROJECT_NAME: `name:` of the last file that has one,
/// interpolated (nullopt: no file has one), otherwise that of the directory; normalised. A Problem when nothing is
/// left.
Result<std::string> project_name(const ProjectLocation& location, const std::optional<std::string>& from_files);

/// Lower-case letters, digits, - and _, from a letter or digit on; everything else is dropped.
std::string normalize_project_name(std::string_view text);
bool is_project_name(std::string_view text);

}  // namespace berth::compose
