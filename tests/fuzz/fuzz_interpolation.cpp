// Any text is substituted or refused; problems and uses lie inside of the text; escaped text comes back as it was.
#include "compose/interpolate.hpp"
#include "fuzz.hpp"

using namespace berth;
using namespace berth::compose;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const VariableLookup lookup = [](std::string_view name) -> std::optional<Variable> {
    if (name.starts_with('A')) return Variable{"value", "fuzz", {}};
    if (name.starts_with('E')) return Variable{"", "fuzz", {}};
    return std::nullopt;
  };
  const auto result = substitute(text, lookup, 1U << 16U);
  if (result) {
    for (const auto& use : result->uses) {
      fuzz::require(use.offset + use.length <= size, "a use lies inside of the text");
      fuzz::require(text[use.offset] == '$', "a use starts with a dollar sign");
    }
  } else {
    fuzz::require(result.problem().offset <= size && !result.problem().message.empty(), "a problem has a place");
  }
  for (const auto& use : find_variables(text)) fuzz::require(use.offset + use.length <= size, "a variable lies inside");
  const auto escaped = substitute(escape_dollars(text), lookup);
  fuzz::require(escaped.has_value() && escaped->text == text, "escaped text survives");
  for (const auto cast : {Cast::integer, Cast::floating, Cast::boolean}) static_cast<void>(cast_text(text, cast));
  return 0;
}
