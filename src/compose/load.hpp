// Loading a project: from the command line's options to a Project, with every problem at once.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "compose/additions.hpp"
#include "compose/environment.hpp"
#include "compose/file_system.hpp"
#include "compose/history.hpp"
#include "compose/interpolate.hpp"
#include "compose/project.hpp"
#include "compose/project_location.hpp"
#include "compose/silence.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

struct LoadOptions {
  ProjectOptions project;             ///< -f, -p, --profile, --project-directory, --env-file
  std::vector<std::string> services;  ///< named on the command line: their profiles become active, others are left out
  bool interpolate = true;
  bool validate = true;  ///< names, types and rules; off only to list the variables of any file
  bool normalize = true;
  bool resolve_paths = true;
  bool check_consistency = true;
  bool resolve_environment = true;  ///< fold env_file into environment
  bool hashes = true;               ///< configuration hashes, for those who compare or label with them
  bool trace = false;               ///< values remember where they come from, for explain()
  bool keep_unused = false;         ///< networks, volumes … that no service uses (--all-resources)
  Additions additions;              ///< to services, beside what the files say
  bool advise = false;              ///< add the warnings of compose/lint.hpp; implies `trace`
};

struct LoadResult {
  std::optional<Project> project;  ///< absent after errors, and without interpolation
  ProjectLocation location;
  std::string name;
  yaml::Node model;                    ///< without interpolation: canonical, before types
  yaml::Node bound;                    ///< with interpolation: with types, only selected services and used resources
  std::set<std::string> profiles;      ///< all that the files name
  std::vector<VariableUse> variables;  ///< all uses, with their places
  std::vector<history::Removal> removals;  ///< what !reset took away, in a traced load
  SourceFiles files;
  Diagnostics diagnostics;  ///< all of them
  Silence silence;          ///< the warnings among them that the project does not want to hear
};

/// Problems inside files are diagnostics. Throws berth::Error for what has no place in a file: no compose file found,
/// an invalid project name, an unknown service on the command line.
LoadResult load(const LoadOptions& options, const Environment& process, const FileSystem& disk);

}  // namespace berth::compose
