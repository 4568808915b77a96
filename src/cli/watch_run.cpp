#include "cli/watch_run.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/up_run.hpp"
#include "compose/resolve_paths.hpp"
#include "engine_client/build_context.hpp"
#include "plan/labels.hpp"
#include "plan/make.hpp"
#include "plan/selection.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

std::optional<lifecycle::ContextIgnore> context_ignore(const compose::Service& service) {
  if (!service.build || service.build->context.empty() || compose::is_remote_context(service.build->context))
    return std::nullopt;
  const auto& context = service.build->context;
  return lifecycle::ContextIgnore{context, engine::context_ignore_rules(context, service.build->dockerfile)};
}

/// The bind mount that brings the path into the container.
const compose::Mount* mount_of(const compose::Service& service, const std::string& path) {
  const auto found = std::ranges::find_if(service.volumes, [&](const compose::Mount& mount) {
    return mount.type == compose::MountType::bind && lifecycle::below(path, mount.source);
  });
  return found == service.volumes.end() ? nullptr : &*found;
}

/// Triggers that would send what is there already.
std::set<std::size_t> mounted_triggers(const Context& context, const compose::Service& service) {
  std::set<std::size_t> out;
  for (std::size_t i = 0; i < service.watch.size(); ++i) {
    const auto& trigger = service.watch[i];
    const auto* mount = trigger.action.starts_with("sync") ? mount_of(service, trigger.path) : nullptr;
    if (mount == nullptr) continue;
    out.insert(i);
    context.warn("watched-mount",
                 fmt::format("services.{}.develop.watch[{}]: {} is a bind mount already and is not watched",
                             service.name, i, trigger.path),
                 "leave out the mount or the watch");
  }
  return out;
}

void require_build(const compose::Service& service) {
  const auto rebuilds = [](const auto& trigger) { return trigger.action == "rebuild"; };
  if (service.build || std::ranges::none_of(service.watch, rebuilds)) return;
  throw Error(fmt::format("service {} is to be rebuilt when files change, and has no build", service.name),
              "give it a `build`, or choose another action");
}

class ProjectWatch final : public lifecycle::WatchHost {
 public:
  ProjectWatch(Session& session, const compose::Project& project, const WatchArguments& options,
               ProgressReporter& reporter, RunPlan run_plan)
      : session_(session), project_(project), options_(options), reporter_(reporter), run_plan_(std::move(run_plan)) {}

  asio::awaitable<bool> rebuild(std::set<std::string> services) override;
  asio::awaitable<void> restart(std::set<std::string> services) override;
  void tell(const std::string& line) override {
    write(Stream::error, fmt::format("berth: {}\n", escape_terminal(line)));
  }
  void complain(const Error& error) override { session_.context().tell(error); }

 private:
  asio::awaitable<lifecycle::ProjectLock> hold();
  bool report(const plan::Plan& plan, const lifecycle::Outcome& outcome);
  asio::awaitable<bool> try_rebuild(std::set<std::string> services);
  asio::awaitable<void> try_restart(std::set<std::string> services);
  asio::awaitable<void> prune(std::string service);

  Session& session_;
  const compose::Project& project_;
  const WatchArguments& options_;
  ProgressReporter& reporter_;
  RunPlan run_plan_;
};

asio::awaitable<lifecycle::ProjectLock> ProjectWatch::hold() {
  if (options_.locked) co_return lifecycle::ProjectLock{};
  auto held = co_await lock(session_, project_.name);
  co_return held;
}

bool ProjectWatch::report(const plan::Plan& plan, const lifecycle::Outcome& outcome) {
  const int code = conclude(session_.context(), reporter_, plan, outcome);
  reporter_.forget_failures();
  return code == 0;
}

asio::awaitable<bool> ProjectWatch::rebuild(std::set<std::string> services) {
  std::optional<Error> problem;
  try {
    const bool done = co_await try_rebuild(services);
    co_return done;
  } catch (const Reported&) {
  } catch (const Error& error) {
    problem = error;
  }
  if (problem) complain(*problem);
  co_return false;
}

asio::awaitable<bool> ProjectWatch::try_rebuild(std::set<std::string> services) {
  const auto held = co_await hold();
  auto arguments = options_.up;
  arguments.services.assign(services.begin(), services.end());
  arguments.build = true;
  arguments.no_build = false;
  arguments.force_recreate = false;
  arguments.renew_anonymous_volumes = false;
  arguments.no_deps = true;
  const auto made = co_await make_up_plan(session_, project_, arguments, reporter_);
  if (made.failed_before) co_return report(made.plan, *made.failed_before);
  const auto outcome = co_await run_plan_(made.plan, made.project);
  if (!report(made.plan, outcome)) co_return false;
  if (made.plan.empty()) {
    tell("nothing changed in the images");
  }
  for (const auto& service : services) {
    if (options_.prune) co_await prune(service);
  }
  co_return true;
}

/// Images of the service that lost their name; one in use stays.
asio::awaitable<void> ProjectWatch::prune(std::string service) {
  engine_api::Filters filters;
  filters["dangling"] = {"true"};
  filters["label"] = {fmt::format("{}={}", plan::label::project, project_.name),
                      fmt::format("{}={}", plan::label::service, service)};
  const auto images = co_await session_.engine().list_images(std::move(filters));
  for (const auto& image : images) {
    try {
      co_await session_.engine().remove_image(image.id, false);
    } catch (const engine::EngineError& error) {
      if (error.kind() != engine::ErrorKind::conflict && error.kind() != engine::ErrorKind::not_found) throw;
    }
  }
}

asio::awaitable<void> ProjectWatch::restart(std::set<std::string> services) {
  std::optional<Error> problem;
  try {
    co_await try_restart(services);
  } catch (const Error& error) {
    problem = error;
  }
  if (problem) complain(*problem);
}

asio::awaitable<void> ProjectWatch::try_restart(std::set<std::string> services) {
  const auto held = co_await hold();
  const lifecycle::ObserveOptions only_containers{.networks = false, .images = false, .volumes = false};
  const auto observed = co_await lifecycle::observe(session_.engine(), project_, only_containers);
  plan::RestartOptions options;
  options.services.assign(services.begin(), services.end());
  options.timeout = seconds(options_.up.timeout);
  const auto plan = plan::make_restart(project_, observed, options);
  const auto outcome = co_await run_plan_(plan, project_);
  report(plan, outcome);
}

}  // namespace

lifecycle::WatchRules watch_rules(const Context& context, const compose::Project& project,
                                  const std::vector<std::string>& services) {
  lifecycle::WatchRules rules;
  for (const auto& name : plan::select_services(project, services, false).ordered) {
    const auto& service = project.services.at(name);
    if (service.watch.empty()) continue;
    require_build(service);
    rules.add(service, context_ignore(service), mounted_triggers(context, service));
  }
  if (rules.roots().empty()) {
    throw Error(services.empty() ? "no service has anything to watch"
                                 : fmt::format("nothing to watch in {}", join_words(services)),
                "give a service `develop.watch`: paths, and what a change of them does");
  }
  return rules;
}

asio::awaitable<void> run_watch(Session& session, const compose::Project& project, const WatchArguments& options,
                                const lifecycle::WatchRules& rules, ProgressReporter& reporter,
                                lifecycle::Interrupt& interrupt, RunPlan run_plan) {
  ProjectWatch host(session, project, options, reporter, std::move(run_plan));
  reporter.become_lines();
  std::optional<Error> problem;
  try {
    co_await lifecycle::watch(project, session.engine(), rules, host, interrupt);
  } catch (const Error& error) {
    problem = error;
  }
  if (problem) host.complain(*problem);
}

}  // namespace berth::cli
