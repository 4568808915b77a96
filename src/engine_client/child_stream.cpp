#define BOOST_PROCESS_USE_STD_FS  // else Boost.Filesystem would be linked for one function

#include "engine_client/child_stream.hpp"

#include <algorithm>
#include <array>
#include <system_error>

#include <boost/asio/buffer.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/process/args.hpp>
#include <boost/process/async.hpp>
#include <boost/process/async_pipe.hpp>
#include <boost/process/child.hpp>
#include <boost/process/env.hpp>
#include <boost/process/environment.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/io.hpp>
#include <boost/process/start_dir.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::engine {
namespace {

namespace asio = boost::asio;
namespace process = boost::process;

/// Boost.Process wants the loop itself. Everything here runs on one (docs/decisions/0001).
asio::io_context& loop_of(const asio::any_io_executor& executor) {
  return static_cast<asio::io_context&>(asio::query(executor, asio::execution::context));
}

/// In the child: what this process has open ends with exec(2), as in child_process.cpp.
const auto keep_files_to_ourselves = [](auto&) { ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC); };

}  // namespace

struct ChildStream::State {
  explicit State(asio::io_context& loop) : output(loop), ended(loop, asio::steady_timer::time_point::max()) {}

  process::async_pipe output;
  process::child child;
  asio::steady_timer ended;  // cancelled when the child has ended
  std::optional<int> exit_code;
};

ChildStream::ChildStream(const asio::any_io_executor& executor, const Program& program)
    : state_(std::make_shared<State>(loop_of(executor))) {
  process::environment environment;
  for (const auto& [name, value] : program.environment) environment[name] = value;
  std::error_code error;
  const std::weak_ptr<State> weak = state_;
  const auto on_end = [weak](int code, const std::error_code&) {
    const auto state = weak.lock();
    if (!state) return;
    state->exit_code = code;
    state->ended.cancel();
  };
  state_->child = process::child(
      program.path, process::args(program.arguments), environment,
      process::std_in<process::null, process::std_out> state_->output, process::std_err > process::null,
      process::start_dir(program.folder.empty() ? "." : program.folder),
      process::extend::on_exec_setup = keep_files_to_ourselves, process::on_exit = on_end, loop_of(executor), error);
  if (error) throw Error(fmt::format("cannot be started: {}", error.message()), {}, program.path);
}

ChildStream::~ChildStream() {
  std::error_code ignored;
  if (!state_->exit_code) state_->child.terminate(ignored);
}

asio::awaitable<std::optional<std::string>> ChildStream::read() {
  std::array<char, 4096> buffer{};
  boost::system::error_code error;
  const auto count =
      co_await state_->output.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error));
  if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
  if (error || count == 0) co_return std::nullopt;
  co_return std::string(buffer.data(), count);
}

asio::awaitable<int> ChildStream::wait() {
  boost::system::error_code cancelled;
  while (!state_->exit_code) {
    co_await state_->ended.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    // Either the end of the child, which is what it waits for, or that of the waiting coroutine.
    if (!state_->exit_code) throw boost::system::system_error(asio::error::operation_aborted);
  }
  co_return *state_->exit_code;
}

asio::awaitable<ProgramResult> run_to_end(Program program) {
  constexpr std::size_t output_limit = 1U << 20U;
  const auto executor = co_await asio::this_coro::executor;
  ChildStream child(executor, program);
  ProgramResult result;
  for (;;) {
    const auto bytes = co_await child.read();
    if (!bytes) break;
    result.output.append(*bytes, 0, output_limit - std::min(output_limit, result.output.size()));
  }
  result.exit_code = co_await child.wait();
  co_return result;
}

}  // namespace berth::engine
