// Any bytes are read as an environment file of either format, with problems at places of the file.
#include <string>

#include "compose/dotenv.hpp"
#include "fuzz.hpp"

using namespace berth;
using namespace berth::compose;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SourceFiles files;
  const auto file = files.add("input", std::string(fuzz::text_of(data, size)));
  const VariableLookup lookup = [](std::string_view name) -> std::optional<Variable> {
    if (name.starts_with('X')) return Variable{"value", "fuzz", {}};
    return std::nullopt;
  };
  for (const auto format : {EnvFileFormat::standard, EnvFileFormat::raw}) {
    Diagnostics diagnostics;
    Budget budget;
    for (const auto& entry : parse_env_file(file, files, format, lookup, budget, diagnostics)) {
      fuzz::require(entry.key.find('=') == std::string::npos, "a name has no =");
      fuzz::require(entry.span.begin.known(), "an entry has a place");
    }
    for (const auto& diagnostic : diagnostics.all()) {
      fuzz::require(diagnostic.span.begin.known() && !diagnostic.message.empty(), "a problem has a place");
    }
  }
  return 0;
}
