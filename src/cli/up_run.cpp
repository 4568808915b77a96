#include "cli/up_run.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "cli/complete_project.hpp"
#include "cli/prompt.hpp"
#include "lifecycle/event_hub.hpp"
#include "plan/check.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

/// Data is never given up unasked: a changed volume stays as it is unless the user says otherwise.
void ask_about_volumes(const Context& context, const plan::Plan& plan, const UpArguments& arguments,
                       plan::UpOptions& options) {
  for (const auto& volume : plan.changed_volumes) {
    const auto question = fmt::format("Volume {} differs from the file. Recreate it? All its data is lost.", volume);
    if (!context.options.dry_run && (arguments.yes || ask(question, false))) options.recreate_volumes.insert(volume);
  }
}

}  // namespace

void check_project(const Context& context, const compose::Project& project, const plan::Observed& observed) {
  context.show(plan::check(project, observed.capabilities));
}

asio::awaitable<UpPlan> make_up_plan(Session& session, const compose::Project& loaded, const UpArguments& arguments,
                                     ProgressReporter& reporter, const PlanUp& make) {
  const auto& context = session.context();
  auto& engine = session.engine();
  if (arguments.quiet_pull) reporter.silence(lifecycle::Action::pull);
  if (arguments.quiet_build) reporter.silence(lifecycle::Action::build);
  auto options = plan_options(context, loaded, arguments);
  UpPlan out;
  auto complete = co_await complete_project(session, loaded, arguments.services, options, &reporter);
  out.project = std::move(complete.project);
  if (complete.failed) {
    out.plan = std::move(complete.preparations);
    out.failed_before = std::move(complete.failed);
    co_return out;
  }
  const auto& project = out.project;
  out.observed = co_await lifecycle::observe_for_up(engine, project, options);
  check_project(context, project, out.observed);
  const auto images = plan::make_up_images(project, out.observed, options);
  check_builds(context, project, out.observed.capabilities, images);
  if (!images.empty() && !context.options.dry_run) {
    lifecycle::EventHub hub(engine, project.name);
    const auto outcome = co_await lifecycle::execute(images, project, engine, hub, reporter, execute_options(session));
    if (!outcome.complete()) {
      out.plan = images;
      out.failed_before = std::move(outcome);
      co_return out;
    }
    options = plan::after_images(options);
    out.observed = co_await lifecycle::observe_for_up(engine, project, options);
  }
  out.plan = make(project, out.observed, options);
  check_builds(context, project, out.observed.capabilities, out.plan);
  ask_about_volumes(context, out.plan, arguments, options);
  if (!options.recreate_volumes.empty()) out.plan = make(project, out.observed, options);
  co_return out;
}

}  // namespace berth::cli
