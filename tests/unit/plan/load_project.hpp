// A project from the text of a compose file, as the commands load it.
#pragma once

#include <stdexcept>
#include <string>

#include "base/render.hpp"
#include "compose/load.hpp"
#include "unit/compose/memory_file_system.hpp"

namespace berth::test {

inline compose::Project load_project(const std::string& text) {
  const compose::MemoryFileSystem disk({{"/shop/compose.yaml", text}}, "/shop");
  auto result = compose::load({}, {}, disk);
  std::string problems;
  for (const auto& problem : result.diagnostics.sorted()) problems += render_text(problem, result.files);
  if (!result.project) throw std::runtime_error("the test's compose file does not load:\n" + problems);
  return std::move(*result.project);
}

}  // namespace berth::test
