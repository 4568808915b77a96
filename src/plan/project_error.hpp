// An error about something that stands in a compose file.
#pragma once

#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/source.hpp"

namespace berth::plan {

/// Planning does not know the names of files: whoever has SourceFiles shows `span` as "file:line:column".
class ProjectError : public Error {
 public:
  ProjectError(Span span, const std::string& what, std::string hint = {}) : Error(what, std::move(hint)), span_(span) {}

  [[nodiscard]] const Span& span() const { return span_; }

 private:
  Span span_;
};

}  // namespace berth::plan
