#include "plan/image_steps.hpp"

#include "base/graph.hpp"
#include "plan/build_source.hpp"

namespace berth::plan {

const compose::Service* find_service(const compose::Project& project, const std::string& name) {
  for (const auto* services : {&project.services, &project.disabled_services}) {
    const auto found = services->find(name);
    if (found != services->end()) return &found->second;
  }
  return nullptr;
}

std::vector<std::string> base_services(const compose::Project& project, const compose::Service& service) {
  std::vector<std::string> bases;
  if (!service.build) return bases;
  for (const auto& [name, context] : service.build->additional_contexts) {
    auto base = context_service(context);
    if (base && find_service(project, *base) != nullptr) bases.push_back(std::move(*base));
  }
  return bases;
}

namespace {

StepIndex add_build(PlanBuilder& builder, std::size_t change, const ImageSteps& steps, const compose::Project& project,
                    const compose::Service& service, BuildImage build, const Resource& resource) {
  const auto pulled = build.unless_pulled;
  const auto step = builder.add(change, std::move(build), resource);
  if (pulled) builder.need(step, *pulled, false);
  for (const auto& base : base_services(project, service)) {
    const auto made = steps.find(compose::image_name(project, *find_service(project, base)));
    if (made != steps.end()) builder.need(step, made->second);
  }
  return step;
}

}  // namespace

std::vector<std::string> in_build_order(const compose::Project& project, const std::vector<std::string>& services) {
  DependencyGraph graph;
  for (const auto* all : {&project.services, &project.disabled_services}) {
    for (const auto& [name, service] : *all) {
      graph.add(name);
      for (const auto& base : base_services(project, service)) graph.add(name, base);
    }
  }
  const auto wanted = graph.closure({services.begin(), services.end()});
  std::vector<std::string> ordered;
  for (auto& name : graph.order()) {
    if (wanted.contains(name) && find_service(project, name)->build) ordered.push_back(std::move(name));
  }
  return ordered;
}

void add_image_steps(PlanBuilder& builder, ImageSteps& steps, const compose::Project& project,
                     const compose::Service& service, const ImageAction& action, BuildFlags flags) {
  const auto reference = compose::image_name(project, service);
  if (!action.any() || steps.contains(reference)) return;
  const Resource resource{ResourceKind::image, reference, service.name};
  const auto kind = action.pull ? ChangeKind::pull : ChangeKind::build;
  const auto change = builder.change(kind, resource, {action.cause});
  std::optional<StepIndex> pulled;
  if (action.pull) pulled = builder.add(change, PullImage{reference, service.platform}, resource);
  if (action.build) {
    BuildImage build{service.name, reference, pulled, flags.no_cache, flags.pull_base, flags.memory};
    steps[reference] = add_build(builder, change, steps, project, service, std::move(build), resource);
  } else {
    steps[reference] = *pulled;
  }
}

}  // namespace berth::plan
