// Diagnostics as people and as tools read them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/quote.hpp"

namespace berth {

struct TextStyle {
  bool colour = false;
  std::size_t columns = 120;  ///< of the terminal: quoted lines are cut to it
  bool quote = true;          ///< show the line
};

/// Renders the diagnostics of some files one after the other.
class TextRenderer {
 public:
  /// `files` outlives the renderer.
  explicit TextRenderer(const SourceFiles& files, TextStyle style = {}) : files_(files), style_(style) {}

  /// As render_text().
  std::string operator()(const Diagnostic& diagnostic);

 private:
  std::string quoted(const Span& span, std::string_view marker_colour);

  const SourceFiles& files_;
  TextStyle style_;
  std::string_view line_;  ///< the one that was quoted last
  QuotableLine quotable_;
};

/// "file:line:column: error: path: message" ("berth: error: …" without a file), the quoted line with a marker, notes
/// and hint; ends with a line break. Everything that comes from the files is escaped.
std::string render_text(const Diagnostic& diagnostic, const SourceFiles& files, const TextStyle& style = {});

/// One JSON object on one line, without a line break: file and range (when there is a place), severity, code, path,
/// message, hint, notes. Lines and columns count from 1, the end of a range is behind its last character.
std::string render_json(const Diagnostic& diagnostic, const SourceFiles& files);

/// "2 errors, 3 warnings", "1 warning", "no problems".
std::string summary(std::size_t errors, std::size_t warnings);

}  // namespace berth
