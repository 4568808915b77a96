// Standard input for coroutines.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace berth::cli {

/// A thread of its own does the reading: standard input may be a file, which no event loop waits for, or a terminal
/// that is shared with others, which must stay blocking. It is never more than one piece ahead of next().
class StandardInput {
 public:
  explicit StandardInput(const boost::asio::any_io_executor& executor);
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;
  ~StandardInput();

  /// The next bytes, at most 32 KiB; nullopt at the end, which what cannot be read is taken for.
  boost::asio::awaitable<std::optional<std::string>> next();

 private:
  struct State;  // shared with the thread, which may outlive this object in a read that never returns
  std::shared_ptr<State> state_;
};

}  // namespace berth::cli
