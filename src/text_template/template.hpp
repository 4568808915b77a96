// Go templates, as --format takes them: `{{.Name}}: {{json .Ports}}`. The language of Go's text/template without named
// templates, with the functions that docker adds. Pure; a template is foreign text, so all it can do is bounded.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "text_template/value.hpp"

namespace berth::text_template {

struct Block;

/// Sizes beyond which a template is refused.
inline constexpr std::size_t longest_template = 64 * 1024;       // bytes
inline constexpr std::size_t longest_output = 16 * 1024 * 1024;  // bytes, of one rendering
inline constexpr std::size_t deepest_nesting = 100;              // blocks and parentheses
inline constexpr std::size_t most_steps = 1'000'000;             // evaluations of one rendering

class Template {
 public:
  /// Throws berth::Error: "column 9: unknown function \"jsn\"", with what was meant as a hint.
  explicit Template(std::string_view text);

  /// Throws berth::Error for what cannot be evaluated: a field that is not there, an argument of the wrong kind.
  [[nodiscard]] std::string render(const Value& data) const;

 private:
  std::shared_ptr<const Block> body_;
};

}  // namespace berth::text_template
