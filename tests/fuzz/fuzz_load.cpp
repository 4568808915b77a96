// A whole project from any bytes: two compose files and an .env, separated by a line with a form feed. It loads or has
// an error with a place; what is loaded can be shown, and what is shown loads again to the same.
#include <map>
#include <string>

#include "base/error.hpp"
#include "base/render.hpp"
#include "base/text.hpp"
#include "compose/config_view.hpp"
#include "compose/load.hpp"
#include "fuzz.hpp"
#include "unit/compose/memory_file_system.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

using Files = std::map<std::string, std::string>;

Files files_of(std::string_view text) {
  Files files;
  const auto parts = split(text, '\f');
  const char* const names[] = {"/proj/compose.yaml", "/proj/compose.override.yaml", "/proj/.env", "/proj/base.yaml"};
  for (std::size_t i = 0; i < parts.size() && i < std::size(names); ++i) files[names[i]] = std::string(parts[i]);
  return files;
}

LoadResult loaded(const Files& files, bool advise = false) {
  LoadOptions options;
  options.advise = advise;
  options.hashes = true;
  return load(options, Environment::from_process(std::vector<std::string>{"A=value"}), MemoryFileSystem(files));
}

void check_places(const LoadResult& result) {
  for (const auto& diagnostic : result.diagnostics.sorted()) {
    fuzz::require(!diagnostic.code.empty() && !diagnostic.message.empty(), "a diagnostic has a code and a message");
    fuzz::require(!render_text(diagnostic, result.files, {.colour = true}).empty(), "a diagnostic can be shown");
    fuzz::require(!render_json(diagnostic, result.files).empty(), "a diagnostic can be told to programs");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto first = loaded(files_of(fuzz::text_of(data, size)));
    check_places(first);
    check_places(loaded(files_of(fuzz::text_of(data, size)), true));
    fuzz::require(first.project.has_value() != first.diagnostics.has_errors(), "a project or an error");
    if (!first.project) return 0;
    const auto shown = config_text(first, Format::json);
    fuzz::require(!config_text(first, Format::yaml).empty(), "a project can be shown");
    const auto second = loaded({{"/proj/compose.yaml", shown}});
    check_places(second);
  } catch (const Error& error) {
    fuzz::require(*error.what() != '\0', "an error says what is wrong");
  }
  return 0;
}
