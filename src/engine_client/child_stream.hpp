// A child process whose output is read while it runs, on the event loop.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace berth::engine {

struct Program {
  std::string path;
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;  ///< all of it
  std::string folder;                              ///< where it runs; empty: here
};

/// Standard input is empty, standard error is dropped.
class ChildStream {
 public:
  /// Throws berth::Error when it cannot be started.
  ChildStream(const boost::asio::any_io_executor& executor, const Program& program);
  /// What still runs is killed.
  ~ChildStream();
  ChildStream(const ChildStream&) = delete;
  ChildStream& operator=(const ChildStream&) = delete;

  /// Some bytes of its standard output; nullopt at the end.
  boost::asio::awaitable<std::optional<std::string>> read();
  /// Its exit code; -1 when a signal ended it. After the end of read().
  boost::asio::awaitable<int> wait();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

struct ProgramResult {
  int exit_code = 0;
  std::string output;  ///< cut at 1 MiB
};

/// Runs it to its end.
boost::asio::awaitable<ProgramResult> run_to_end(Program program);

}  // namespace berth::engine
