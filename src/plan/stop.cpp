// `stop` and `rm`.
#include "plan/labels.hpp"
#include "plan/make.hpp"
#include "plan/preparations.hpp"
#include "plan/selection.hpp"
#include "plan/teardown.hpp"

namespace berth::plan {

Plan make_stop(const compose::Project& project, const Observed& observed, const StopOptions& options) {
  const auto selection = select_services(project, options.services, true);
  PlanBuilder builder("stop", project.name);
  Teardown teardown{project, observed, builder, options.timeout, {}, {}};
  for (const auto& service : selection.ordered) {
    for (const auto* container : containers_of(observed, service))
      teardown.stop(*container, {{.reason = Reason::requested, .field = "stop"}});
  }
  teardown.order_stops();
  for (const auto& name : selection.ordered) {
    const auto& service = project.services.at(name);
    if (!service.provider) continue;
    const auto step = add_provider(builder, service, "stop");
    for (const auto& [id, stop] : teardown.stops) builder.need(step, stop, false);
  }
  return std::move(builder).finish();
}

Plan make_remove(const compose::Project& project, const Observed& observed, const RemoveOptions& options) {
  const auto selection = select_services(project, options.services, true);
  PlanBuilder builder("rm", project.name);
  Teardown teardown{project, observed, builder, std::nullopt, {}, {}};
  for (const auto& service : selection.ordered) {
    for (const auto* container : containers_of(observed, service)) {
      if (options.stop || !is_running(*container))
        teardown.remove(*container, options.volumes, {{.reason = Reason::requested, .field = "rm"}});
    }
  }
  teardown.order_stops();
  return std::move(builder).finish();
}

}  // namespace berth::plan
