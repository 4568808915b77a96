// Deadlines: when the time is up, the connection is closed and whoever reads or writes it wakes up.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include <boost/asio/any_io_executor.hpp>

namespace berth::engine {

class Connection;

/// Lives as long as the call that it watches.
class Watchdog {
 public:
  /// nullopt: never bites.
  Watchdog(const boost::asio::any_io_executor& executor, std::optional<std::chrono::milliseconds> after);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();

  /// From now on `connection` is the one to close; at once when the time is up already.
  void guard(Connection& connection);
  /// Lets go of the connection; the time runs on.
  void release();
  [[nodiscard]] bool expired() const;
  /// The whole time, for messages.
  [[nodiscard]] std::chrono::milliseconds limit() const { return limit_; }

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the timer's handler, which may run after this has gone
  std::chrono::milliseconds limit_{0};
};

}  // namespace berth::engine
