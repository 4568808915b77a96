// What BuildKit tells of a build, as the progress that the classic builder gives; does no I/O.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "engine_api/build.hpp"
#include "engine_api/buildkit.hpp"

namespace berth::engine {

/// The end of an output: whole lines, the last ones only, each cut.
class OutputTail {
 public:
  void add(std::string_view text);
  /// With what has no line break yet.
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  void end_line();

  std::deque<std::string> lines_;
  std::string open_;
};

class BuildProgress {
 public:
  /// Lines of what is new: steps that begin or come from the cache, their output, and what they transfer.
  std::vector<engine_api::Progress> take(const engine_api::BuildStatus& status);

  struct Failure {
    std::string what;  ///< one line: the instruction and why it failed
    std::vector<std::string> last_lines;
  };
  /// Of a build that ended with `message`, BuildKit's own words.
  [[nodiscard]] Failure failure(const std::string& message) const;

 private:
  struct Step {
    std::string name;
    std::string error;
    bool told = false;
    std::string open_line;  // output without a line break yet
    OutputTail tail;
  };

  void take(const engine_api::BuildVertex& vertex, std::vector<engine_api::Progress>& told);
  void take(const engine_api::BuildLog& log, std::vector<engine_api::Progress>& told);
  void take(const engine_api::BuildActivity& activity, std::vector<engine_api::Progress>& told);

  std::map<std::string, Step> steps_;  // by digest
};

}  // namespace berth::engine
