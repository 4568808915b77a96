#include "lifecycle/log_assembler.hpp"

#include <algorithm>
#include <utility>

#include "lifecycle/logs.hpp"

namespace berth::lifecycle {
namespace {

/// "2026-01-02T03:04:05.123456789+01:00 " and no more.
constexpr std::size_t longest_timestamp = 36;

/// "2026-01-02T03:04:05.12Z" as "2026-01-02T03:04:05" and "120000000": engines write fractions of different lengths.
std::string comparable(std::string_view timestamp) {
  constexpr std::size_t seconds = 19;
  constexpr std::size_t whole = seconds + 10;
  std::string key(timestamp.substr(0, seconds));
  if (timestamp.size() > seconds && timestamp[seconds] == '.') {
    key += '.';
    for (std::size_t at = seconds + 1; at < timestamp.size() && timestamp[at] >= '0' && timestamp[at] <= '9'; ++at) {
      key += timestamp[at];
    }
  } else {
    key += '.';
  }
  if (key.size() < whole) key.append(whole - key.size(), '0');
  return key;
}

/// RFC 3339 up to the seconds.
bool looks_like_time(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd";
  if (text.size() <= form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == 'd' ? !digit : text[i] != form[i]) return false;
  }
  return true;
}

}  // namespace

bool LogCursor::advance(std::string_view timestamp) {
  if (timestamp.empty()) return true;
  const bool same = timestamp == last_;
  if (resuming_ && !last_.empty()) {
    if (!same && comparable(timestamp) < comparable(last_)) return false;
    if (same && to_skip_ > 0) {
      --to_skip_;
      return false;
    }
  }
  resuming_ = false;
  if (!same) {
    last_ = timestamp;
    seen_ = 0;
  }
  ++seen_;
  return true;
}

void LogCursor::reopen() {
  to_skip_ = seen_;
  resuming_ = true;
}

void LogAssembler::add(std::string_view bytes, bool frame_start, const Take& take) {
  std::string joined;
  if (!frame_.empty()) {
    joined = std::exchange(frame_, {}).append(bytes);
    bytes = joined;
    frame_start = true;
  }
  if (frame_start && timestamps_ && in_line()) {
    bytes = take_repeated_timestamp(bytes);
    if (!frame_.empty()) return;
  }
  for (;;) {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) break;
    if (rest_.empty()) {
      end_line(bytes.substr(0, end), take);
    } else {
      rest_ += bytes.substr(0, end);
      const auto line = std::exchange(rest_, {});
      end_line(line, take);
    }
    bytes.remove_prefix(end + 1);
  }
  rest_ += bytes;
  while (rest_.size() > longest_log_line + longest_timestamp) {
    std::string_view text = rest_;
    if (!in_pieces_) text = take_timestamp(text);
    take(timestamp_, text.substr(0, longest_log_line), true);
    in_pieces_ = true;
    rest_ = text.substr(std::min(longest_log_line, text.size()));
  }
}

/// A frame that goes on with a line: without the timestamp at its front. One that is cut within it is kept in frame_.
std::string_view LogAssembler::take_repeated_timestamp(std::string_view bytes) {
  const auto blank = bytes.find(' ');
  if (blank == std::string_view::npos && bytes.size() < longest_timestamp) {
    frame_ = bytes;
  } else if (blank < longest_timestamp && looks_like_time(bytes.substr(0, blank))) {
    bytes.remove_prefix(blank + 1);
  }
  return bytes;
}

std::string_view LogAssembler::take_timestamp(std::string_view line) {
  timestamp_.clear();
  if (!timestamps_) return line;
  const auto blank = line.find(' ');
  const auto first = line.substr(0, blank);
  if (!looks_like_time(first)) return line;
  timestamp_ = first;
  line.remove_prefix(blank == std::string_view::npos ? line.size() : blank + 1);
  return line;
}

void LogAssembler::end_line(std::string_view line, const Take& take) {
  if (!std::exchange(in_pieces_, false)) line = take_timestamp(line);
  take(timestamp_, line, false);
}

void LogAssembler::finish(const Take& take) {
  rest_ += std::exchange(frame_, {});
  if (!in_line()) return;
  const auto line = std::exchange(rest_, {});
  end_line(line, take);
}

}  // namespace berth::lifecycle
