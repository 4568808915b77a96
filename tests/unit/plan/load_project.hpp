// A project from the text of a compose file, as the commands load it.
#pragma once

#include <map>
#include <stdexcept>
#include <string>

#include "base/render.hpp"
#include "compose/host_contents.hpp"
#include "compose/load.hpp"
#include "unit/compose/memory_file_system.hpp"

namespace berth::test {

/// `files`: what else lies on the host, by path. Files that are not there are no problem here.
inline compose::Project load_project(const std::string& text, std::map<std::string, std::string> files = {}) {
  files["/shop/compose.yaml"] = text;
  const compose::MemoryFileSystem disk(std::move(files), "/shop");
  auto result = compose::load({}, {}, disk);
  std::string problems;
  for (const auto& problem : result.diagnostics.sorted()) problems += render_text(problem, result.files);
  if (!result.project) throw std::runtime_error("the test's compose file does not load:\n" + problems);
  compose::read_host_contents(*result.project, disk);
  return std::move(*result.project);
}

}  // namespace berth::test
