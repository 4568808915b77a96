// Loading projects that exist only in a test.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/text.hpp"
#include "compose/load.hpp"
#include "compose/present.hpp"
#include "unit/compose/memory_file_system.hpp"
#include "yaml/emit.hpp"

namespace berth::compose {

using Files = std::map<std::string, std::string>;

/// Files are relative to /proj; `compose.yaml` is found by itself. Options may name others.
inline LoadResult loaded(const Files& files, const LoadOptions& options = {}, std::vector<std::string> process = {}) {
  Files absolute;
  for (const auto& [name, text] : files) absolute["/proj/" + name] = text;
  return load(options, Environment::from_process(process), MemoryFileSystem(std::move(absolute)));
}

inline LoadOptions with_files(std::vector<std::string> files) {
  LoadOptions options;
  options.project.files = std::move(files);
  return options;
}

/// Every problem as "file:line:column: message [hint]".
inline std::vector<std::string> problems(const LoadResult& result, Severity severity = Severity::error) {
  std::vector<std::string> lines;
  for (const auto& diagnostic : result.diagnostics.sorted()) {
    if (diagnostic.severity != severity) continue;
    auto line = result.files.describe(diagnostic.span.begin) + ": " + text_of(diagnostic);
    if (!diagnostic.hint.empty()) line += " [" + diagnostic.hint + "]";
    lines.push_back(std::move(line));
  }
  return lines;
}

/// One text, which doctest can show.
inline std::string lines(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& line : all) text += line + "\n";
  return text;
}

/// What `config --format json` says below a path such as "services.app.ports", on one line; "" when it is not there.
inline std::string shown(const LoadResult& result, const std::string& path) {
  for (const auto& problem : problems(result)) FAIL_CHECK(problem);
  const auto top = present(result.bound, attribute_tree(), Format::yaml);
  const auto* node = &top;
  for (const auto key : split(path, '.')) {
    node = node->find(key);
    if (node == nullptr) return "";
  }
  return yaml::emit_json(*node, 0);
}

}  // namespace berth::compose
