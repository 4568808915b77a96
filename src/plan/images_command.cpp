// `pull` and `build`.
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

Plan make_build(const compose::Project& project, const Observed&, const ImageOptions& options) {
  PlanBuilder builder("build", project.name);
  ImageSteps steps;
  const auto selection = select_services(project, options.services, !options.with_dependencies);
  for (const auto& name : in_build_order(project, selection.ordered)) {
    const ImageAction action{.build = true, .cause = {.reason = Reason::requested, .field = "build"}};
    add_image_steps(builder, steps, project, project.services.at(name), action,
                    {.no_cache = options.no_cache, .pull_base = options.pull_base});
  }
  return std::move(builder).finish();
}

}  // namespace berth::plan
