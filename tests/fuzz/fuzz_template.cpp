// Any bytes are read as a template; one that is taken is filled in, within the limits, or refused with a reason.
#include <string>

#include "base/error.hpp"
#include "fuzz.hpp"
#include "text_template/template.hpp"

using namespace berth;
using text_template::Fields;
using text_template::List;
using text_template::Method;
using text_template::Value;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Value row =
      Fields{{"Name", "a-b"},
             {"N", 3},
             {"F", 1.5},
             {"L", List{1, "x", Value()}},
             {"M", Fields{{"a", "b"}}},
             {"Label", Method([](auto arguments) { return arguments.empty() ? Value() : arguments[0]; })}};
  try {
    const auto text = text_template::Template(fuzz::text_of(data, size)).render(row);
    fuzz::require(text.size() <= text_template::longest_output, "the output is bounded");
  } catch (const Error& error) {
    fuzz::require(!std::string(error.what()).empty(), "a refusal has a reason");
  }
  return 0;
}
