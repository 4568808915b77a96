// What is left of the limits of one load (base/limits.hpp).
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/diagnostic.hpp"
#include "base/limits.hpp"

namespace berth {

/// A limit of the whole load is reached, which therefore ends here. Thrown by Budget, caught where the load began.
class LimitReached : public std::runtime_error {
 public:
  explicit LimitReached(Diagnostic problem) : std::runtime_error(problem.message), problem_(std::move(problem)) {}
  [[nodiscard]] const Diagnostic& problem() const { return problem_; }

 private:
  Diagnostic problem_;
};

/// Whoever multiplies what files say takes the cost from here before doing it. Throws LimitReached (code limit) at the
/// place that asks for more than is left.
class Budget {
 public:
  /// `path`: what asks, as in Diagnostic::path.
  void take_values(std::size_t count, Span place, std::string path);
  /// Takes nothing yet: for what is known to come in parts.
  void require_values(std::size_t count, Span place, std::string path) const;
  void take_variable_bytes(std::size_t count, Span place, std::string path);
  void take_document(Span place);
  /// The text of a file that was read.
  void take_file(std::size_t bytes, Span place);

  [[nodiscard]] std::size_t values_left() const { return values_; }
  [[nodiscard]] std::size_t variable_bytes_left() const { return variable_bytes_; }

 private:
  std::size_t values_ = limits::project_values;
  std::size_t variable_bytes_ = limits::variable_bytes;
  std::size_t documents_ = limits::documents;
  std::size_t file_bytes_ = limits::project_bytes;
};

}  // namespace berth
