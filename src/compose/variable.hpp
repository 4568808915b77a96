// A variable of a load and where it was set.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/source.hpp"

namespace berth::compose {

struct Variable {
  std::string value;
  std::string origin;  ///< for people: "the environment", "--env-file", ".env"
  Span span;           ///< where in an environment file; unknown for the process environment

  bool operator==(const Variable& other) const { return value == other.value; }
};

/// nullopt: the variable is not set (which is different from set and empty).
using VariableLookup = std::function<std::optional<Variable>(std::string_view name)>;

}  // namespace berth::compose
