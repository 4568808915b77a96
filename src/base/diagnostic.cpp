#include "base/diagnostic.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "base/limits.hpp"

namespace berth {

std::string text_of(const Diagnostic& diagnostic) {
  return diagnostic.path.empty() ? diagnostic.message : diagnostic.path + ": " + diagnostic.message;
}

void Diagnostics::error(Code code, Span span, std::string message, std::string hint) {
  add({Severity::error, code, span, {}, std::move(message), std::move(hint), {}});
}

void Diagnostics::warning(Code code, Span span, std::string message, std::string hint) {
  add({Severity::warning, code, span, {}, std::move(message), std::move(hint), {}});
}

void Diagnostics::add(Diagnostic diagnostic) {
  const bool is_error = diagnostic.severity == Severity::error;
  if (++(is_error ? errors_ : warnings_) <= limits::problems) return all_.push_back(std::move(diagnostic));
  if (is_error && ends_) throw TooManyErrors();
}

std::size_t Diagnostics::count(Severity severity) const {
  return severity == Severity::error ? errors_ : warnings_;
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  auto sorted = all_;
  std::ranges::stable_sort(sorted, {}, [](const Diagnostic& d) { return d.span.begin; });
  std::set<std::tuple<Span, Code, std::string>> told;
  std::erase_if(sorted, [&](const Diagnostic& d) {
    // Without a place only the path tells one from another.
    return !told.insert({d.span, d.code, d.span.begin.known() ? d.message : text_of(d)}).second;
  });
  return sorted;
}

}  // namespace berth
