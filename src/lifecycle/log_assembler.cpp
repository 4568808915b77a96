#include "lifecycle/log_assembler.hpp"

#include <algorithm>
#include <utility>

#include "lifecycle/logs.hpp"

namespace berth::lifecycle {
namespace {

/// Docker stores a long line in pieces of this many bytes (daemon/logger/copier.go, defaultBufSize) and puts the line's
/// timestamp before each.
constexpr std::size_t engine_piece = 16 * 1024;
static_assert(longest_log_line % engine_piece == 0);
/// More than this over the limit is kept back, so that a timestamp at the cut is not torn.
constexpr std::size_t slack = 1024;

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

/// Takes the timestamps between the engine's pieces out of the text of one line.
std::string without_repeats(std::string_view text, std::string_view timestamp, bool at_start_too) {
  std::string out;
  if (timestamp.empty()) return std::string(text);
  const auto repeated = std::string(timestamp) + " ";
  bool check = at_start_too;
  while (!text.empty()) {
    if (check && text.starts_with(repeated)) text.remove_prefix(repeated.size());
    check = true;
    out += text.substr(0, engine_piece);
    text.remove_prefix(std::min(engine_piece, text.size()));
  }
  return out;
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

void LogAssembler::add(std::string_view bytes, const Take& take) {
  for (;;) {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) break;
    if (rest_.empty()) {
      end_line(bytes.substr(0, end), false, take);
    } else {
      rest_ += bytes.substr(0, end);
      const auto line = std::exchange(rest_, {});
      end_line(line, false, take);
    }
    bytes.remove_prefix(end + 1);
  }
  rest_ += bytes;
  while (rest_.size() > longest_log_line + slack) cut(take);
}

/// Tells the beginning of a line that got too long.
void LogAssembler::cut(const Take& take) {
  std::string_view text = rest_;
  if (!in_pieces_) text = take_timestamp(text);
  auto clean = without_repeats(text, timestamp_, in_pieces_);
  const auto length = std::min(clean.size(), longest_log_line);
  take(timestamp_, std::string_view(clean).substr(0, length), true);
  in_pieces_ = true;
  rest_ = clean.substr(length);
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

void LogAssembler::end_line(std::string_view line, bool continued, const Take& take) {
  const bool goes_on = std::exchange(in_pieces_, false);
  if (!goes_on) line = take_timestamp(line);
  if (!goes_on && line.size() <= engine_piece) {
    take(timestamp_, line, continued);
    return;
  }
  const auto clean = without_repeats(line, timestamp_, goes_on);
  take(timestamp_, clean, continued);
}

void LogAssembler::finish(const Take& take) {
  if (rest_.empty() && !in_pieces_) return;
  const auto line = std::exchange(rest_, {});
  end_line(line, false, take);
}

}  // namespace berth::lifecycle
