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
  return service.image.empty() ? project.name + project.separator + service.name : service.image;
}

std::vector<std::string> hook_images(const Project& project, const Service& service) {
  std::vector<std::string> images;
  for (const auto& hook : service.pre_start) {
    const auto is_of_service = [&](const auto& entry) { return image_name(project, entry.second) == hook.image; };
    if (hook.image.empty() || std::ranges::find(images, hook.image) != images.end()) continue;
    if (std::ranges::none_of(project.services, is_of_service)) images.push_back(hook.image);
  }
  return images;
}

}  // namespace berth::compose
