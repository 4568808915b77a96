#include "compose/local_file_system.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace berth::compose;

namespace {

/// A new folder that is removed in the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "berth-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path); }

  std::string path;
};

}  // namespace

TEST_CASE("only regular files are read, and never more than the limit") {
  const TemporaryFolder folder;
  const LocalFileSystem disk(folder.path);
  const auto file = folder.path + "/file";
  std::ofstream(file) << "0123456789";
  REQUIRE(::mkfifo((folder.path + "/pipe").c_str(), 0600) == 0);
  std::filesystem::create_symlink(file, folder.path + "/link");

  CHECK(disk.read(file, 100).value() == "0123456789");
  CHECK(disk.read(folder.path + "/link", 100).value() == "0123456789");
  CHECK(disk.read(file, 9).problem().message == "cannot read " + file + ": it has 10 bytes, at most 9 are read");
  CHECK(disk.read(folder.path, 100).problem().message == "cannot read " + folder.path + ": it is a directory");
  CHECK(disk.read(folder.path + "/pipe", 100).problem().message.ends_with("it is not a regular file"));
  CHECK(disk.read("/dev/zero", 100).problem().message == "cannot read /dev/zero: it is not a regular file");
  CHECK(disk.read("/dev/null", 100).value().empty());
  CHECK(disk.read_named("/dev/zero", 100).problem().message == "cannot read /dev/zero: it has more than 100 bytes");
  CHECK(disk.read_named(file, 100).value() == "0123456789");
  CHECK(disk.read_named(folder.path, 100).problem().message == "cannot read " + folder.path + ": it is a directory");
  CHECK(disk.read(file + "/x", 100).problem().message.ends_with("there is no such file"));

  CHECK(disk.kind(file) == FileKind::regular);
  CHECK(disk.kind(folder.path) == FileKind::directory);
  CHECK(disk.kind(folder.path + "/pipe") == FileKind::other);
  CHECK(disk.kind(folder.path + "/none") == FileKind::missing);
  CHECK(disk.working_directory() == folder.path);
  CHECK(disk.real_path(folder.path + "/link") == disk.real_path(file));
}
