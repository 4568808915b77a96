// A value or the reason why there is none, for small parsers that do not know where their text stands.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <variant>

#include "base/code.hpp"

namespace berth {

/// What is wrong with a text. The caller knows its place and turns this into a Diagnostic or an Error.
struct Problem {
  std::string message;     ///< one line, no full stop; quotes foreign text as it is (escaped when shown)
  std::string hint = {};   ///< what to do, may be empty
  std::size_t offset = 0;  ///< bytes from the start of the parsed text to the trouble
  std::size_t length = 0;  ///< bytes it covers; 0: the whole text or only a point
  Code code = {};          ///< for Diagnostic::code; empty: the caller's
};

/// Either a T or a Problem. value() requires has_value() (std::bad_variant_access otherwise).
template <typename T>
class Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Problem problem) : state_(std::in_place_index<1>, std::move(problem)) {}

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  [[nodiscard]] const T& value() const { return std::get<0>(state_); }
  [[nodiscard]] T& value() { return std::get<0>(state_); }
  const T& operator*() const { return value(); }
  T& operator*() { return value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  [[nodiscard]] const Problem& problem() const { return std::get<1>(state_); }

 private:
  std::variant<T, Problem> state_;
};

}  // namespace berth
