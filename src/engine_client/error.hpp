// What goes wrong between Berth and the engine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace berth::engine {

enum class ErrorKind : std::uint8_t {
  not_found,    ///< no such container, image, network, volume or endpoint
  conflict,     ///< a name is taken, a thing is in use or in the wrong state
  bad_request,  ///< the engine refuses what was asked for
  denied,       ///< no permission on the socket, or the registry wants credentials
  failed,       ///< the engine tried and failed: a port is taken, a command is missing, a build step failed
  unavailable,  ///< nothing answers, or the connection broke
  timeout,      ///< the deadline of the call passed
  protocol,     ///< the answer is not what the Engine API promises
};

std::string_view to_string(ErrorKind kind);

/// One failed call. what() is one line for people: call, what is wrong, the engine's own words.
class EngineError : public Error {
 public:
  struct Details {
    ErrorKind kind = ErrorKind::failed;
    std::string call;     ///< "POST /containers/create", without ids that only machines read
    int status = 0;       ///< HTTP status; 0 when there was no answer
    std::string message;  ///< the engine's own words, or ours when it said nothing
  };

  explicit EngineError(Details details, std::string hint = {});

  [[nodiscard]] ErrorKind kind() const { return details_.kind; }
  [[nodiscard]] const std::string& call() const { return details_.call; }
  [[nodiscard]] int status() const { return details_.status; }
  [[nodiscard]] const std::string& message() const { return details_.message; }

 private:
  Details details_;
};

/// A step of a build failed.
class BuildError : public EngineError {
 public:
  BuildError(Details details, std::string hint, std::vector<std::string> last_lines)
      : EngineError(std::move(details), std::move(hint)), last_lines_(std::move(last_lines)) {}

  /// What the step said last, oldest first.
  [[nodiscard]] const std::vector<std::string>& last_lines() const { return last_lines_; }

 private:
  std::vector<std::string> last_lines_;
};

/// What an answer other than 2xx means. Engines differ: Podman says 500 where Docker says 404 or 409.
ErrorKind classify(int status, std::string_view message);

/// What the user can do about a failure that engines tell in these words; "" when there is no advice.
std::string advice_on(std::string_view message);

}  // namespace berth::engine
