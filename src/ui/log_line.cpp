#include "ui/log_line.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "ui/colour.hpp"

namespace berth::ui {
namespace {

/// Length of a colour sequence (ESC [ digits ; : m) at the beginning of the text, 0 when there is none.
std::size_t colour_length(std::string_view text) {
  if (!text.starts_with("\x1b[")) return 0;
  const auto end = text.find_first_not_of("0123456789;:", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= 0x20 && c != 0x7F) || c == '\t'; });
}

}  // namespace

std::string escape_but_colours(std::string_view text) {
  std::string out;
  bool coloured = false;
  while (!text.empty()) {
    const auto escape = text.find('\x1b');
    out += escape_terminal(text.substr(0, escape), true);
    if (escape == std::string_view::npos) break;
    text.remove_prefix(escape);
    if (const auto length = colour_length(text); length > 0) {
      out += text.substr(0, length);
      text.remove_prefix(length);
      coloured = true;
    } else {
      out += "\\x1b";
      text.remove_prefix(1);
    }
  }
  if (coloured) out += colour_off;  // a line that does not end its colour must not paint the next one
  return out;
}

LogFormatter::LogFormatter(const std::string& project, LogFormat format)
    : project_prefix_(project + "-"), format_(format) {}

std::string_view LogFormatter::shown_name(std::string_view container) const {
  if (container.starts_with(project_prefix_)) container.remove_prefix(project_prefix_.size());
  return container;
}

void LogFormatter::expect(std::string_view container) {
  const auto width = display_width(escape_terminal(shown_name(container)));
  if (width <= width_) return;
  width_ = width;
  prefixes_.clear();
}

const std::string& LogFormatter::prefix(const lifecycle::LogSource& source) {
  if (source.index >= prefixes_.size() || prefixes_[source.index].empty()) {
    expect(source.container);
    prefixes_.resize(std::max(prefixes_.size(), source.index + 1));
    const auto name = escape_terminal(shown_name(source.container));
    auto prefix = name + std::string(width_ - display_width(name), ' ') + "  | ";
    if (format_.colour) prefix = std::string(prefix_colour(source.index)) + prefix + std::string(colour_off);
    prefixes_[source.index] = std::move(prefix);
  }
  return prefixes_[source.index];
}

void LogFormatter::append(const lifecycle::LogLine& line, std::string& out) {
  if (format_.prefix && line.source != nullptr) out += prefix(*line.source);
  if (format_.timestamps && !line.timestamp.empty()) {
    out += line.timestamp;
    out += ' ';
  }
  if (!format_.terminal || is_plain(line.text)) {
    out += line.text;
  } else {
    std::string_view text = line.text;
    if (text.ends_with('\r')) text.remove_suffix(1);  // of a container with a terminal
    out += escape_but_colours(text);
  }
  if (!line.continued) out += '\n';
}

void LogFormatter::append_exit(const lifecycle::ContainerExited& exited, std::string& out) const {
  out += fmt::format("{} exited with code {}{}\n", escape_terminal(shown_name(exited.resource.name)), exited.exit_code,
                     exited.restarting ? " (restarting)" : "");
}

}  // namespace berth::ui
