#include "plan/teardown.hpp"

#include <algorithm>

#include "plan/container_steps.hpp"
#include "plan/labels.hpp"

namespace berth::plan {

void Teardown::stop(const ContainerSummary& container, const std::vector<Cause>& causes) {
  if (!is_running(container)) return;
  const auto change = builder.change(ChangeKind::stop, container_resource(container), causes);
  if (const auto step = add_stop(builder, change, project, container, timeout)) stops[container.id] = *step;
}

void Teardown::remove(const ContainerSummary& container, bool anonymous_volumes, const std::vector<Cause>& causes) {
  const auto change = builder.change(ChangeKind::remove, container_resource(container), causes);
  const auto step = add_stop(builder, change, project, container, timeout);
  if (step) stops[container.id] = *step;
  std::optional<std::vector<std::string>> volumes;
  if (anonymous_volumes) volumes = anonymous_volumes_of(project, observed, container);
  removals[container.id] = add_remove(builder, change, container, std::move(volumes), step);
}

void Teardown::order_stops() {
  const auto graph = known_dependencies(project, observed);
  if (graph.cycle()) return;  // labels may say anything
  for (const auto& dependant : observed.containers) {
    const auto first = stops.find(dependant.id);
    if (first == stops.end()) continue;
    auto needed = graph.closure({service_of(dependant)});
    needed.erase(service_of(dependant));
    for (const auto& container : observed.containers) {
      const auto later = stops.find(container.id);
      if (later != stops.end() && needed.contains(service_of(container))) builder.need(later->second, first->second);
    }
  }
}

namespace {

bool names(const engine_api::HostConfig& host, const std::string& container) {
  const auto mode = "container:" + container;
  return host.network_mode == mode || host.ipc_mode == mode || host.pid_mode == mode;
}

/// The services that the container depends on with `restart: true`, asked or unasked, as it does when it shares with
/// them.
std::set<std::string> bound_to(const ContainerSummary& container) {
  std::set<std::string> services;
  for (const auto& [needed, dependency] : parse_dependencies(container.label(label::depends_on))) {
    if (dependency.restart) services.insert(needed);
  }
  return services;
}

bool is_circular(const Observed& observed) {
  DependencyGraph graph;  // labels may say anything
  for (const auto& container : observed.containers) {
    for (const auto& needed : bound_to(container)) graph.add(service_of(container), needed);
  }
  return graph.cycle().has_value();
}

/// Does the one share a namespace of the other? It was made for an earlier file, so only its inspection is certain.
bool shares(const Observed& observed, const ContainerSummary& sharing, const ContainerSummary& other) {
  if (const auto* inspect = inspect_of(observed, sharing)) return names(inspect->host, other.id);
  return bound_to(sharing).contains(service_of(other));
}

}  // namespace

void order_removals(PlanBuilder& builder, const compose::Project& project, const Observed& observed,
                    const std::map<std::string, StepIndex>& removals, bool replaces) {
  if (observed.capabilities.removes_shared || is_circular(observed)) return;
  for (const auto& sharing : observed.containers) {
    const auto first = removals.find(sharing.id);
    // What is replaced and shares is inspected; what a label supposes could turn the steps of `up` in a circle.
    const bool known = inspect_of(observed, sharing) != nullptr || !project.services.contains(service_of(sharing));
    if (first == removals.end() || (replaces && !known)) continue;
    for (const auto& other : observed.containers) {
      const auto later = removals.find(other.id);
      if (later != removals.end() && sharing.id != other.id && shares(observed, sharing, other))
        builder.need(later->second, first->second);
    }
  }
}

DependencyGraph known_dependencies(const compose::Project& project, const Observed& observed) {
  DependencyGraph graph;
  for (const auto& [name, service] : project.services) {
    graph.add(name);
    for (const auto& [needed, dependency] : service.depends_on) graph.add(name, needed);
  }
  for (const auto& container : observed.containers) {
    const auto& name = service_of(container);
    if (project.services.contains(name)) continue;
    graph.add(name);
    for (const auto& [needed, dependency] : parse_dependencies(container.label(label::depends_on)))
      graph.add(name, needed);
  }
  return graph;
}

std::vector<const ContainerSummary*> project_containers(const Observed& observed) {
  std::vector<const ContainerSummary*> found;
  for (const auto& container : observed.containers) {
    if (is_managed(container)) found.push_back(&container);
  }
  std::ranges::sort(found, {}, [](const auto* container) { return container->name(); });
  return found;
}

}  // namespace berth::plan
