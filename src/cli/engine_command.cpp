#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/on_project.hpp"
#include "cli/session.hpp"
#include "cli/surroundings.hpp"
#include "engine_client/connect.hpp"
#include "engine_client/local_engine.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

void say(const std::string& name, const std::string& value) {
  write(Stream::out, fmt::format("{:<9} {}\n", name + ":", escape_terminal(value)));
}

void show_local(const engine::LocalEngine& local) {
  say("started", fmt::format("by Berth: {} (pid {})", local.program, local.pid));
  say("log", local.log);
}

int status(Context& context) {
  const auto local = engine::local_engine_status(surroundings(context));
  auto around = surroundings(context);
  engine::Candidate found;
  try {
    found = engine::find_engine(around);
  } catch (const Error&) {
    if (!local) throw;
    found = {local->address, "started by Berth"};
    context.options.host = found.address;
  }
  say("engine", found.address);
  say("found by", found.origin);
  if (local) show_local(*local);
  Session session(context);
  return session.run(OnSignal::leave, [&]() -> asio::awaitable<int> {
    const auto version = co_await session.engine().version();
    say("version", fmt::format("{} {} (API {})", version.name, version.version, version.api_version));
    co_return 0;
  });
}

int start(Context& context) {
  if (only_told(context, "start an engine of this user's own")) return 0;
  const auto local = engine::start_local_engine(surroundings(context));
  say("engine", local.address);
  show_local(local);
  return 0;
}

int stop(Context& context) {
  if (only_told(context, "stop the engine that Berth started")) return 0;
  const bool stopped = engine::stop_local_engine(surroundings(context));
  write(Stream::out, stopped ? "stopped; its containers go on\n" : "no engine of Berth's own was running\n");
  return 0;
}

}  // namespace

void add_engine_command(Command& root, Context& context) {
  auto& command = root.command("engine", "The container engine that Berth talks to");
  command.command("status", "Show which engine answers and where").run([&context] { return status(context); });
  command.command("start", "Start an engine of this user's own").run([&context] { return start(context); });
  command.command("stop", "Stop the engine that Berth started").run([&context] { return stop(context); });
}

}  // namespace berth::cli
