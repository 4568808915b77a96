#include "plan/check.hpp"
#include "plan/container_steps.hpp"
#include "plan/make.hpp"
#include "plan/project_error.hpp"
#include "plan/teardown.hpp"
#include "plan/up_pre_start.hpp"

namespace berth::plan {

Up::Up(const compose::Project& project_, const Observed& observed_, const UpOptions& options_, std::string command)
    : project(project_),
      observed(observed_),
      options(options_),
      selection(select_services(project_, options_.services, options_.no_deps)),
      builder(std::move(command), project_.name),
      peers(bystanders(observed_, selection)) {}

void refuse_unsupported(const Up& up) {
  for (const auto& problem : check(up.project, up.observed.capabilities, up.selection.ordered).sorted()) {
    if (problem.severity == Severity::error) throw ProjectError(problem.span, text_of(problem), problem.hint);
  }
}

Plan make_up(const compose::Project& project, const Observed& observed, const UpOptions& options) {
  Up up(project, observed, options, options.no_start ? "create" : "up");
  refuse_unsupported(up);
  if (!options.prepared) up.preparations = add_preparations(up.builder, project, up.selection);
  plan_images(up);
  plan_networks(up);
  plan_volumes(up);
  plan_orphans(up);
  remove_hook_containers(up);
  for (const auto& service : up.selection.ordered) {
    if (!up.service(service).provider) converge(up, service);
  }
  order_removals(up.builder, project, observed, up.removals, true);
  if (!options.no_start) plan_restarts(up);
  plan_releases(up);
  if (!options.no_start) plan_starts(up);
  connect_names(up);
  connect_ports(up);
  return std::move(up.builder).finish();
}

Plan make_up_images(const compose::Project& project, const Observed& observed, const UpOptions& options) {
  Up up(project, observed, options, "up");
  plan_images(up);
  bool decides = false;
  for (const auto& name : up.selection.ordered) {
    if (up.service(name).provider) continue;
    const auto image = compose::image_name(project, up.service(name));
    decides = decides || (up.image_steps.contains(image) && !containers_of(observed, name).empty());
  }
  if (!decides) return Plan{.command = "up", .project = project.name};
  return std::move(up.builder).finish();
}

UpOptions after_images(UpOptions options) {
  options.build = Build::when_missing;
  options.pull = Pull::missing;
  return options;
}

}  // namespace berth::plan
