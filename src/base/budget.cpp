#include "base/budget.hpp"

#include <fmt/format.h>

namespace berth {
namespace {

void refuse(Span place, std::string path, std::string message, std::string hint) {
  throw LimitReached({.code = "limit",
                      .span = place,
                      .path = std::move(path),
                      .message = std::move(message),
                      .hint = std::move(hint),
                      .notes = {}});
}

}  // namespace

void Budget::take_values(std::size_t count, Span place, std::string path) {
  require_values(count, place, std::move(path));
  values_ -= count;
}

void Budget::require_values(std::size_t count, Span place, std::string path) const {
  if (count <= values_) return;
  refuse(place, std::move(path), fmt::format("this makes the project larger than {} values", limits::project_values),
         "look for what multiplies here: aliases, include, extends, ranges of ports, environment files");
}

void Budget::take_variable_bytes(std::size_t count, Span place, std::string path) {
  if (count > variable_bytes_) {
    refuse(place, std::move(path),
           fmt::format("variables put more than {} bytes into the project", limits::variable_bytes),
           "use shorter values, or fewer variables");
  }
  variable_bytes_ -= count;
}

void Budget::take_document(Span place) {
  if (documents_ == 0) {
    refuse(place, {}, fmt::format("more than {} documents are read", limits::documents),
           "look for files that include each other again and again");
  }
  --documents_;
}

void Budget::take_file(std::size_t bytes, Span place) {
  if (bytes > file_bytes_) {
    refuse(place, {}, fmt::format("the files of the project have more than {} bytes", limits::project_bytes),
           "are these really compose files?");
  }
  file_bytes_ -= bytes;
}

}  // namespace berth
