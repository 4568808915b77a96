#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/commands.hpp"
#include "cli/interaction.hpp"
#include "cli/on_project.hpp"
#include "cli/terminal_options.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

struct Options {
  std::vector<std::string> words;  // the service, the command and its arguments
  std::vector<std::string> environment;
  std::string user;
  std::string working_dir;
  std::optional<int> index;
  TerminalArguments terminal;
  bool detach = false;
  bool privileged = false;
};

engine_api::ExecCreate exec_request(const Context& context, const ProjectOrName& source, const Options& options,
                                    std::vector<std::string> command) {
  engine_api::ExecCreate request;
  request.command = std::move(command);
  for (const auto& [key, value] : environment_of(options.environment, context, source))
    request.environment.push_back(key + "=" + value.value_or(""));
  request.user = options.user;
  request.working_dir = options.working_dir;
  request.privileged = options.privileged;
  request.tty = !options.detach && wants_terminal(options.terminal);
  request.attach_stdin = !options.detach && options.terminal.interactive;
  request.attach_stdout = request.attach_stderr = !options.detach;
  return request;
}

/// The exit code of the command, as soon as it has ended; 0 when the user left it.
asio::awaitable<int> converse(Session& session, const std::string& exec, bool tty, bool input) {
  auto& engine = session.engine();
  const auto stream = co_await engine.start_exec(exec, tty, console_size());
  Interaction interaction;
  interaction.tty = tty;
  interaction.input = input;
  interaction.resize = [&engine, &exec](engine::ConsoleSize size) { return engine.resize_exec(exec, size); };
  const auto end = co_await interact(session, *stream, std::move(interaction));
  if (end == InteractionEnd::left) co_return Session::interrupted;
  const auto code = co_await engine::exec_exit_code(engine, exec);
  co_return static_cast<int>(code.value_or(0));
}

asio::awaitable<int> execute(Session& session, const ProjectOrName& source, const Options& options) {
  auto& engine = session.engine();
  const auto words = split_command(options.words, 2, "exec");
  auto request = exec_request(session.context(), source, options, words.command);
  const auto container = co_await container_of_service(engine, source.name, words.service, options.index);
  if (only_told(session.context(), fmt::format("run {} in {}", fmt::join(words.command, " "), container.name())))
    co_return 0;
  const bool tty = request.tty;
  const bool input = request.attach_stdin;
  const auto exec = co_await engine.create_exec(container.id, std::move(request));
  if (options.detach) {
    co_await engine.start_exec_detached(exec, false);
    co_return 0;
  }
  const int code = co_await converse(session, exec, tty, input);
  co_return code;
}

int run(Context& context, const Options& options) {
  const auto service = split_command(options.words, 2, "exec").service;
  return on_project(context, {service}, OnSignal::leave,
                    [&](Session& session, const ProjectOrName& source) { return execute(session, source, options); });
}

}  // namespace

void add_exec_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  auto& command = root.command("exec", "Run a command in a running container");
  command.flag("-d,--detach", options->detach, "Let it run in the background");
  add_terminal_options(command, options->terminal);
  command.option("-e,--env", options->environment, "KEY=VALUE", "Set a variable; KEY alone takes it from here")
      .option("--index", options->index, "N", "The container of this number, of several")
      .flag("--privileged", options->privileged, "With all privileges")
      .option("-u,--user", options->user, "USER", "As this user: name or id, with :group")
      .option("-w,--workdir", options->working_dir, "DIR", "In this directory of the container")
      .verbatim_arguments("SERVICE COMMAND [ARGUMENT...]", options->words)
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
