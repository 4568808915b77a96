#include <memory>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/up_run.hpp"
#include "cli/watch_run.hpp"
#include "lifecycle/event_hub.hpp"
#include "plan/print.hpp"
#include "plan/selection.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

struct Options {
  WatchArguments watch;
  bool no_up = false;
  bool quiet = false;
};

/// What is sent into a container has to fit to its image, so that images of watched services are built first.
compose::Project with_fresh_images(compose::Project project) {
  for (auto& [name, service] : project.services) {
    if (service.build && !service.watch.empty()) service.pull_policy = "build";
  }
  return project;
}

/// Brings the services up, detached. The exit code, 0 when the watch may begin.
asio::awaitable<int> bring_up(Session& session, const compose::Project& project, const Options& options,
                              lifecycle::EventHub& hub, ProgressReporter& reporter) {
  const auto& context = session.context();
  const auto held = co_await lock(session, project.name);
  const auto made = co_await make_up_plan(session, with_fresh_images(project), options.watch.up, reporter);
  if (made.failed_before) co_return conclude(context, reporter, made.plan, *made.failed_before);
  show_warnings(context, made.plan);
  if (context.options.dry_run) {
    write(Stream::out, plan::print_text(made.plan));
    co_return 0;
  }
  const auto outcome =
      co_await lifecycle::execute(made.plan, made.project, session.engine(), hub, reporter, execute_options(session));
  reporter.finish();
  co_return conclude(context, reporter, made.plan, outcome);
}

asio::awaitable<int> watch(Session& session, const compose::Project& project, const Options& options) {
  const auto rules = watch_rules(session.context(), project, options.watch.up.services);
  const auto reporter = make_progress_reporter(session.context(), session.loop(), "watch");
  if (options.quiet) reporter->silence(lifecycle::Action::build);
  lifecycle::EventHub hub(session.engine(), project.name);
  if (!options.no_up) {
    const int code = co_await bring_up(session, project, options, hub, *reporter);
    if (code != 0) co_return code;
  }
  if (session.context().options.dry_run) co_return 0;
  const auto run_plan = [&](const plan::Plan& plan, const compose::Project& complete) {
    return lifecycle::execute(plan, complete, session.engine(), hub, *reporter, execute_options(session));
  };
  co_await run_watch(session, project, options.watch, rules, *reporter, session.interrupt(), run_plan);
  co_return session.interrupt().requested() ? 0
                                            : Error::failure;  // without an interrupt the files could not be watched
}

int run(Context& context, const Options& options) {
  const auto project = load_project_to_run(context, options.watch.up.services);
  Session session(context);
  return session.run(OnSignal::finish, [&] { return watch(session, project, options); });
}

}  // namespace

void add_watch_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("watch", "Bring services up, and carry changed files over into their containers")
      .flag("--no-up", options->no_up, "Do not build and start services first")
      .flag("--prune", options->watch.prune, "Remove images that a rebuild leaves without a name (default: true)")
      .flag("--quiet", options->quiet, "Do not show the progress of builds")
      .arguments("[SERVICE...]", options->watch.up.services, "Only these services and what they depend on")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
