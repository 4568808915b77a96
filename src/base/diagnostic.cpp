#include "base/diagnostic.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace berth {
namespace {

struct Colours {
  std::string_view place, error, warning, note, off;
};
constexpr Colours plain{"", "", "", "", ""};
constexpr Colours ansi{"\x1b[1m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[36m", "\x1b[0m"};

std::string_view severity_name(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

/// The quoted line and a marker below it; long lines are not quoted, they help nobody.
std::string quote_line(const Span& span, const SourceFiles& files, std::string_view colour, std::string_view off) {
  constexpr std::size_t longest_quoted = 200;
  const auto line = files.line(span.begin.file, span.begin.line);
  if (line.empty() || line.size() > longest_quoted || span.begin.column == 0) return {};
  const std::string shown = escape_terminal(line, /*keep_tabs=*/true);
  if (shown.size() != line.size()) return {};  // escapes would shift the marker
  std::string pad;
  std::uint32_t column = 1;
  for (std::size_t i = 0; i < line.size() && column < span.begin.column; ++i) {
    if ((static_cast<unsigned char>(line[i]) & 0xC0U) == 0x80U) continue;
    pad += line[i] == '\t' ? '\t' : ' ';
    ++column;
  }
  const std::string marker(std::max<std::uint32_t>(span.length, 1), '^');
  return fmt::format("{:5} | {}\n      | {}{}{}{}\n", span.begin.line, shown, pad, colour, marker, off);
}

std::string json_string(std::string_view text) {
  return fmt::format("\"{}\"", escape_json(text));
}

}  // namespace

void Diagnostics::error(std::string code, Span span, std::string message, std::string hint) {
  add({Severity::error, std::move(code), span, std::move(message), std::move(hint), {}});
}

void Diagnostics::warning(std::string code, Span span, std::string message, std::string hint) {
  add({Severity::warning, std::move(code), span, std::move(message), std::move(hint), {}});
}

bool Diagnostics::has_errors() const {
  return std::ranges::any_of(all_, [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  auto sorted = all_;
  std::ranges::stable_sort(sorted, {}, [](const Diagnostic& d) { return d.span.begin; });
  const auto same = [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.span, a.code, a.message) == std::tie(b.span, b.code, b.message);
  };
  const auto rest = std::ranges::unique(sorted, same);
  sorted.erase(rest.begin(), rest.end());
  return sorted;
}

std::string render_text(const Diagnostic& diagnostic, const SourceFiles& files, bool colour) {
  const Colours& c = colour ? ansi : plain;
  const auto place = files.describe(diagnostic.span.begin);
  const auto severity = diagnostic.severity == Severity::error ? c.error : c.warning;
  std::string out;
  if (!place.empty()) out += fmt::format("{}{}:{} ", c.place, escape_terminal(place), c.off);
  out += fmt::format("{}{}:{} {}\n", severity, severity_name(diagnostic.severity), c.off,
                     escape_terminal(diagnostic.message));
  out += quote_line(diagnostic.span, files, severity, c.off);
  for (const auto& note : diagnostic.notes) {
    const auto at = files.describe(note.span.begin);
    out += fmt::format("  {}{}{}{}{}\n", c.note, escape_terminal(note.message), at.empty() ? "" : " ",
                       escape_terminal(at), c.off);
  }
  if (!diagnostic.hint.empty()) out += fmt::format("  hint: {}\n", escape_terminal(diagnostic.hint));
  return out;
}

std::string render_json(const Diagnostic& diagnostic, const SourceFiles& files) {
  const auto& at = diagnostic.span.begin;
  std::string out =
      fmt::format(R"({{"file":{},"range":{{"start":{{"line":{},"column":{}}},"end":{{"line":{},"column":{}}}}},)",
                  json_string(files.name(at.file)), at.line, at.column, at.line, at.column + diagnostic.span.length);
  out += fmt::format(R"("severity":"{}","code":{},"message":{})", severity_name(diagnostic.severity),
                     json_string(diagnostic.code), json_string(diagnostic.message));
  if (!diagnostic.hint.empty()) out += fmt::format(R"(,"hint":{})", json_string(diagnostic.hint));
  out += R"(,"notes":[)";
  for (std::size_t i = 0; i < diagnostic.notes.size(); ++i) {
    const auto& note = diagnostic.notes[i];
    out += fmt::format(R"({}{{"file":{},"line":{},"column":{},"message":{}}})", i == 0 ? "" : ",",
                       json_string(files.name(note.span.begin.file)), note.span.begin.line, note.span.begin.column,
                       json_string(note.message));
  }
  return out + "]}";
}

}  // namespace berth
