// The one exception type that reaches the user: what is wrong, where, and what to do.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace berth {

/// Thrown at the point of knowledge and caught in cli, which prints `berth: <where: ><what>` and the hint below it.
/// Texts are shown escaped, so they may quote foreign bytes.
class Error : public std::runtime_error {
 public:
  /// Docker Compose v2/v5 exits with 1 for every error (reference: features, section 1).
  static constexpr int failure = 1;

  explicit Error(const std::string& what, std::string hint = {}, std::string where = {}, int exit_code = failure)
      : std::runtime_error(what), hint_(std::move(hint)), where_(std::move(where)), exit_code_(exit_code) {}

  /// What the user can do about it; empty when there is nothing to say.
  [[nodiscard]] const std::string& hint() const { return hint_; }
  /// "file:line:column" or the resource concerned; may be empty.
  [[nodiscard]] const std::string& where() const { return where_; }
  [[nodiscard]] int exit_code() const { return exit_code_; }

 private:
  std::string hint_;
  std::string where_;
  int exit_code_;
};

}  // namespace berth
