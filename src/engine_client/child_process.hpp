// Child processes. The only user of Boost.Process here.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace berth::engine {

/// The program's path; "" when PATH has none of the name.
std::string find_program(const std::string& name);

struct Finished {
  int exit_code = 0;
  std::string output;  ///< of standard output, cut at 1 MiB
};

/// Runs a program to its end with `input` on its standard input; standard error is dropped. One that takes longer than
/// `limit` is killed and counts as failed. Throws berth::Error when it cannot be started.
Finished run_program(const std::string& path, const std::vector<std::string>& arguments, const std::string& input,
                     std::chrono::milliseconds limit);

/// A program whose standard input and output are one socket, in a session of its own: Ctrl-C is for Berth to answer.
/// It is killed when this object goes.
class PipedProgram {
 public:
  /// Throws berth::Error when it cannot be started.
  PipedProgram(const std::string& path, const std::vector<std::string>& arguments);
  ~PipedProgram();
  PipedProgram(const PipedProgram&) = delete;
  PipedProgram& operator=(const PipedProgram&) = delete;

  /// Our end of the socket, once; whoever takes it closes it.
  [[nodiscard]] int take_stream();
  /// What it has written to its standard error, the first 64 KiB.
  [[nodiscard]] std::string errors() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct Daemon {
  std::string path;
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;  ///< in addition to this process's
  std::string log;                                 ///< standard output and error go there
};

/// Starts a program that outlives this one: a session of its own, nothing inherited but the log. Returns its pid.
/// Throws berth::Error.
std::int64_t start_daemon(const Daemon& daemon);

}  // namespace berth::engine
