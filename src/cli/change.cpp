#include "cli/change.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/complete_project.hpp"
#include "compose/host_files.hpp"
#include "compose/local_file_system.hpp"
#include "engine_client/cli_plugin.hpp"
#include "engine_client/registry_auth.hpp"
#include "lifecycle/event_hub.hpp"
#include "lifecycle/lock.hpp"
#include "plan/check_build.hpp"
#include "plan/make.hpp"
#include "plan/print.hpp"
#include "ui/failure_report.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

asio::awaitable<int> change(Session& session, const ChangeRequest& request) {
  auto& context = session.context();
  auto& engine = session.engine();
  const auto held = co_await lock(session, request.source.name);
  compose::Project project = request.source.project.value_or(compose::Project{});
  project.name = request.source.name;
  const auto reporter = make_progress_reporter(context, session.loop(), request.title);
  plan::Observed observed;
  if (request.observe_for) {
    auto as_up = *request.observe_for;
    auto complete = co_await complete_project(session, project, {}, as_up, reporter.get());
    if (complete.failed) {
      reporter->finish();
      co_return conclude(context, *reporter, complete.preparations, *complete.failed);
    }
    project = std::move(complete.project);
    observed = co_await lifecycle::observe_for_up(engine, project, as_up);
  } else {
    observed = co_await lifecycle::observe(engine, project, request.observe);
  }
  if (!request.source.project) project = plan::project_from_labels(request.source.name, observed);
  const auto plan = request.make(project, observed);
  check_builds(context, project, observed.capabilities, plan);
  show_warnings(context, plan);
  if (context.options.dry_run) {
    write(Stream::out, plan::print_text(plan));
    co_return 0;
  }
  if (request.confirm && !request.confirm(plan)) co_return 0;
  lifecycle::EventHub hub(engine, project.name);
  auto options = execute_options(session);
  options.wait_timeout = request.wait_timeout;
  const auto outcome = co_await lifecycle::execute(plan, project, engine, hub, *reporter, std::move(options));
  reporter->finish();
  if (request.on_outcome) request.on_outcome(plan, outcome);
  const int code = conclude(context, *reporter, plan, outcome);
  co_return request.failures_are_fine && !outcome.interrupted ? 0 : code;
}

/// config.json is read when the first pull or build asks for it.
class Credentials {
 public:
  explicit Credentials(std::string folder) : folder_(std::move(folder)) {}

  const engine::CredentialStore& store() {
    if (!store_) store_.emplace(folder_);
    return *store_;
  }

 private:
  std::string folder_;
  std::optional<engine::CredentialStore> store_;
};

}  // namespace

asio::awaitable<lifecycle::ProjectLock> lock(Session& session, const std::string& project) {
  auto& context = session.context();
  if (context.options.dry_run) co_return lifecycle::ProjectLock{};
  lifecycle::LockOptions options;
  options.folder = lifecycle::lock_folder(context.environment("XDG_RUNTIME_DIR").value_or(""),
                                          context.environment("XDG_STATE_HOME").value_or(""),
                                          context.environment("HOME").value_or("/"));
  options.command = context.command;
  options.wait = !context.options.no_wait_lock;
  const auto say_so = [project](const std::optional<lifecycle::LockHolder>& holder) {
    const auto who = holder ? fmt::format("\"{}\" (pid {})", escape_terminal(holder->command), holder->pid)
                            : std::string("another command");
    write(Stream::error, fmt::format("berth: waiting for {}, which is changing {}\n", who, escape_terminal(project)));
  };
  lifecycle::LockName name{project, session.engine().address()};
  auto held = co_await lifecycle::lock_project(std::move(name), std::move(options), say_so);
  co_return held;
}

lifecycle::ExecuteOptions execute_options(Session& session) {
  const auto& context = session.context();
  lifecycle::ExecuteOptions options;
  constexpr std::size_t no_limit = 1000;
  if (const auto given = context.options.parallel) {
    options.parallelism = *given <= 0 ? no_limit : static_cast<std::size_t>(*given);
  }
  options.early_probes = context.environment("BERTH_EAGER_HEALTH").value_or("1") != "0";
  options.interrupt = &session.interrupt();
  const auto folder =
      context.environment("DOCKER_CONFIG").value_or(context.environment("HOME").value_or("") + "/.docker");
  const auto credentials = std::make_shared<Credentials>(folder);
  options.credentials = [credentials](const std::string& reference) {
    return credentials->store().credentials(engine::registry_of(reference));
  };
  options.all_credentials = [credentials] { return credentials->store().all(); };
  options.find_program = [folder](const std::string& name) {
    return name == "model" ? engine::find_cli_plugin(name, folder) : engine::find_provider(name, folder);
  };
  return options;
}

void check_builds(const Context& context, const compose::Project& project, const engine_api::Capabilities& can,
                  const plan::Plan& plan) {
  std::set<std::string> services;
  for (const auto& step : plan.steps) {
    const auto* build = std::get_if<plan::BuildImage>(&step.operation);
    if (build != nullptr && !build->unless_pulled) services.insert(build->service);
  }
  context.show(plan::check_build(project, can, services));
  context.show(compose::check_build_files(project, services, compose::LocalFileSystem()));
}

void show_warnings(const Context& context, const plan::Plan& plan) {
  for (const auto& warning : plan.warnings) {
    if (warning.code == Code("orphan-containers") &&
        context.environment("COMPOSE_IGNORE_ORPHANS").value_or("0") == "1") {
      continue;
    }
    context.warn(warning.code, warning.message, warning.hint);
  }
}

namespace {

/// Everything that needs the step also does without it (`depends_on.*.required: false`): its failure was a warning.
bool is_optional(const plan::Plan& plan, plan::StepIndex step) {
  bool needed = false;
  for (const auto& other : plan.steps) {
    for (const auto& need : other.needs) {
      if (need.step != step) continue;
      if (need.required) return false;
      needed = true;
    }
  }
  return needed;
}

/// What the command would have taken away and does not: each with its reason, on standard error.
void show_what_stays(const Context& context, const plan::Plan& plan) {
  for (const auto& change : plan.changes) {
    if (change.kind != plan::ChangeKind::kept) continue;
    std::vector<std::string> causes;
    for (const auto& cause : change.causes) causes.push_back(plan::describe(cause));
    context.tell({.code = "failed",
                  .message = fmt::format("{} {} stays: {}", plan::to_string(change.resource.kind), change.resource.name,
                                         join_words(causes))});
  }
}

/// People get the whole story, tools one object a failure.
void show_failures(const Context& context, const std::vector<lifecycle::StepFailed>& failures,
                   const std::vector<lifecycle::StepSkipped>& skipped, bool engine_gone) {
  constexpr std::string_view gone = "the engine went away";
  constexpr std::string_view what_then = "run the command again when it is back, it goes on from what is there";
  if (!context.json_errors()) {
    auto report = ui::failure_report(failures, skipped, context.colour(Stream::error));
    if (engine_gone) report += fmt::format("  {}: {}\n", gone, what_then);
    if (!report.empty()) write(Stream::error, report);
    return;
  }
  for (const auto& failure : failures) {
    context.tell({.code = "step-failed",
                  .path = fmt::format("{} {}", plan::to_string(failure.resource.kind), failure.resource.name),
                  .message = failure.what,
                  .hint = failure.hint});
  }
  if (engine_gone) context.tell({.code = "failed", .message = std::string(gone), .hint = std::string(what_then)});
}

bool succeeded(const plan::Plan& plan, const lifecycle::Outcome& outcome) {
  for (plan::StepIndex step = 0; step < outcome.steps.size(); ++step) {
    if (outcome.steps[step].status != lifecycle::StepStatus::done && !is_optional(plan, step)) return false;
  }
  return !outcome.interrupted && !outcome.engine_gone;
}

}  // namespace

int conclude(const Context& context, const ProgressReporter& reporter, const plan::Plan& plan,
             const lifecycle::Outcome& outcome) {
  auto failures = reporter.failures();
  std::erase_if(failures, [&](const lifecycle::StepFailed& failed) { return is_optional(plan, failed.step); });
  show_failures(context, failures, reporter.skipped(), outcome.engine_gone);
  show_what_stays(context, plan);
  return succeeded(plan, outcome) && !plan.leaves_something() ? 0 : Error::failure;
}

std::optional<Nanoseconds> seconds(const std::optional<int>& given) {
  return given ? std::optional<Nanoseconds>(std::chrono::seconds(*given)) : std::nullopt;
}

ChangeRequest container_change(Context& context, std::string title, const std::vector<std::string>& services) {
  ChangeRequest request;
  request.title = std::move(title);
  request.source = load_for_services(context, services);
  request.observe = {.networks = false, .images = false, .volumes = false};
  return request;
}

int run_change(Context& context, ChangeRequest request) {
  Session session(context);
  return session.run(OnSignal::finish, [&] { return change(session, request); });
}

}  // namespace berth::cli
