#include "cli/interaction.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "cli/input_modes.hpp"
#include "cli/output_writer.hpp"
#include "cli/standard_input.hpp"
#include "lifecycle/detach_keys.hpp"
#include "lifecycle/task_group.hpp"
#include "lifecycle/wakeup.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;

/// So many interrupts in a row leave whatever does not answer them.
constexpr int last_interrupt = 3;

class Conversation {
 public:
  Conversation(Session& session, engine::AttachedStream& stream, Interaction interaction)
      : stream_(stream),
        interaction_(std::move(interaction)),
        keys_(lifecycle::parse_detach_keys(interaction_.detach_keys)),
        executor_(session.loop().get_executor()),
        over_(executor_),
        output_(executor_) {}

  awaitable<InteractionEnd> run();

 private:
  awaitable<void> read_output();
  awaitable<void> write_input();
  awaitable<void> pass_signals();
  awaitable<void> answer(int signal);
  awaitable<void> tell_first_size();
  awaitable<void> tell_size();

  void end(InteractionEnd how) {
    if (!end_) end_ = how;
    over_.notify();
  }

  engine::AttachedStream& stream_;
  Interaction interaction_;
  lifecycle::DetachKeys keys_;
  asio::any_io_executor executor_;
  lifecycle::Wakeup over_;
  OutputWriter output_;
  std::optional<StandardInput> input_;
  std::optional<InteractionEnd> end_;
  std::exception_ptr broken_;
  int interrupts_ = 0;
};

awaitable<void> Conversation::read_output() {
  try {
    for (;;) {
      const auto chunk = co_await stream_.next();
      if (!chunk) break;
      const bool error = chunk->channel == engine::OutputChannel::stderr_text;
      output_.write(error ? Stream::error : Stream::out, chunk->data);
      co_await output_.room();
    }
  } catch (...) {
    broken_ = std::current_exception();
  }
  end(InteractionEnd::ended);
}

/// What cannot be passed on any more is nobody's loss: the end of the output tells what became of the other side.
awaitable<void> Conversation::write_input() {
  try {
    for (;;) {
      const auto bytes = co_await input_->next();
      if (!bytes) break;
      auto passed = keys_.feed(*bytes);
      if (!passed.empty()) co_await stream_.write(std::move(passed));
      if (!keys_.detached()) continue;
      end(InteractionEnd::detached);
      co_return;
    }
    co_await stream_.close_input();
  } catch (const engine::EngineError&) {
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted) throw;
  }
}

awaitable<void> Conversation::pass_signals() {
  asio::signal_set signals(executor_, SIGINT, SIGTERM, SIGHUP);
  for (const int more : {SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH}) signals.add(more);
  for (;;) {
    const int signal = co_await signals.async_wait(asio::use_awaitable);
    co_await answer(signal);
  }
}

awaitable<void> Conversation::answer(int signal) {
  if (signal == SIGWINCH) {
    co_await tell_size();
    co_return;
  }
  const bool asks_to_end = signal == SIGINT || signal == SIGTERM;
  if (asks_to_end) ++interrupts_;
  if (!interaction_.signal || interrupts_ >= last_interrupt) {
    end(InteractionEnd::left);
    co_return;
  }
  try {
    co_await interaction_.signal(std::string("SIG") + ::sigabbrev_np(signal));
  } catch (const engine::EngineError&) {  // it ended meanwhile, which the output tells
  }
}

awaitable<void> Conversation::tell_size() {
  const auto size = console_size();
  if (!interaction_.tty || !interaction_.resize || size.rows == 0) co_return;
  try {
    co_await interaction_.resize(size);
  } catch (const engine::EngineError&) {  // it ended meanwhile
  }
}

/// The stream is open a moment before the command behind it runs, and no event tells when: asked again soon, until it
/// does.
awaitable<void> Conversation::tell_first_size() {
  const auto size = console_size();
  if (!interaction_.tty || !interaction_.resize || size.rows == 0) co_return;
  asio::steady_timer timer(executor_);
  constexpr auto patience = 10s;
  const auto end = std::chrono::steady_clock::now() + patience;
  for (auto pause = 5ms; std::chrono::steady_clock::now() < end; pause = std::min(pause * 2, 500ms)) {
    try {
      co_await interaction_.resize(size);
      co_return;
    } catch (const engine::EngineError&) {
    }
    timer.expires_after(pause);
    co_await timer.async_wait(asio::use_awaitable);
  }
}

awaitable<InteractionEnd> Conversation::run() {
  std::optional<RawTerminal> raw;
  if (interaction_.tty && interaction_.input && input_is_terminal()) raw.emplace();
  if (interaction_.input) input_.emplace(executor_);
  co_await lifecycle::with_tasks([this](lifecycle::TaskGroup& tasks) -> awaitable<void> {
    tasks.spawn(read_output());
    tasks.spawn(pass_signals());
    tasks.spawn(tell_first_size());
    if (input_) tasks.spawn(write_input());
    while (!end_) co_await over_.wait();
  });
  if (broken_ && *end_ == InteractionEnd::ended) std::rethrow_exception(broken_);
  if (*end_ != InteractionEnd::left) co_await output_.flush();
  co_return *end_;
}

}  // namespace

engine::ConsoleSize console_size() {
  const auto terminal = terminal_info(Stream::out);
  if (!terminal.is_terminal) return {};
  constexpr std::size_t most = 65535;
  return {static_cast<std::uint16_t>(std::min(terminal.height, most)),
          static_cast<std::uint16_t>(std::min(terminal.width, most))};
}

awaitable<InteractionEnd> interact(Session& session, engine::AttachedStream& stream, Interaction interaction) {
  session.leave_signals_alone();
  Conversation conversation(session, stream, std::move(interaction));
  const auto end = co_await conversation.run();
  co_return end;
}

}  // namespace berth::cli
