// A conversation with the engine: the event loop, the engine that was found, and the user's signals.
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/awaitable.hpp>

#include "cli/context.hpp"
#include "engine_client/engine.hpp"
#include "lifecycle/interrupt.hpp"

namespace boost::asio {
class io_context;
}

namespace berth::cli {

/// What SIGINT and SIGTERM do. Either way the exit code is 130, as Docker Compose's.
enum class OnSignal {
  leave,   ///< the process ends at once: nothing is changed by the command
  finish,  ///< the first one asks to finish (Interrupt), the second to abandon, the third ends the process
};

class Session {
 public:
  static constexpr int interrupted = 130;

  explicit Session(Context& context);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Found (or, when none answers, started) at the first call; says so in one line when it started one.
  engine::Engine& engine();
  /// From now on an interrupt is the usual end: it leaves the exit code as it is.
  void end_well_when_interrupted() { interrupt_is_usual_ = true; }
  /// From now on somebody else answers signals (cli/interaction.hpp).
  void leave_signals_alone();
  [[nodiscard]] lifecycle::Interrupt& interrupt() { return interrupt_; }
  [[nodiscard]] boost::asio::io_context& loop() { return *loop_; }
  [[nodiscard]] Context& context() { return context_; }

  /// Runs the coroutine to its end and returns its exit code, or 130 when a signal was answered. Its exceptions are
  /// thrown here.
  int run(OnSignal on_signal, const std::function<boost::asio::awaitable<int>()>& body);

 private:
  Context& context_;
  std::unique_ptr<boost::asio::io_context> loop_;
  std::unique_ptr<engine::Engine> engine_;
  lifecycle::Interrupt interrupt_;
  std::function<void()> stop_answering_signals_;  // while run() runs
  bool interrupt_is_usual_ = false;
};

}  // namespace berth::cli
