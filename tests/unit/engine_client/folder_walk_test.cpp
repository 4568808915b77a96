#include "engine_client/folder_walk.hpp"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "base/error.hpp"
#include "engine_client/followed_paths.hpp"
#include "unit/engine_client/temporary_folder.hpp"

using namespace berth::engine;
namespace fs = std::filesystem;

namespace {

/// a/  a/x.txt  a/y.o  a.b  b/  b/c/  b/c/z.txt  link → b/c  up → ../../b
void fill(const fs::path& root) {
  fs::create_directories(root / "a");
  fs::create_directories(root / "b/c");
  for (const auto* name : {"a/x.txt", "a/y.o", "a.b", "b/c/z.txt"}) std::ofstream(root / name) << name;
  fs::create_symlink("b/c", root / "link");
  fs::create_symlink("../../b", root / "up");
}

std::string walked(FolderWalk walk) {
  std::string text;
  while (const auto file = walk.next()) text += (text.empty() ? "" : " ") + file->path + (file->is_folder() ? "/" : "");
  return text;
}

}  // namespace

TEST_CASE("folders come before what is in them, names in the order of their bytes") {
  berth::test::TemporaryFolder folder;
  fill(folder.path());
  struct Case {
    std::string ignore;
    std::string files;
  };
  const Case cases[] = {
      {"", "a/ a/x.txt a/y.o a.b b/ b/c/ b/c/z.txt link up"},
      {"a\nlink\n", "a.b b/ b/c/ b/c/z.txt up"},
      {"*\n!b/c/z.txt\n", "b/ b/c/ b/c/z.txt"},
      {"**\n!**/*.txt\n", "a/ a/x.txt b/ b/c/ b/c/z.txt"},
      {"**\n!absent\n", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.ignore);
    CHECK(walked(FolderWalk(folder.path(), IgnoreRules(c.ignore, "test"))) == c.files);
  }
}

TEST_CASE("what is asked for, what lies below it, and where links lead") {
  berth::test::TemporaryFolder folder;
  fill(folder.path());
  struct Case {
    std::string name;
    std::vector<std::string> patterns;
    std::vector<std::string> paths;
    std::string files;
  };
  const Case cases[] = {
      {"nothing is asked for", {}, {}, "a/ a/x.txt a/y.o a.b b/ b/c/ b/c/z.txt link up"},
      {"a folder", {}, {"a"}, "a/ a/x.txt a/y.o"},
      {"a file below", {}, {"/b/c/z.txt"}, "b/ b/c/ b/c/z.txt"},
      {"all", {}, {"."}, "a/ a/x.txt a/y.o a.b b/ b/c/ b/c/z.txt link up"},
      {"through a link", {}, {"link/z.txt"}, "b/ b/c/ b/c/z.txt link"},
      {"a link that leads out stays in", {}, {"up"}, "b/ b/c/ b/c/z.txt up"},
      {"wildcards", {}, {"a/*.txt"}, "a/ a/x.txt"},
      {"wildcards that hit a link", {}, {"li*"}, "b/ b/c/ b/c/z.txt link"},
      {"a pattern", {"**/*.o"}, {}, "a/ a/y.o"},
      {"what is not there", {}, {"absent/file"}, ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(walked(FolderWalk(folder.path(), {}, wanted_only(folder.path(), c.patterns, c.paths))) == c.files);
  }
}

TEST_CASE("links that lead in a ring end") {
  berth::test::TemporaryFolder folder;
  fs::create_symlink("b", folder.path() / "a");
  fs::create_symlink("a", folder.path() / "b");
  CHECK(walked(FolderWalk(folder.path(), {}, wanted_only(folder.path(), {}, {"a/x"}))) == "a b");
}

TEST_CASE("a folder that is not there") {
  CHECK_THROWS_AS(FolderWalk("/absent/folder", {}), berth::Error);
}
