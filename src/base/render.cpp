#include "base/render.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace berth {
namespace {

struct Colours {
  std::string_view place, error, warning, note, gutter, off;
};
constexpr Colours plain{"", "", "", "", "", ""};
constexpr Colours ansi{"\x1b[1m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[36m", "\x1b[34m", "\x1b[0m"};

std::string_view severity_name(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

/// How the file came to be read: "included from compose.yaml:2:3", up to the file that was named.
std::vector<Note> chain_of(FileId file, const SourceFiles& files) {
  constexpr std::size_t longest = 10;
  std::vector<Note> chain;
  for (auto from = files.named_at(file); from.begin.known(); from = files.named_at(from.begin.file)) {
    if (chain.size() == longest) {
      chain.push_back({{}, "and so on"});
      break;
    }
    const auto role = files.role(file);
    const auto* how = role == FileRole::included ? "included from" : role == FileRole::extended ? "extended from" : "";
    chain.push_back({from, *how == '\0' ? "named in" : how});
    file = from.begin.file;
  }
  return chain;
}

std::vector<Note> all_notes(const Diagnostic& diagnostic, const SourceFiles& files) {
  auto notes = diagnostic.notes;
  std::ranges::move(chain_of(diagnostic.span.begin.file, files), std::back_inserter(notes));
  return notes;
}

/// A guess reads best behind the message, other advice on a line of its own.
bool is_guess(std::string_view hint) {
  return hint.starts_with("did you mean");
}

std::string json_string(std::string_view text) {
  return fmt::format("\"{}\"", escape_json(text));
}

std::string json_place(const Span& span, const SourceFiles& files) {
  const auto& at = span.begin;
  const auto file = files.name(at.file);
  if (file.empty()) return {};
  auto out = fmt::format(R"("file":{},)", json_string(file));
  if (at.known()) {
    out += fmt::format(R"("range":{{"start":{{"line":{},"column":{}}},"end":{{"line":{},"column":{}}}}},)", at.line,
                       at.column, at.line, at.column + span.length);
  }
  return out;
}

}  // namespace

/// The line and the marker below it; nothing for a place that is none, and for files with secrets in them.
std::string TextRenderer::quoted(const Span& span, std::string_view marker_colour) {
  const auto& at = span.begin;
  const auto line = files_.line(at.file, at.line);
  if (trim(line).empty() || at.column == 0 || files_.role(at.file) == FileRole::values) return {};
  if (line.data() != line_.data() || line.size() != line_.size()) {
    line_ = line;
    quotable_ = QuotableLine(line);
  }
  const Colours& c = style_.colour ? ansi : plain;
  const auto gutter = std::max<std::size_t>(fmt::formatted_size("{}", at.line), 5);
  const auto room = std::max<std::size_t>(style_.columns, gutter + 20) - gutter - 3;
  const auto quote = quotable_.quote(at.column, span.length, room);
  const std::string pad(quote.before, ' ');
  const std::string marker(quote.width, '^');
  return fmt::format("{0}{2:{3}} |{1} {4}\n{0}{5:{3}} |{1} {6}{7}{8}{1}\n", c.gutter, c.off, at.line, gutter,
                     quote.text, "", pad, marker_colour, marker);
}

std::string TextRenderer::operator()(const Diagnostic& diagnostic) {
  const Colours& c = style_.colour ? ansi : plain;
  const auto place = files_.describe(diagnostic.span.begin);
  const auto severity = diagnostic.severity == Severity::error ? c.error : c.warning;
  std::string out;
  out += fmt::format("{}{}:{} ", c.place, place.empty() ? "berth" : escape_terminal(place), c.off);
  out += fmt::format("{}{}:{} {}", severity, severity_name(diagnostic.severity), c.off,
                     escape_terminal(text_of(diagnostic)));
  if (is_guess(diagnostic.hint)) out += fmt::format(" ({})", escape_terminal(diagnostic.hint));
  out += "\n";
  if (style_.quote) out += quoted(diagnostic.span, severity);
  for (const auto& note : all_notes(diagnostic, files_)) {
    const auto at = files_.describe(note.span.begin);
    out += fmt::format("  {}{}{}{}{}\n", c.note, escape_terminal(note.message), at.empty() ? "" : " ",
                       escape_terminal(at), c.off);
  }
  if (!diagnostic.hint.empty() && !is_guess(diagnostic.hint)) {
    out += fmt::format("  hint: {}\n", escape_terminal(diagnostic.hint));
  }
  return out;
}

std::string render_text(const Diagnostic& diagnostic, const SourceFiles& files, const TextStyle& style) {
  return TextRenderer(files, style)(diagnostic);
}

std::string render_json(const Diagnostic& diagnostic, const SourceFiles& files) {
  std::string out = "{" + json_place(diagnostic.span, files);
  out += fmt::format(R"("severity":"{}","code":"{}",)", severity_name(diagnostic.severity), diagnostic.code.name());
  if (!diagnostic.path.empty()) out += fmt::format(R"("path":{},)", json_string(diagnostic.path));
  out += fmt::format(R"("message":{})", json_string(text_of(diagnostic)));
  if (!diagnostic.hint.empty()) out += fmt::format(R"(,"hint":{})", json_string(diagnostic.hint));
  const auto notes = all_notes(diagnostic, files);
  for (std::size_t i = 0; i < notes.size(); ++i) {
    out += fmt::format(R"({}{{{}"message":{}}})", i == 0 ? R"(,"notes":[)" : ",", json_place(notes[i].span, files),
                       json_string(notes[i].message));
  }
  return out + (notes.empty() ? "}" : "]}");
}

std::string summary(std::size_t errors, std::size_t warnings) {
  const auto count = [](std::size_t number, std::string_view what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
  };
  if (errors == 0 && warnings == 0) return "no problems";
  if (errors == 0) return count(warnings, "warning");
  if (warnings == 0) return count(errors, "error");
  return count(errors, "error") + ", " + count(warnings, "warning");
}

}  // namespace berth
