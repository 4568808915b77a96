#include "plan/lookups.hpp"

#include <algorithm>

#include "plan/container_steps.hpp"
#include "plan/divergence.hpp"
#include "plan/image_action.hpp"
#include "plan/image_steps.hpp"
#include "plan/labels.hpp"
#include "plan/preparations.hpp"
#include "plan/selection.hpp"

namespace berth::plan {

namespace {

/// One walk over the services, as planning will do it, that notes what it would have to guess.
struct Search {
  const compose::Project& project;
  const Observed& observed;
  const UpOptions& options;
  MissingFacts facts;
  std::set<std::string> remade_volumes;
  Peers peers;

  void want(const ContainerSummary& container) {
    if (inspect_of(observed, container) == nullptr) facts.containers.insert(container.id);
  }
  void want_image(const compose::Service& service) {
    const auto reference = compose::image_name(project, service);
    const auto* image = find_image(observed, reference);
    if (image != nullptr && !image->config) facts.images.insert(reference);
  }
};

Recreate policy_of(const Search& search, const Selection& selection, const std::string& service) {
  if (selection.named.contains(service)) return search.options.recreate;
  return search.options.always_recreate_deps ? Recreate::force : Recreate::diverged;
}

/// Anonymous volumes that the file does not declare: whether the image does decides if they are handed on.
bool has_undeclared_volumes(const Search& search, const compose::Service& service, const ContainerSummary& container) {
  const auto mounts = mounts_of(search.observed, container);
  return mounts && std::ranges::any_of(*mounts, [&](const engine_api::MountPoint& mount) {
           return is_anonymous(mount) && std::ranges::find(service.volumes, mount.destination,
                                                           &compose::Mount::target) == service.volumes.end();
         });
}

void look_at(Search& search, const DivergenceContext& context, const compose::Service& service,
             const ContainerSummary& container) {
  if (context.recreate == Recreate::never) return;
  if (hash_differs(service, container)) {
    search.want(container);
    search.want_image(service);
  }
  // Lists tell little of what containers share.
  if (!shared_services(service).empty()) search.want(container);
  if (recreate_causes(context, service, container).empty()) return;
  if (!mounts_of(search.observed, container)) search.want(container);
  if (has_undeclared_volumes(search, service, container)) search.want_image(service);
}

bool is_gate_target(const Search& search, const std::string& name) {
  if (search.options.no_start) return false;
  if (search.options.wait) return true;
  return std::ranges::any_of(search.project.services, [&](const auto& entry) {
    const auto found = entry.second.depends_on.find(name);
    return found != entry.second.depends_on.end() && found->second.condition != compose::DependencyCondition::started;
  });
}

/// A gate that is open already is left out of the plan, if one knows.
void look_at_gate(Search& search, const ContainerSummary& container) {
  const bool health_unknown =
      container.state == engine_api::ContainerStatus::running && !health_of(search.observed, container);
  const bool ended = container.state == engine_api::ContainerStatus::exited;
  if (health_unknown || (ended && !container.exit_code)) search.want(container);
}

}  // namespace

Lookups lookups_for_up(const compose::Project& project, const UpOptions& options) {
  Lookups lookups;
  const auto selected = select_services(project, options.services, options.no_deps).ordered;
  for (const auto& name : in_build_order(project, selected)) {
    lookups.images.insert(compose::image_name(project, *find_service(project, name)));
  }
  for (const auto& name : selected) {
    const auto& service = project.services.at(name);
    if (service.provider) continue;
    lookups.images.insert(compose::image_name(project, service));
    for (auto& image : compose::hook_images(project, service)) lookups.images.insert(std::move(image));
    lookups.networks = lookups.networks || !service.networks.empty();
    lookups.volumes = lookups.volumes || std::ranges::any_of(service.volumes, [](const compose::Mount& mount) {
                        return mount.type == compose::MountType::volume && !mount.source.empty();
                      });
  }
  return lookups;
}

MissingFacts missing_facts(const compose::Project& project, const Observed& observed, const UpOptions& options) {
  const auto selection = select_services(project, options.services, options.no_deps);
  Search search{project, observed, options, {}, {}, bystanders(observed, selection)};
  for (const auto& name : selection.ordered) {
    const auto& service = project.services.at(name);
    const DivergenceContext context{
        .project = project,
        .observed = observed,
        .recreate = policy_of(search, selection, name),
        .renew_anonymous_volumes = options.renew_anonymous_volumes && selection.named.contains(name),
        .image_renewed = false,
        .lacks_variables = !missing_variables(project, service, options).empty(),
        .remade_volumes = search.remade_volumes,
        .peers = search.peers};
    if (depends_on_age(service, options)) {
      const auto image = compose::image_name(project, service);
      const auto* seen = find_image(observed, image);
      if (seen != nullptr && !seen->config) search.facts.images.insert(image);
    }
    for (const auto* container : containers_of(observed, name)) {
      search.peers[name].push_back(peer_of(*container));
      look_at(search, context, service, *container);
      if (is_gate_target(search, name)) look_at_gate(search, *container);
    }
  }
  return std::move(search.facts);
}

}  // namespace berth::plan
