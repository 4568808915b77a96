#include <algorithm>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/quantity.hpp"
#include "engine_client/engine.hpp"
#include "engine_client/timeout.hpp"

namespace berth::engine {
namespace {

using namespace std::chrono_literals;

awaitable<void> pause(std::chrono::milliseconds time) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, time);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

awaitable<void> read_output(AttachedStream& stream, std::string& output, std::size_t limit) {
  for (;;) {
    const auto chunk = co_await stream.next();
    if (!chunk) co_return;
    const auto room = limit - std::min(limit, output.size());
    output.append(chunk->data, 0, room);
  }
}

awaitable<std::int64_t> exit_code_of(Engine& engine, std::string exec) {
  for (auto wait = 2ms;; wait = std::min(wait * 2, 200ms)) {
    const auto state = co_await engine.inspect_exec(exec);
    if (state.exit_code) co_return *state.exit_code;
    co_await pause(wait);
  }
}

awaitable<void> run(Engine& engine, std::string container, engine_api::ExecCreate request, std::size_t output_limit,
                    ExecResult& result) {
  const bool tty = request.tty;
  const auto exec = co_await engine.create_exec(std::move(container), std::move(request));
  const auto stream = co_await engine.start_exec(exec, tty);
  co_await read_output(*stream, result.output, output_limit);
  result.exit_code = co_await exit_code_of(engine, exec);
}

}  // namespace

awaitable<std::optional<std::int64_t>> exec_exit_code(Engine& engine, std::string exec) {
  constexpr auto patience = 1s;
  const auto end = std::chrono::steady_clock::now() + patience;
  for (auto wait = 2ms;; wait *= 2) {
    const auto state = co_await engine.inspect_exec(exec);
    if (state.exit_code) co_return state.exit_code;
    if (std::chrono::steady_clock::now() > end) co_return std::nullopt;
    co_await pause(wait);
  }
}

awaitable<ExecResult> run_exec(Engine& engine, std::string container, engine_api::ExecCreate request,
                               std::size_t output_limit, Deadline deadline) {
  ExecResult result;
  const auto label = fmt::format("exec in {}", container);
  auto work = run(engine, std::move(container), std::move(request), output_limit, result);
  const bool finished = co_await finish_within(std::move(work), deadline.after);
  if (finished) co_return result;
  throw EngineError({ErrorKind::timeout, label, 0,
                     fmt::format("the command did not end within {}", human_duration(*deadline.after))});
}

}  // namespace berth::engine
