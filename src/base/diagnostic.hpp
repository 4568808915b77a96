// Problems of a set of files, collected and shown together, sorted by place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"

namespace berth {

enum class Severity { error, warning };

/// A second place that explains the first ("merged over compose.yaml:13:9").
struct Note {
  Span span;
  std::string message;
};

/// One problem. `code` is stable, lower-case words with dashes ("unknown-attribute"): users silence warnings by it.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;
  Span span;
  std::string message;
  std::string hint;
  std::vector<Note> notes;
};

/// Collects in any order; `sorted()` gives file, line, column order.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic) { all_.push_back(std::move(diagnostic)); }
  void error(std::string code, Span span, std::string message, std::string hint = {});
  void warning(std::string code, Span span, std::string message, std::string hint = {});

  [[nodiscard]] bool has_errors() const;
  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return all_; }
  /// By file, line and column; equal places keep their order; exact repetitions are dropped.
  [[nodiscard]] std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> all_;
};

/// "file:line:column: error: message", the quoted line with a marker, notes and hint. Ends with a line break.
/// Everything that comes from the files is escaped; `colour` adds ANSI colours.
std::string render_text(const Diagnostic& diagnostic, const SourceFiles& files, bool colour);

/// One JSON object on one line: file, range, severity, code, message, hint (for editors and CI).
std::string render_json(const Diagnostic& diagnostic, const SourceFiles& files);

}  // namespace berth
