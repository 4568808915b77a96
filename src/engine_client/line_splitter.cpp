#include "engine_client/line_splitter.hpp"

namespace berth::engine {

std::optional<std::string> LineSplitter::next() {
  const auto rest = std::string_view(pending_).substr(taken_);
  const auto end = rest.find('\n');
  if (end == std::string_view::npos && rest.size() < longest_line) {
    pending_.erase(0, taken_);
    taken_ = 0;
    return std::nullopt;
  }
  if (end == std::string_view::npos || end > longest_line) {
    taken_ += longest_line;
    return std::string(rest.substr(0, longest_line));
  }
  taken_ += end + 1;
  const bool windows = end > 0 && rest[end - 1] == '\r';
  return std::string(rest.substr(0, windows ? end - 1 : end));
}

std::optional<std::string> LineSplitter::finish() {
  auto line = pending_.substr(taken_);
  pending_.clear();
  taken_ = 0;
  if (line.empty()) return std::nullopt;
  return line;
}

}  // namespace berth::engine
