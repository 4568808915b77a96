#include "cli/session.hpp"

#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include "base/text.hpp"
#include "cli/plugin_socket.hpp"
#include "cli/surroundings.hpp"
#include "cli/terminal.hpp"
#include "engine_client/connect.hpp"
#include "engine_client/local_engine.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using Degree = lifecycle::Interrupt::Degree;

/// Answers each signal until it is cancelled.
class SignalHandler {
 public:
  SignalHandler(asio::io_context& loop, OnSignal on_signal, lifecycle::Interrupt& interrupt)
      : signals_(loop), interrupt_(interrupt) {
    if (on_signal == OnSignal::leave) {
      leave_at_once();
      return;
    }
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    wait();
  }

  void stop() { signals_.cancel(); }

 private:
  /// Not by the loop: it may be waiting for somebody to read what it writes.
  static void leave_at_once() {
    struct sigaction action {};
    action.sa_handler = [](int) { ::_exit(Session::interrupted); };
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
  }

  void wait() {
    signals_.async_wait([this](const boost::system::error_code& error, int) {
      if (error) return;
      if (interrupt_.degree() == Degree::abandon) ::_exit(Session::interrupted);
      hurry();
      interrupt_.request(interrupt_.requested() ? Degree::abandon : Degree::finish);
      wait();
    });
  }

  asio::signal_set signals_;
  lifecycle::Interrupt& interrupt_;
};

/// Calls that the user's interrupt cut off are no failures.
void rethrow_unless_interrupted(const std::exception_ptr& failure, bool interrupted) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    if (!interrupted || error.code() != asio::error::operation_aborted) throw;
  }
}

}  // namespace

// One thread runs the loop; the hint spares its locks nothing that other threads rely on when they post.
Session::Session(Context& context) : context_(context), loop_(std::make_unique<asio::io_context>(1)) {}

Session::~Session() = default;

engine::Engine& Session::engine() {
  if (engine_) return *engine_;
  const auto around = surroundings(context_);
  const auto found = engine::find_or_start_engine(around);
  if (found.local && found.local->started_now) {
    write(Stream::error, fmt::format("berth: started {} for this user on {} (see `berth engine status`)\n",
                                     escape_terminal(found.local->program), escape_terminal(found.local->address)));
  }
  auto candidate = found.candidate;
  candidate.call_limit = engine::call_limit(around);
  engine_ = engine::make_engine(loop_->get_executor(), candidate);
  return *engine_;
}

void Session::leave_signals_alone() {
  if (stop_answering_signals_) stop_answering_signals_();
}

int Session::run(OnSignal on_signal, const std::function<asio::awaitable<int>()>& body) {
  SignalHandler signals(*loop_, on_signal, interrupt_);
  const PluginSocket docker(*loop_, context_.environment("DOCKER_CLI_PLUGIN_SOCKET").value_or(""));
  stop_answering_signals_ = [&signals] { signals.stop(); };
  int code = 0;
  std::exception_ptr failure;
  asio::co_spawn(*loop_, body(), [&](const std::exception_ptr& error, int result) {
    failure = error;
    code = result;
    signals.stop();
    loop_->stop();  // whatever still reads in the background has nobody left to read for
  });
  loop_->restart();
  loop_->run();
  stop_answering_signals_ = nullptr;
  if (failure) rethrow_unless_interrupted(failure, interrupt_.requested());
  return interrupt_.requested() && !interrupt_is_usual_ ? interrupted : code;
}

}  // namespace berth::cli
