// Problems of a set of files, collected and shown together, sorted by place.
#pragma once

#include <exception>
#include <string>
#include <vector>

#include "base/code.hpp"
#include "base/source.hpp"

namespace berth {

/// A second place that explains the first ("merged over compose.yaml:13:9").
struct Note {
  Span span;
  std::string message;
};

/// One problem.
struct Diagnostic {
  Severity severity = Severity::error;
  Code code;
  Span span;
  std::string path;  ///< what it is about in the model, "services.web.ports[0]"; may be empty
  std::string message;
  std::string hint;
  std::vector<Note> notes;
};

/// "services.web: unknown attribute": what is wrong with what, unescaped.
std::string text_of(const Diagnostic& diagnostic);

/// More errors than are kept: see Diagnostics::end_when_full.
class TooManyErrors : public std::exception {};

/// Collects in any order; `sorted()` gives file, line, column order.
class Diagnostics {
 public:
  /// Keeps the first limits::problems errors and as many warnings; the others only count.
  void add(Diagnostic diagnostic);
  /// Whether an error that would not be kept is thrown as TooManyErrors: whoever finds so many need not go on.
  void end_when_full(bool ends) { ends_ = ends; }
  void error(Code code, Span span, std::string message, std::string hint = {});
  void warning(Code code, Span span, std::string message, std::string hint = {});

  [[nodiscard]] bool has_errors() const { return count(Severity::error) > 0; }
  [[nodiscard]] std::size_t count(Severity severity) const;
  [[nodiscard]] bool keeps_all() const { return errors_ + warnings_ == all_.size(); }
  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return all_; }
  /// By file, line and column; equal places keep their order. The same at the same place is told once, whatever its
  /// path: what is written once may appear at many paths (aliases, extends).
  [[nodiscard]] std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  bool ends_ = false;
};

}  // namespace berth
