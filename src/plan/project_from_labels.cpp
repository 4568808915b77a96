#include "plan/labels.hpp"
#include "plan/make.hpp"
#include "plan/teardown.hpp"

namespace berth::plan {

compose::Project project_from_labels(const std::string& name, const Observed& observed) {
  compose::Project project;
  project.name = name;
  for (const auto* container : project_containers(observed)) {
    const auto& service_name = service_of(*container);
    if (service_name.empty()) continue;
    auto& service = project.services[service_name];
    service.name = service_name;
    service.image = container->image;
    service.config_hash = container->label(label::config_hash);
    service.depends_on.merge(parse_dependencies(container->label(label::depends_on)));
    if (project.working_dir.empty()) project.working_dir = container->label(label::working_dir);
  }
  // Labels may name services that have no container any more: nobody can wait for those.
  for (auto& [key, service] : project.services)
    std::erase_if(service.depends_on, [&](const auto& entry) { return !project.services.contains(entry.first); });
  return project;
}

}  // namespace berth::plan
