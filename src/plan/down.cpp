#include <algorithm>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "plan/labels.hpp"
#include "plan/make.hpp"
#include "plan/preparations.hpp"
#include "plan/selection.hpp"
#include "plan/teardown.hpp"

namespace berth::plan {

namespace {

struct Down {
  const compose::Project& project;
  const Observed& observed;
  const DownOptions& options;
  PlanBuilder builder{"down", project.name};
  Teardown teardown{project, observed, builder, options.timeout, {}, {}};

  [[nodiscard]] bool everything() const { return options.services.empty(); }
  [[nodiscard]] bool is_declared(const std::string& service) const {
    return project.services.contains(service) || project.disabled_services.contains(service);
  }
};

/// Why a container goes, or nothing.
std::optional<Cause> removal_cause(const Down& down, const std::string& service) {
  const auto& asked = down.options.services;
  const bool named = std::ranges::find(asked, service) != asked.end();
  if (named || (down.everything() && down.project.services.contains(service)))
    return Cause{.reason = Reason::requested, .field = "down"};
  if (!down.is_declared(service) && down.options.remove_orphans)
    return Cause{.reason = Reason::orphan, .field = service};
  return std::nullopt;
}

/// Those of hooks belong to their services, and nobody misses them.
void remove_hook_containers(Down& down) {
  for (const auto& container : down.observed.containers) {
    const auto& service = service_of(container);
    const bool remains = down.everything() ? down.is_declared(service) && !down.project.services.contains(service)
                                           : !removal_cause(down, service);
    if (is_hook(container) && !is_managed(container) && !remains)
      down.teardown.remove(container, false, {{.reason = Reason::one_off_done}});
  }
}

/// After the containers that depend on them.
void run_providers(Down& down) {
  for (const auto& [name, service] : down.project.services) {
    if (!service.provider || !removal_cause(down, name)) continue;
    const auto step = add_provider(down.builder, service, "down");
    for (const auto& container : down.observed.containers) {
      const auto dependant = down.project.services.find(service_of(container));
      const auto removal = down.teardown.removals.find(container.id);
      if (dependant != down.project.services.end() && dependant->second.depends_on.contains(name) &&
          removal != down.teardown.removals.end())
        down.builder.need(step, removal->second, false);
    }
  }
}

void remove_containers(Down& down) {
  for (const auto* container : project_containers(down.observed)) {
    const auto& service = service_of(*container);
    if (auto cause = removal_cause(down, service)) {
      down.teardown.remove(*container, down.options.volumes, {std::move(*cause)});
    } else if (down.everything()) {
      const auto reason = down.is_declared(service) ? Reason::disabled : Reason::orphan;
      down.builder.change(ChangeKind::kept, {ResourceKind::container, container->name(), service},
                          {{.reason = reason, .field = service}});
    }
  }
}

bool is_of_project(const engine_api::StringMap& labels, const std::string& project) {
  const auto found = labels.find(label::project);
  return found != labels.end() && found->second == project;
}

/// Containers that `uses` accepts: those that stay by name, and the removals of the others.
struct Holders {
  std::vector<std::string> staying;
  std::vector<StepIndex> removals;
};

template <typename Uses>
Holders holders(const Down& down, Uses uses) {
  Holders found;
  for (const auto& container : down.observed.containers) {
    if (!uses(container)) continue;
    const auto removal = down.teardown.removals.find(container.id);
    if (removal != down.teardown.removals.end()) {
      found.removals.push_back(removal->second);
    } else {
      found.staying.push_back(container.name());
    }
  }
  std::ranges::sort(found.staying);
  return found;
}

/// Removes a network or volume when everything that uses it goes; otherwise says who holds it.
void remove_unused(Down& down, const Resource& resource, Operation operation, const Holders& found) {
  if (found.staying.empty()) {
    const auto change =
        down.builder.change(ChangeKind::remove, resource, {{.reason = Reason::requested, .field = "down"}});
    const auto step = down.builder.add(change, std::move(operation), resource);
    for (const auto removal : found.removals) down.builder.need(step, removal);
  } else if (down.everything()) {
    down.builder.change(ChangeKind::kept, resource, {{.reason = Reason::in_use, .field = join_words(found.staying)}});
  }
}

void remove_networks(Down& down) {
  for (const auto& network : down.observed.networks) {
    if (!is_of_project(network.labels, down.project.name)) continue;
    // A list that tells no networks (an engine's gap) must not make the network go first.
    const auto found = holders(down, [&](const ContainerSummary& container) {
      return container.networks.empty() || container.networks.contains(network.name);
    });
    remove_unused(down, {ResourceKind::network, network.name, ""}, RemoveNetwork{network.id, network.name}, found);
  }
}

void remove_volumes(Down& down) {
  for (const auto& volume : down.observed.volumes) {
    if (!is_of_project(volume.labels, down.project.name)) continue;
    const auto found = holders(down, [&](const ContainerSummary& container) {
      const auto mounts = mounts_of(down.observed, container);
      return !mounts || std::ranges::count(*mounts, volume.name, &engine_api::MountPoint::name) != 0;
    });
    remove_unused(down, {ResourceKind::volume, volume.name, ""}, RemoveVolume{volume.name}, found);
  }
}

void remove_images(Down& down) {
  std::set<std::string> references;
  for (const auto& [name, service] : down.project.services) {
    const bool asked =
        down.everything() || std::ranges::find(down.options.services, name) != down.options.services.end();
    if (asked && (down.options.images == RemoveImages::all || service.image.empty()))
      references.insert(compose::image_name(down.project, service));
  }
  for (const auto& reference : references) {
    if (find_image(down.observed, reference) == nullptr) continue;
    const Resource resource{ResourceKind::image, reference, ""};
    const auto change =
        down.builder.change(ChangeKind::remove, resource, {{.reason = Reason::requested, .field = "--rmi"}});
    const auto step = down.builder.add(change, RemoveImage{reference}, resource);
    for (const auto& [id, removal] : down.teardown.removals) down.builder.need(step, removal);
  }
}

}  // namespace

Plan make_down(const compose::Project& project, const Observed& observed, const DownOptions& options) {
  require_services(project, options.services);
  Down down{project, observed, options};
  remove_containers(down);
  remove_hook_containers(down);
  down.teardown.order_stops();
  order_removals(down.builder, project, observed, down.teardown.removals, false);
  run_providers(down);
  remove_networks(down);
  if (options.volumes) remove_volumes(down);
  if (options.images != RemoveImages::none) remove_images(down);
  return std::move(down.builder).finish();
}

}  // namespace berth::plan
