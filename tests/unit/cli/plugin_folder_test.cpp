#include "cli/plugin_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

#include "base/error.hpp"

using namespace berth;
using cli::PluginFolder;
using Holds = cli::PluginFolder::Holds;
namespace fs = std::filesystem;

namespace {

struct Place {
  Place() {
    auto name = (fs::temp_directory_path() / "berth-plugin-XXXXXX").string();
    root = ::mkdtemp(name.data());
    write(root / "bin/berth", "berth");
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { fs::remove_all(root); }

  static void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  static std::string read(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path root;
};

}  // namespace

TEST_CASE("the plugin is a link to the program, made and taken away") {
  const Place place;
  const PluginFolder folder(place.root / "docker", place.root / "bin/berth");
  CHECK(folder.holds() == Holds::nothing);
  folder.install();
  CHECK(folder.holds() == Holds::this_program);
  CHECK(Place::read(folder.plugin()) == "berth");
  folder.install();  // again changes nothing
  CHECK(folder.holds() == Holds::this_program);
  folder.remove();
  CHECK(folder.holds() == Holds::nothing);
  CHECK_FALSE(folder.has_aside());
}

TEST_CASE("another program's plugin is put aside and comes back") {
  const Place place;
  const PluginFolder folder(place.root / "docker", place.root / "bin/berth");
  Place::write(folder.plugin(), "other");
  CHECK(folder.holds() == Holds::foreign);
  folder.install();
  CHECK(folder.holds() == Holds::this_program);
  CHECK(Place::read(folder.aside()) == "other");
  folder.remove();
  CHECK(folder.holds() == Holds::foreign);
  CHECK(Place::read(folder.plugin()) == "other");
  CHECK_FALSE(folder.has_aside());
}

TEST_CASE("what was put aside is never overwritten") {
  const Place place;
  const PluginFolder folder(place.root / "docker", place.root / "bin/berth");
  Place::write(folder.plugin(), "second");
  Place::write(folder.aside(), "first");
  CHECK_THROWS_AS(folder.install(), Error);
  CHECK(Place::read(folder.aside()) == "first");
  CHECK(Place::read(folder.plugin()) == "second");
}

TEST_CASE("a Berth that is gone or elsewhere is Berth's own") {
  const Place place;
  const PluginFolder folder(place.root / "docker", place.root / "bin/berth");
  fs::create_directories(folder.plugin().parent_path());
  fs::create_symlink("/nowhere/berth", folder.plugin());
  CHECK(folder.holds() == Holds::another_berth);
  folder.install();
  CHECK(folder.holds() == Holds::this_program);
  CHECK_FALSE(folder.has_aside());
}
