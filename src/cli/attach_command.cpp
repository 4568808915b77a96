#include <memory>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/interaction.hpp"
#include "cli/on_project.hpp"
#include "lifecycle/detach_keys.hpp"
#include "lifecycle/event_hub.hpp"
#include "lifecycle/exit_watch.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

struct Options {
  std::vector<std::string> services;
  std::string detach_keys = "ctrl-p,ctrl-q";
  std::optional<int> index;
  bool no_stdin = false;
  bool signal_proxy = true;
};

asio::awaitable<int> attach(Session& session, const ProjectOrName& source, const Options& options) {
  auto& engine = session.engine();
  const auto container = co_await container_of_service(engine, source.name, options.services.front(), options.index);
  if (only_told(session.context(), fmt::format("attach to {}", container.name()))) co_return 0;
  lifecycle::EventHub hub(engine, source.name);
  co_await hub.open();
  lifecycle::ExitWatch watch(engine, hub, session.loop().get_executor(), container.id);
  const auto inspect = co_await engine.inspect_container(container.id);
  engine::AttachOptions attach;
  attach.tty = inspect.config.tty;
  attach.input = !options.no_stdin && inspect.config.open_stdin;
  attach.detach_keys = options.detach_keys;
  const bool input = attach.input;
  const auto stream = co_await engine.attach_container(container.id, std::move(attach));
  Interaction interaction;
  interaction.tty = inspect.config.tty;
  interaction.input = input;
  interaction.detach_keys = inspect.config.tty ? options.detach_keys : std::string();
  const auto id = container.id;
  interaction.resize = [&engine, &id](engine::ConsoleSize size) { return engine.resize_container(id, size); };
  if (options.signal_proxy) {
    interaction.signal = [&engine, &id](std::string name) { return engine.kill_container(id, std::move(name)); };
  }
  const auto end = co_await interact(session, *stream, std::move(interaction));
  if (end == InteractionEnd::left) co_return Session::interrupted;
  if (end == InteractionEnd::detached) co_return 0;
  const auto code = co_await watch.exit_code();
  co_return static_cast<int>(code);
}

int run(Context& context, const Options& options) {
  if (options.services.size() != 1) throw Error("attach needs one service", "see \"berth attach --help\"");
  lifecycle::parse_detach_keys(options.detach_keys);
  return on_project(context, options.services, OnSignal::leave,
                    [&](Session& session, const ProjectOrName& source) { return attach(session, source, options); });
}

}  // namespace

void add_attach_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("attach", "Join this terminal to what a container's main process reads and writes")
      .option("--detach-keys", options->detach_keys, "KEYS", "Keys that leave it and let it run: ctrl-p,ctrl-q")
      .option("--index", options->index, "N", "The container of this number, of several")
      .flag("--no-stdin", options->no_stdin, "Do not pass standard input on")
      .flag("--sig-proxy", options->signal_proxy, "Pass signals on to it; --sig-proxy=false for not")
      .arguments("SERVICE", options->services, "")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
