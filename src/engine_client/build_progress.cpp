#include "engine_client/build_progress.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace berth::engine {
namespace {

constexpr std::size_t most_lines = 20;
constexpr std::size_t longest_line = 400;  // bytes
constexpr std::size_t longest_open_line = 64U * 1024U;

engine_api::Progress line(std::string text) {
  engine_api::Progress progress;
  progress.text = std::move(text);
  return progress;
}

bool internal(std::string_view name) {
  return name.starts_with("[internal]");
}

/// "failed to solve: rpc error: code = Unknown desc = X" → "X"
std::string_view bare(std::string_view message) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view prefix :
         {"failed to solve with frontend dockerfile.v0: ", "failed to solve: ", "failed to build LLB: ",
          "failed to create LLB definition: ", "failed to compute cache key: "}) {
      if (!message.starts_with(prefix)) continue;
      message.remove_prefix(prefix.size());
      again = true;
    }
    constexpr std::string_view description = " desc = ";
    if (message.starts_with("rpc error: code = ") && message.find(description) != std::string_view::npos) {
      message.remove_prefix(message.find(description) + description.size());
      again = true;
    }
  }
  return message;
}

/// A command is in the step's name already: of "executor failed running [sh -c make]: exit code: 2" and `process "sh
/// -c make" did not complete successfully: exit code: 2` only the end is news.
std::string_view reason_of(std::string_view error) {
  for (const std::string_view words : {": exit code: ", ": runc did not terminate"}) {
    const auto at = error.rfind(words);
    if (at != std::string_view::npos) return error.substr(at + 2);
  }
  return bare(error);
}

}  // namespace

void OutputTail::add(std::string_view text) {
  for (const char c : text) {
    if (c == '\n') {
      end_line();
    } else if (open_.size() < longest_line) {
      open_ += c;
    }
  }
}

void OutputTail::end_line() {
  if (open_.ends_with('\r')) open_.pop_back();
  lines_.push_back(std::exchange(open_, {}));
  if (lines_.size() > most_lines) lines_.pop_front();
}

std::vector<std::string> OutputTail::lines() const {
  std::vector<std::string> result(lines_.begin(), lines_.end());
  if (!open_.empty()) result.push_back(open_);
  return result;
}

std::vector<engine_api::Progress> BuildProgress::take(const engine_api::BuildStatus& status) {
  std::vector<engine_api::Progress> told;
  for (const auto& vertex : status.vertexes) take(vertex, told);
  for (const auto& activity : status.activities) take(activity, told);
  for (const auto& log : status.logs) take(log, told);
  for (const auto& warning : status.warnings) told.push_back(line("warning: " + warning.text));
  return told;
}

void BuildProgress::take(const engine_api::BuildVertex& vertex, std::vector<engine_api::Progress>& told) {
  auto& step = steps_[vertex.digest];
  if (!vertex.name.empty()) step.name = vertex.name;
  if (!vertex.error.empty()) step.error = vertex.error;
  if (vertex.completed && !step.open_line.empty()) told.push_back(line(std::exchange(step.open_line, {})));
  if (step.told || !vertex.started) return;
  step.told = true;
  if (!internal(step.name)) told.push_back(line(step.name + (vertex.cached ? " (from the cache)" : "")));
}

void BuildProgress::take(const engine_api::BuildLog& log, std::vector<engine_api::Progress>& told) {
  auto& step = steps_[log.vertex];
  step.tail.add(log.text);
  for (const char c : log.text) {
    const bool too_long = step.open_line.size() >= longest_open_line;
    if (c != '\n') step.open_line += c;
    if (c != '\n' && !too_long) continue;
    while (step.open_line.ends_with('\r')) step.open_line.pop_back();
    told.push_back(line(std::exchange(step.open_line, {})));
  }
}

void BuildProgress::take(const engine_api::BuildActivity& activity, std::vector<engine_api::Progress>& told) {
  if (activity.completed || activity.id.empty()) return;
  engine_api::Progress progress;
  progress.id = activity.id;
  progress.status = steps_[activity.vertex].name;
  progress.current = activity.current;
  progress.total = activity.total;
  told.push_back(std::move(progress));
}

BuildProgress::Failure BuildProgress::failure(const std::string& message) const {
  for (const auto& [digest, step] : steps_) {
    const bool canceled = step.error.find("context canceled") != std::string::npos;
    if (step.error.empty() || canceled || internal(step.name)) continue;
    return {fmt::format("the step {} failed: {}", step.name, reason_of(step.error)), step.tail.lines()};
  }
  return {std::string(bare(message)), {}};
}

}  // namespace berth::engine
