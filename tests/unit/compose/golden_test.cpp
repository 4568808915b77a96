// Folders of broken projects and what is said about them: tests/golden/errors and tests/golden/advice. Every file of a
// folder but expected.txt is part of the project; override.yaml is merged over compose.yaml.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/render.hpp"
#include "compose/host_files.hpp"
#include "unit/compose/loaded.hpp"
#include "unit/tests_folder.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

namespace fs = std::filesystem;

constexpr const char* expected_name = "expected.txt";

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Files files_of(const fs::path& folder) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const auto name = entry.path().lexically_relative(folder).string();
    if (entry.is_regular_file() && name != expected_name) files["/proj/" + name] = read(entry.path());
  }
  return files;
}

struct Told {
  std::string text;
  std::vector<Diagnostic> diagnostics;
};

/// Everything that `config --check` (`advise`) or an `up` would tell.
Told told(const Files& files, bool advise) {
  LoadOptions options;
  options.advise = advise;
  if (files.contains("/proj/override.yaml")) options.project.files = {"compose.yaml", "override.yaml"};
  const MemoryFileSystem disk(files);
  auto loaded = load(options, Environment(), disk);
  if (loaded.project) {
    std::set<std::string> services;
    for (const auto& [name, service] : loaded.project->services) services.insert(name);
    const auto files_missing = check_host_files(*loaded.project, disk);
    for (const auto& problem : files_missing.all()) loaded.diagnostics.add(problem);
    const auto builds = check_build_files(*loaded.project, services, disk);
    for (const auto& problem : builds.all()) loaded.diagnostics.add(problem);
  }
  Told out{{}, heard(loaded.diagnostics, loaded.silence)};
  for (const auto& diagnostic : out.diagnostics) out.text += render_text(diagnostic, loaded.files);
  return out;
}

void check_folder(const std::string& name, bool advise, void (*also)(const Told&)) {
  const bool update = std::getenv("BERTH_UPDATE_GOLDEN") != nullptr;
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(test::tests_folder() + "/golden/" + name)) {
    folders.push_back(entry.path());
  }
  std::ranges::sort(folders);
  REQUIRE_FALSE(folders.empty());
  for (const auto& folder : folders) {
    CAPTURE(folder.string());
    const auto result = told(files_of(folder), advise);
    if (update) std::ofstream(folder / expected_name) << result.text;
    CHECK(result.text == read(folder / expected_name));
    also(result);
  }
}

}  // namespace

TEST_CASE("broken projects: every problem, with file, line and column") {
  check_folder("errors", false, [](const Told& result) {
    CHECK(std::ranges::count(result.diagnostics, Severity::error, &Diagnostic::severity) > 0);
    for (const auto& diagnostic : result.diagnostics) {
      CAPTURE(text_of(diagnostic));
      CHECK(diagnostic.span.begin.known());
      CHECK(diagnostic.span.begin.file != 0);
    }
  });
}

TEST_CASE("projects that load and deserve advice") {
  check_folder("advice", true, [](const Told& result) {
    for (const auto& diagnostic : result.diagnostics) CHECK(diagnostic.span.begin.known());
  });
}
