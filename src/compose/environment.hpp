// The variables of a load: the process environment over --env-file files over the project's .env.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compose/reading.hpp"
#include "compose/variable.hpp"

namespace berth::compose {

class Environment {
 public:
  Environment() = default;
  /// "NAME=value" as a process gets them; what has no `=` is left out.
  static Environment from_process(std::span<const std::string> entries);

  [[nodiscard]] std::optional<Variable> find(std::string_view name) const;
  /// The value, or nothing.
  [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
  /// true for 1/t/true/y/yes/on in any case.
  [[nodiscard]] bool flag(std::string_view name) const;
  void set(std::string name, Variable variable);
  /// Takes what is not set here yet.
  void add_missing(const Environment& other);

  /// Valid as long as this environment lives and is not moved.
  [[nodiscard]] VariableLookup lookup() const;

  [[nodiscard]] const std::map<std::string, Variable, std::less<>>& all() const { return variables_; }

 private:
  std::map<std::string, Variable, std::less<>> variables_;
};

/// Reads environment files in order into one environment: a later file wins over an earlier one, `known` (the process)
/// wins over all in interpolation, and is not part of the result. `named`: on the command line. A file that cannot be
/// read is a diagnostic (env-file-missing).
Environment read_env_files(std::span<const std::string> paths, const Environment& known, const Reading& reading,
                           bool named = false);

}  // namespace berth::compose
