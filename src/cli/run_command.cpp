#include <memory>
#include <random>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/interaction.hpp"
#include "cli/one_off_options.hpp"
#include "cli/terminal_options.hpp"
#include "cli/up_run.hpp"
#include "lifecycle/event_hub.hpp"
#include "lifecycle/exit_watch.hpp"
#include "plan/print.hpp"
#include "plan/run.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

struct Options {
  std::vector<std::string> words;  // the service, the command and its arguments
  OneOffArguments one_off;
  TerminalArguments terminal;
  std::string pull;
  bool build = false;
  bool detach = false;
  bool no_deps = false;
  bool quiet = false;
  bool quiet_build = false;
  bool quiet_pull = false;
  bool remove_orphans = false;
};

UpArguments up_arguments(const Options& options) {
  UpArguments up;
  up.services = {options.words.front()};
  up.pull = options.pull;
  up.build = options.build;
  up.no_deps = options.no_deps;
  up.remove_orphans = options.remove_orphans;
  up.quiet_build = options.quiet_build;
  up.quiet_pull = options.quiet_pull;
  return up;
}

/// 64 hexadecimal digits that nobody else has.
std::string random_slug() {
  std::random_device random;
  std::string slug;
  while (slug.size() < 64) slug += fmt::format("{:08x}", random());
  return slug;
}

plan::OneOff one_off(Context& context, const ProjectOrName& source, const Options& options) {
  const auto words = split_command(options.words, 1, "run");
  auto out = one_off_options(options.one_off, context, source);
  out.service = words.service;
  out.command = words.command;
  out.slug = random_slug();
  if (out.name.empty()) out.name = plan::one_off_name(*source.project, out.service, out.slug);
  out.attached = !options.detach;
  out.stdin_open = options.terminal.interactive;
  out.tty = !options.detach && wants_terminal(options.terminal);
  return out;
}

/// The one-off while the plan runs: joined right before its start, so that not one byte of it is lost.
class Joined {
 public:
  Joined(Session& session, lifecycle::EventHub& hub, const plan::OneOff& one_off)
      : session_(session), hub_(hub), one_off_(one_off) {}

  asio::awaitable<void> before_start(const plan::Resource& resource, std::string id) {
    if (resource.name != one_off_.name) co_return;
    id_ = std::move(id);
    if (!one_off_.attached) co_return;
    co_await hub_.open();
    watch_.emplace(session_.engine(), hub_, session_.loop().get_executor(), id_);
    engine::AttachOptions attach;
    attach.tty = one_off_.tty;
    attach.input = one_off_.stdin_open;
    stream_ = co_await session_.engine().attach_container(id_, std::move(attach));
  }

  /// The exit code of the container.
  asio::awaitable<int> converse() {
    auto& engine = session_.engine();
    Interaction interaction;
    interaction.tty = one_off_.tty;
    interaction.input = one_off_.stdin_open;
    interaction.detach_keys = one_off_.tty ? "ctrl-p,ctrl-q" : "";
    interaction.resize = [&](engine::ConsoleSize size) { return engine.resize_container(id_, size); };
    interaction.signal = [&](std::string name) { return engine.kill_container(id_, std::move(name)); };
    const auto end = co_await interact(session_, *stream_, std::move(interaction));
    if (end == InteractionEnd::left) co_return Session::interrupted;
    if (end == InteractionEnd::detached) co_return 0;
    const auto code = co_await watch_->exit_code();
    if (one_off_.auto_remove) co_await watch_->removed();
    co_return static_cast<int>(code);
  }

  [[nodiscard]] const std::string& id() const { return id_; }

 private:
  Session& session_;
  lifecycle::EventHub& hub_;
  const plan::OneOff& one_off_;
  std::string id_;
  std::optional<lifecycle::ExitWatch> watch_;
  std::unique_ptr<engine::AttachedStream> stream_;
};

asio::awaitable<int> run_one_off(Session& session, const compose::Project& project, const Options& options) {
  auto& context = session.context();
  const auto wanted = one_off(context, {project.name, project}, options);
  auto held = co_await lock(session, project.name);
  const auto reporter = make_progress_reporter(context, session.loop(), "run");
  const auto make = [&wanted](const compose::Project& complete, const plan::Observed& observed,
                              const plan::UpOptions& up) { return plan::make_run(complete, observed, up, wanted); };
  auto made = co_await make_up_plan(session, project, up_arguments(options), *reporter, make);
  if (made.failed_before) {
    reporter->finish();
    co_return conclude(context, *reporter, made.plan, *made.failed_before);
  }
  show_warnings(context, made.plan);
  if (context.options.dry_run) {
    write(Stream::out, plan::print_text(made.plan));
    co_return 0;
  }
  lifecycle::EventHub hub(session.engine(), project.name);
  Joined joined(session, hub, wanted);
  auto execute = execute_options(session);
  execute.before_start = [&joined](const plan::Resource& resource, const std::string& id) {
    return joined.before_start(resource, id);
  };
  const auto outcome =
      co_await lifecycle::execute(made.plan, made.project, session.engine(), hub, *reporter, std::move(execute));
  reporter->finish();
  held = {};
  if (const int code = conclude(context, *reporter, made.plan, outcome); code != 0) co_return code;
  if (options.detach) {
    write(Stream::out, joined.id() + "\n");
    co_return 0;
  }
  const int code = co_await joined.converse();
  co_return code;
}

int run(Context& context, const Options& options) {
  const auto service = split_command(options.words, 1, "run").service;
  if (options.quiet) context.options.progress = "quiet";
  const auto project = load_project_to_run(context, {service});
  require_services(project, {service});
  Session session(context);
  return session.run(OnSignal::finish, [&] { return run_one_off(session, project, options); });
}

}  // namespace

void add_run_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  auto& command = root.command("run", "Run a command in a container of its own, made like those of a service");
  command.flag("--build", options->build, "Build the service's image first")
      .flag("-d,--detach", options->detach, "Let it run in the background and print its id");
  add_one_off_options(command, options->one_off);
  add_terminal_options(command, options->terminal);
  command.flag("--no-deps", options->no_deps, "Leave alone what the service depends on")
      .choice("--pull", options->pull, {"always", "missing", "if_not_present", "never", "build"},
              "When to fetch images first")
      .flag("-q,--quiet", options->quiet, "Show no progress")
      .flag("--quiet-build", options->quiet_build, "Do not show the progress of builds")
      .flag("--quiet-pull", options->quiet_pull, "Do not show the progress of pulls")
      .flag("--remove-orphans", options->remove_orphans, "Remove containers of services that left the file")
      .verbatim_arguments("SERVICE [COMMAND] [ARGUMENT...]", options->words)
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
