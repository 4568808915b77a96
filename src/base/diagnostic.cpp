#include "base/diagnostic.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

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

std::size_t Diagnostics::count(Severity severity) const {
  return static_cast<std::size_t>(std::ranges::count(all_, severity, &Diagnostic::severity));
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
