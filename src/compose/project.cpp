#include "compose/project.hpp"

#include <algorithm>

namespace berth::compose {

std::int64_t replicas(const Service& service) {
  if (service.scale) return *service.scale;
  if (!service.deploy || service.deploy->is_global()) return 1;  // one on each host, and there is one host
  return service.deploy->replicas.value_or(1);
}

std::vector<std::string> networks_by_priority(const Service& service) {
  std::vector<std::string> names;
  for (const auto& [name, attachment] : service.networks) names.push_back(name);
  const auto priority = [&](const std::string& name) {
    const auto& attachment = service.networks.at(name);
    return attachment ? attachment->priority : 0;
  };
  std::ranges::stable_sort(names, [&](const auto& a, const auto& b) { return priority(a) > priority(b); });
  return names;
}

std::string image_name(const Project& project, const Service& service) {
  return service.image.empty() ? project.name + "-" + service.name : service.image;
}

}  // namespace berth::compose
