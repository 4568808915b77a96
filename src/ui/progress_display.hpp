// Progress as a picture of the terminal: one line for each resource, painted anew when something changed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lifecycle/events.hpp"

namespace berth::ui {

/// What the picture depends on beside the events.
struct FrameOptions {
  std::size_t width = 80;
  std::size_t height = 24;  ///< lines that may be used; 0: all that are needed
  bool colour = true;
  lifecycle::Clock::time_point now{};
};

/// Folds events into the state of each resource. Pure: the same events and options give the same frame.
class ProgressDisplay {
 public:
  /// `title`: the command, "up".
  explicit ProgressDisplay(std::string title) : title_(std::move(title)) {}

  void apply(const lifecycle::Event& event, lifecycle::Clock::time_point now);

  /// A title with the count and a line for each resource. When they do not fit, finished ones are left out first and
  /// counted in a last line.
  [[nodiscard]] std::vector<std::string> frame(const FrameOptions& options) const;

  /// Whether something is under way, so that its elapsed time moves.
  [[nodiscard]] bool moving() const;

 private:
  enum class Status { working, done, failed, skipped };

  struct Line {
    lifecycle::Resource resource;
    Status status = Status::working;
    std::string text;
    std::string detail;
    lifecycle::Clock::time_point since{};
    Nanoseconds elapsed{0};                                               ///< of all finished steps of the resource
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> layers;  ///< bytes done and in all
  };

  Line& line(const lifecycle::Resource& resource);
  [[nodiscard]] std::string render(const Line& line, const FrameOptions& options) const;

  std::string title_;
  std::vector<Line> lines_;                            // in the order of their first event
  std::map<lifecycle::StepIndex, std::size_t> steps_;  // the line that a running step belongs to
  std::map<lifecycle::Resource, std::size_t> index_;
  std::vector<std::string> warnings_;
};

}  // namespace berth::ui
