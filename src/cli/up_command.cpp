#include <memory>
#include <set>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/attached_output.hpp"
#include "cli/commands.hpp"
#include "cli/container_selection.hpp"
#include "cli/log_writer.hpp"
#include "cli/up_companion.hpp"
#include "cli/up_run.hpp"
#include "lifecycle/attached.hpp"
#include "lifecycle/event_hub.hpp"
#include "lifecycle/keep.hpp"
#include "lifecycle/lock.hpp"
#include "plan/labels.hpp"
#include "plan/make.hpp"
#include "plan/print.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

struct Options {
  UpArguments up;
  std::vector<std::string> attach;
  std::vector<std::string> no_attach;
  std::string exit_code_from;
  std::optional<int> wait_timeout;
  bool detach = false;
  bool abort_on_exit = false;
  bool abort_on_failure = false;
  bool attach_dependencies = false;
  bool no_color = false;
  bool no_log_prefix = false;
  bool timestamps = false;
  bool explain = false;
  bool keep = false;
  bool menu = true;
  bool watch = false;

  [[nodiscard]] bool attached() const { return !detach && !up.wait && !up.no_start && !keep; }
};

/// Whose output is shown: the named services (all when none is named), with --attach only those, without --no-attach
/// and `attach: false`.
std::set<std::string> attached_services(const compose::Project& project, const Options& options) {
  std::set<std::string> shown(options.attach.begin(), options.attach.end());
  if (shown.empty()) {
    for (const auto& [name, service] : project.services) {
      const bool named = options.up.services.empty() || options.attach_dependencies ||
                         std::ranges::find(options.up.services, name) != options.up.services.end();
      if (named && service.attach.value_or(true)) shown.insert(name);
    }
  }
  for (const auto& name : options.no_attach) shown.erase(name);
  return shown;
}

lifecycle::AttachedOptions attached_options(Session& session, const compose::Project& project, const Options& options) {
  lifecycle::AttachedOptions out;
  out.execute = execute_options(session);
  out.services = attached_services(project, options);
  out.exit_code_from = options.exit_code_from;
  out.abort_on_failure = options.abort_on_failure;
  out.abort_on_exit = options.abort_on_exit || (!options.exit_code_from.empty() && !options.abort_on_failure);
  out.plan_stop = [&session, &project, &options]() -> asio::awaitable<plan::Plan> {
    const lifecycle::ObserveOptions only_containers{.networks = false, .images = false, .volumes = false};
    const auto observed = co_await lifecycle::observe(session.engine(), project, only_containers);
    co_return plan::make_stop(project, observed, {options.up.services, seconds(options.up.timeout)});
  };
  return out;
}

/// Shows that the first Ctrl-C was heard. Lives as long as the attached run.
lifecycle::Interrupt::Subscription announce_stop(Session& session, ProgressReporter& reporter) {
  return session.interrupt().subscribe([&reporter](lifecycle::Interrupt::Degree degree) {
    reporter.begin_anew("stop");
    if (degree == lifecycle::Interrupt::Degree::finish) {
      write(Stream::error, "berth: stopping; press Ctrl-C again to kill at once\n");
    }
  });
}

asio::awaitable<int> stay(Session& session, const Options& options, UpPlan up, ProgressReporter& reporter,
                          lifecycle::ProjectLock held) {
  const auto& context = session.context();
  const auto& project = up.project;
  lifecycle::EventHub hub(session.engine(), project.name);
  const ui::LogFormat format{.prefix = !options.no_log_prefix,
                             .colour = !options.no_color && context.colour(Stream::out),
                             .timestamps = options.timestamps,
                             .terminal = terminal_info(Stream::out).is_terminal};
  LogWriter writer(session.loop().get_executor(), ui::LogFormatter(project.name, format));
  for (const auto& name : attached_services(project, options)) writer.expect(name + "-1");
  AttachedOutput output(reporter, writer);
  const auto announced = announce_stop(session, reporter);
  auto attach = attached_options(session, project, options);
  UpCompanion companion(session, project, {options.up, options.watch, options.menu}, reporter);
  if (companion.keys() || options.watch) {
    attach.companion = [&companion](lifecycle::AttachedControl& control) { return companion.run(control); };
  }
  const auto result = co_await lifecycle::run_attached(up.plan, project, session.engine(), hub, output, output,
                                                       log_targets(up.observed.containers, project), std::move(attach));
  reporter.finish();
  if (!session.interrupt().requested()) co_await writer.flush();
  if (result.end == lifecycle::AttachedEnd::detached) {
    write(Stream::error, "berth: detached; `berth stop` stops the containers\n");
    co_return 0;
  }
  const int code = conclude(context, reporter, up.plan, result.outcome);
  co_return code != 0 ? code : static_cast<int>(result.exit_code);
}

/// `--keep`: what was asked for once is not asked for again with each repair.
asio::awaitable<void> hold(Session& session, const compose::Project& project, const Options& options,
                           lifecycle::EventHub& hub, ProgressReporter& reporter) {
  session.end_well_when_interrupted();
  lifecycle::KeepOptions keep;
  keep.up.services = options.up.services;
  keep.up.prepared = true;  // providers and models: their variables are in the project
  keep.up.scale = plan_options(session.context(), project, options.up).scale;
  keep.execute = execute_options(session);
  keep.on_repair = [&reporter](const plan::Plan& plan) {
    reporter.begin_anew("repair");
    write(Stream::error, "berth: repairing " + plan::print_text(plan, true));
  };
  keep.on_give_up = [&session](const std::string& service) {
    session.context().tell(
        {.code = "failed",
         .path = "services." + service,
         .message = "is left alone: it did not stay up, however often it was put right",
         .hint = fmt::format("`berth logs {}` may say why; `berth up -d {}` starts it again", service, service)});
  };
  write(Stream::error, fmt::format("berth: holding {} as it is declared; Ctrl-C ends that, the containers go on\n",
                                   escape_terminal(project.name)));
  co_await lifecycle::keep(project, session.engine(), hub, reporter, std::move(keep));
  reporter.finish();
}

asio::awaitable<int> up(Session& session, const compose::Project& project, const Options& options) {
  const auto& context = session.context();
  auto held = co_await lock(session, project.name);
  const auto reporter = make_progress_reporter(context, session.loop(), "up");
  auto made = co_await make_up_plan(session, project, options.up, *reporter);
  if (made.failed_before) {
    reporter->finish();
    co_return conclude(context, *reporter, made.plan, *made.failed_before);
  }
  show_warnings(context, made.plan);
  if (context.options.dry_run) {
    write(Stream::out, plan::print_text(made.plan));
    co_return 0;
  }
  if (options.explain) write(Stream::error, plan::print_text(made.plan, true));
  if (options.attached()) {
    const int code = co_await stay(session, options, std::move(made), *reporter, std::move(held));
    co_return code;
  }
  lifecycle::EventHub hub(session.engine(), project.name);
  auto execute = execute_options(session);
  if (options.wait_timeout) execute.wait_timeout = std::chrono::seconds(*options.wait_timeout);
  const auto outcome =
      co_await lifecycle::execute(made.plan, made.project, session.engine(), hub, *reporter, std::move(execute));
  if (options.keep && !session.interrupt().requested()) {
    co_await hold(session, made.project, options, hub, *reporter);
    co_return 0;
  }
  reporter->finish();
  co_return conclude(context, *reporter, made.plan, outcome);
}

int run(Context& context, const Options& options) {
  const auto project = load_project_to_run(context, options.up.services);
  require_services(project, options.attach);
  if (!options.exit_code_from.empty()) require_services(project, {options.exit_code_from});
  Session session(context);
  return session.run(OnSignal::finish, [&] { return up(session, project, options); });
}

}  // namespace

void add_keep_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  options->keep = true;
  auto& command = root.command("keep", "Bring services up and hold them so: put right what dies, is removed or drifts");
  add_create_options(command, options->up);
  command.arguments("[SERVICE...]", options->up.services, "Only these services and what they depend on")
      .run([options, &context] { return run(context, *options); });
}

void add_create_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  options->up.no_start = true;
  auto& command = root.command("create", "Create containers, replace what changed, and start none");
  add_create_options(command, options->up);
  command.arguments("[SERVICE...]", options->up.services, "Only these services and what they depend on")
      .run([options, &context] { return run(context, *options); });
}

void add_up_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  auto& command = root.command("up", "Create, replace what changed, and start services");
  command.flag("-d,--detach", options->detach, "Leave them running in the background");
  add_create_options(command, options->up);
  add_start_options(command, options->up);
  command.flag("--keep", options->keep, "Stay, and put right what dies, is removed or drifts");
  command.flag("--explain", options->explain, "Say first what is about to change, and why");
  command.option("--wait-timeout", options->wait_timeout, "SECONDS", "Longest wait of --wait")
      .option("--attach", options->attach, "SERVICE", "Show the output of only these; repeatable")
      .option("--no-attach", options->no_attach, "SERVICE", "Do not show the output of these; repeatable")
      .flag("--attach-dependencies", options->attach_dependencies, "Show the output of dependencies too")
      .flag("--abort-on-container-exit", options->abort_on_exit, "Stop everything when a container ends")
      .flag("--abort-on-container-failure", options->abort_on_failure, "Stop everything when a container fails")
      .option("--exit-code-from", options->exit_code_from, "SERVICE",
              "Exit with the code of this service; implies --abort-on-container-exit")
      .flag("--no-color,--no-colour", options->no_color, "No colours in the output")
      .flag("--no-log-prefix", options->no_log_prefix, "No names before the lines")
      .flag("--timestamps", options->timestamps, "The time before each line")
      .flag("-w,--watch", options->watch, "Carry changed files over into containers, as `berth watch` does")
      .flag("--menu", options->menu, "Take keys while attached to a terminal (default: true, or COMPOSE_MENU)")
      .arguments("[SERVICE...]", options->up.services, "Only these services and what they depend on")
      .excludes("--detach", "--abort-on-container-exit")
      .excludes("--detach", "--abort-on-container-failure")
      .excludes("--detach", "--attach")
      .excludes("--detach", "--watch")
      .excludes("--wait", "--watch")
      .excludes("--no-build", "--watch")
      .excludes("--no-start", "--watch")
      .excludes("--keep", "--watch")
      .excludes("--abort-on-container-exit", "--watch")
      .excludes("--abort-on-container-failure", "--watch")
      .excludes("--keep", "--attach")
      .excludes("--keep", "--abort-on-container-exit")
      .excludes("--keep", "--abort-on-container-failure")
      .excludes("--keep", "--no-start")
      .excludes("--attach", "--attach-dependencies")
      .excludes("--abort-on-container-exit", "--abort-on-container-failure")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
