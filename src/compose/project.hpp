// A project: the whole result of loading its compose files, as the planner and the commands use it. Plain values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compose/environment.hpp"
#include "compose/resources.hpp"
#include "compose/service.hpp"

namespace berth::compose {

struct Project {
  std::string name;
  char separator = '-';                   ///< between the parts of names of containers and images; --compatibility: '_'
  std::string working_dir;                ///< absolute; label project.working_dir
  std::vector<std::string> config_files;  ///< absolute; label project.config_files
  std::vector<std::string> env_files;     ///< absolute, those of --env-file; label project.environment_file
  Environment environment;                ///< the variables that the files were read with
  std::vector<std::string> profiles;      ///< active ones

  std::map<std::string, Service> services;           ///< enabled, by name
  std::map<std::string, Service> disabled_services;  ///< left out by profiles or by the selection of services
  std::map<std::string, Network> networks;           ///< those that enabled services use, by key
  std::map<std::string, Volume> volumes;
  std::map<std::string, Secret> secrets;
  std::map<std::string, Config> configs;
  std::map<std::string, Model> models;
};

/// The image of a service: what the file says, otherwise "<project>-<service>", with the separator of
/// the project.
std::string image_name(const Project& project, const Service& service);

/// Images of pre_start hooks that differ from those of all services: to be pulled beside them.
std::vector<std::string> hook_images(const Project& project, const Service& service);

}  // namespace berth::compose
