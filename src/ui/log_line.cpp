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

LogFormatter::LogFormatter(const std::vector<lifecycle::LogSource>& sources, const std::string& project,
                           LogFormat format)
    : project_prefix_(project + "-"), format_(format) {
  for (const auto& source : sources) add(source);
}

void LogFormatter::add(const lifecycle::LogSource& source) {
  if (source.index >= names_.size()) names_.resize(source.index + 1);
  std::string_view name = source.container;
  if (name.starts_with(project_prefix_)) name.remove_prefix(project_prefix_.size());
  names_[source.index] = escape_terminal(name);
  pad();
}

void LogFormatter::pad() {
  std::size_t width = 0;
  for (const auto& name : names_) width = std::max(width, display_width(name));
  prefixes_.clear();
  for (std::size_t i = 0; i < names_.size(); ++i) {
    std::string prefix = names_[i] + std::string(width - display_width(names_[i]) + 1, ' ') + " | ";
    if (format_.colour) prefix = std::string(prefix_colour(i)) + prefix + std::string(colour_off);
    prefixes_.push_back(std::move(prefix));
  }
}

void LogFormatter::append(const lifecycle::LogLine& line, std::string& out) const {
  if (format_.prefix && line.source != nullptr) out += prefixes_[line.source->index];
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
  std::string_view name = exited.resource.name;
  if (name.starts_with(project_prefix_)) name.remove_prefix(project_prefix_.size());
  out += fmt::format("{} exited with code {}{}\n", escape_terminal(name), exited.exit_code,
                     exited.restarting ? " (restarting)" : "");
}

}  // namespace berth::ui
