// Which services of a model take part: by profiles, by being named on the command line, as dependencies
// (compose-spec 15-profiles).
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "yaml/node.hpp"

namespace berth::compose {

/// Services without profiles and those with an active one. "*" activates all.
std::set<std::string> active_services(const yaml::Node& model, const std::vector<std::string>& profiles);

/// `profiles` and those of the named services that are not active by them.
std::vector<std::string> activated_profiles(const yaml::Node& model, const std::vector<std::string>& named,
                                            std::vector<std::string> profiles);

/// The named services and all that they need. Throws berth::Error for a name that is not active ("no such service").
/// Everything active when none is named.
std::set<std::string> selected_services(const yaml::Node& model, const std::set<std::string>& active,
                                        const std::vector<std::string>& named);

/// Removes optional dependencies on services that are not active.
void drop_inactive_dependencies(yaml::Node& model, const std::set<std::string>& active);

/// The networks, volumes, secrets, configs and models that any service uses, by section.
std::map<std::string, std::set<std::string>, std::less<>> used_resources(const yaml::Node& model);

/// Removes networks, volumes, secrets, configs and models that none of the services uses.
void drop_unused_resources(yaml::Node& model, const std::set<std::string>& services);

/// All profiles that the services name, sorted.
std::set<std::string> all_profiles(const yaml::Node& model);

}  // namespace berth::compose
