// `pull`, `push` and `build`.
#include <set>

#include "plan/facts.hpp"
#include "plan/image_steps.hpp"
#include "plan/make.hpp"
#include "plan/selection.hpp"

namespace berth::plan {

namespace {

bool should_pull(const compose::Project& project, const compose::Service& service, const Observed& observed,
                 const ImageOptions& options) {
  if (service.image.empty() || service.pull_policy == "never" || service.pull_policy == "build") return false;
  if (service.build && options.ignore_buildable) return false;
  const bool only_missing = options.policy == Pull::missing;
  return !only_missing || find_image(observed, compose::image_name(project, service)) == nullptr;
}

/// The image of a service under all its names, once it is built, when `steps` build it.
void add_pushes(PlanBuilder& builder, const ImageSteps& steps, const compose::Project& project,
                const compose::Service& service) {
  const auto reference = compose::image_name(project, service);
  const auto built = steps.find(reference);
  std::set<std::string> names{reference};
  names.insert(service.build->tags.begin(), service.build->tags.end());
  for (const auto& name : names) {
    const Resource resource{ResourceKind::image, name, service.name};
    const Cause cause{.reason = Reason::requested, .field = "push"};
    const auto change = builder.change(ChangeKind::push, resource, {cause});
    const auto push = builder.add(change, PushImage{name}, resource);
    if (built != steps.end()) builder.need(push, built->second);
  }
}

}  // namespace

Plan make_pull(const compose::Project& project, const Observed& observed, const ImageOptions& options) {
  PlanBuilder builder("pull", project.name);
  ImageSteps steps;
  for (const auto& name : select_services(project, options.services, !options.with_dependencies).ordered) {
    const auto& service = project.services.at(name);
    const ImageAction action{.pull = true, .cause = {.reason = Reason::requested, .field = "pull"}};
    if (should_pull(project, service, observed, options)) add_image_steps(builder, steps, project, service, action);
    for (const auto& image : compose::hook_images(project, service)) {
      auto stand_in = service;
      stand_in.image = image;
      stand_in.build.reset();
      if (should_pull(project, stand_in, observed, options)) add_image_steps(builder, steps, project, stand_in, action);
    }
  }
  return std::move(builder).finish();
}

Plan make_push(const compose::Project& project, const ImageOptions& options) {
  PlanBuilder builder("push", project.name);
  for (const auto& name : select_services(project, options.services, !options.with_dependencies).ordered) {
    const auto& service = project.services.at(name);
    if (service.build && !service.image.empty()) add_pushes(builder, {}, project, service);
  }
  return std::move(builder).finish();
}

Plan make_build(const compose::Project& project, const Observed&, const ImageOptions& options) {
  PlanBuilder builder("build", project.name);
  ImageSteps steps;
  const auto selection = select_services(project, options.services, !options.with_dependencies);
  for (const auto& name : in_build_order(project, selection.ordered)) {
    const ImageAction action{.build = true, .cause = {.reason = Reason::requested, .field = "build"}};
    const auto& service = *find_service(project, name);
    add_image_steps(builder, steps, project, service, action,
                    {.no_cache = options.no_cache, .pull_base = options.pull_base, .memory = options.memory});
    if (options.push) add_pushes(builder, steps, project, service);
  }
  return std::move(builder).finish();
}

}  // namespace berth::plan
