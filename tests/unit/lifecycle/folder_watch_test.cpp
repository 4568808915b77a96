// On real folders: what inotify tells, in which order, and what it does not tell is what the class is about.
#include "lifecycle/folder_watch.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "unit/lifecycle/run_task.hpp"

namespace berth::lifecycle {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

class Folder {
 public:
  Folder() {
    auto name = (fs::temp_directory_path() / "berth-watch-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  void write(const std::string& name, const std::string& text = "x") const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Changes by their names in the folder: "a.txt", "-gone", "folder/".
struct Watched {
  explicit Watched(const Folder& of, const std::string& root = {}, FolderWatch::Wanted wanted = {})
      : folder(of),
        watch(
            loop.get_executor(), wanted ? std::move(wanted) : [](const auto&, bool) { return true; }) {
    watch.add(root.empty() ? folder.path().string() : folder / root);
    watch.changes();
  }

  /// Reads events until the changes that have come are as many as expected.
  Strings after(const std::function<void()>& act, std::size_t count) {
    act();
    Strings out;
    test::run_task(loop, [&]() -> boost::asio::awaitable<void> {
      while (out.size() < count) {
        co_await watch.wait();
        for (const auto& change : watch.changes()) {
          const auto name = fs::path(change.path).lexically_relative(folder.path()).string();
          out.push_back(fmt::format("{}{}{}", change.gone ? "-" : "", name, change.is_folder ? "/" : ""));
        }
      }
    });
    std::ranges::sort(out);
    return out;
  }

  const Folder& folder;
  boost::asio::io_context loop;
  FolderWatch watch;
};

TEST_CASE("files that are made, written, renamed and removed") {
  const Folder folder;
  folder.write("old.txt");
  folder.write("sub/deep.txt");
  Watched watched(folder);
  CHECK(watched.after([&] { folder.write("new.txt"); }, 1) == Strings{"new.txt"});
  CHECK(watched.after([&] { folder.write("sub/deep.txt", "longer"); }, 1) == Strings{"sub/deep.txt"});
  CHECK(watched.after([&] { fs::rename(folder / "new.txt", folder / "old.txt"); }, 2) ==
        Strings{"-new.txt", "old.txt"});
  CHECK(watched.after([&] { fs::remove(folder / "old.txt"); }, 1) == Strings{"-old.txt"});
  CHECK(watched.after([&] { fs::permissions(folder / "sub/deep.txt", fs::perms::owner_all); }, 1) ==
        Strings{"sub/deep.txt"});
}

TEST_CASE("what came and went within a batch is not told") {
  const Folder folder;
  Watched watched(folder);
  CHECK(watched.after(
            [&] {
              folder.write("trial");
              fs::remove(folder / "trial");
              folder.write("stays");
            },
            1) == Strings{"stays"});
}

TEST_CASE("new folders are watched with all that they hold by then") {
  const Folder folder;
  const Folder outside;
  outside.write("a/b/c.txt");
  Watched watched(folder);
  CHECK(watched.after([&] { folder.write("x/y/z.txt"); }, 3) == Strings{"x/", "x/y/", "x/y/z.txt"});
  CHECK(watched.after([&] { folder.write("x/y/w.txt"); }, 1) == Strings{"x/y/w.txt"});
  CHECK(watched.after([&] { fs::rename(outside / "a", folder / "a"); }, 3) == Strings{"a/", "a/b/", "a/b/c.txt"});
  CHECK(watched.after([&] { folder.write("a/b/d.txt"); }, 1) == Strings{"a/b/d.txt"});
}

TEST_CASE("a tree that is moved away or to another place") {
  const Folder folder;
  const Folder outside;
  folder.write("a/b/c.txt");
  Watched watched(folder);
  CHECK(watched.after([&] { fs::rename(folder / "a", folder / "z"); }, 6) ==
        Strings{"-a/", "-a/b/", "-a/b/c.txt", "z/", "z/b/", "z/b/c.txt"});
  CHECK(watched.after([&] { folder.write("z/b/c.txt", "again"); }, 1) == Strings{"z/b/c.txt"});
  CHECK(watched.after([&] { fs::rename(folder / "z", outside / "z"); }, 3) == Strings{"-z/", "-z/b/", "-z/b/c.txt"});
  // What happens to it there is nobody's business.
  outside.write("z/b/c.txt", "elsewhere");
  CHECK(watched.after([&] { folder.write("last"); }, 1) == Strings{"last"});
}

TEST_CASE("a root that comes later, goes and comes again") {
  const Folder folder;
  Watched watched(folder, "target/classes");
  CHECK(watched.after([&] { folder.write("target/classes/A.class"); }, 2) ==
        Strings{"target/classes/", "target/classes/A.class"});
  CHECK(watched.after([&] { fs::remove_all(folder / "target"); }, 2) ==
        Strings{"-target/classes/", "-target/classes/A.class"});
  CHECK(watched.after([&] { folder.write("target/classes/B.class"); }, 2) ==
        Strings{"target/classes/", "target/classes/B.class"});
  CHECK(watched.after([&] { folder.write("target/classes/C.class"); }, 1) == Strings{"target/classes/C.class"});
}

TEST_CASE("a single file, replaced as editors do it") {
  const Folder folder;
  folder.write("app.conf");
  Watched watched(folder, "app.conf");
  CHECK(watched.after(
            [&] {
              folder.write("other");
              folder.write("app.conf.new", "new");
              fs::rename(folder / "app.conf.new", folder / "app.conf");
            },
            1) == Strings{"app.conf"});
  CHECK(watched.after([&] { fs::remove(folder / "app.conf"); }, 1) == Strings{"-app.conf"});
  CHECK(watched.after([&] { folder.write("app.conf", "back"); }, 1) == Strings{"app.conf"});
}

TEST_CASE("a file becomes a folder and the other way round") {
  const Folder folder;
  folder.write("x");
  Watched watched(folder);
  CHECK(watched.after(
            [&] {
              fs::remove(folder / "x");
              folder.write("x/y");
            },
            3) == Strings{"-x", "x/", "x/y"});
  CHECK(watched.after(
            [&] {
              fs::remove_all(folder / "x");
              folder.write("x");
            },
            3) == Strings{"-x/", "-x/y", "x"});
}

TEST_CASE("symbolic links are told and not followed") {
  const Folder folder;
  const Folder outside;
  outside.write("secret");
  Watched watched(folder);
  CHECK(watched.after([&] { fs::create_directory_symlink(outside.path(), folder / "link"); }, 1) == Strings{"link"});
  outside.write("secret", "changed");
  CHECK(watched.after([&] { folder.write("last"); }, 1) == Strings{"last"});
  for (const auto& each : watched.watch.present()) CHECK(each.path.find("secret") == std::string::npos);
}

TEST_CASE("what nobody asks for is not even looked at") {
  const Folder folder;
  folder.write("node_modules/a/b.js");
  Watched watched(folder, {}, [](const std::string& path, bool) { return path.find("node_modules") == path.npos; });
  CHECK(watched.after(
            [&] {
              folder.write("node_modules/a/c.js");
              folder.write("x");
            },
            1) == Strings{"x"});
  for (const auto& each : watched.watch.present()) CHECK(each.path.find("node_modules") == std::string::npos);
}

TEST_CASE("after lost events all is found by looking again") {
  const Folder folder;
  folder.write("changed");
  folder.write("gone/a");
  Watched watched(folder);
  folder.write("changed", "longer than before");
  fs::remove_all(folder / "gone");
  folder.write("new/deep/file");
  watched.watch.look_again();
  Strings found;
  for (const auto& change : watched.watch.changes())
    found.push_back((change.gone ? "-" : "") + fs::path(change.path).lexically_relative(folder.path()).string());
  std::ranges::sort(found);
  CHECK(found == Strings{"-gone", "-gone/a", "changed", "new", "new/deep", "new/deep/file"});
  // And what happens from now on in what was found then is told, too.
  CHECK(watched.after([&] { folder.write("new/deep/later"); }, 1) == Strings{"new/deep/later"});
}

TEST_CASE("a queue that overflows loses nothing in the end") {
  const Folder folder;
  Watched watched(folder);
  // More events than the kernel keeps (fs.inotify.max_queued_events), nobody reading.
  std::ifstream limit_file("/proc/sys/fs/inotify/max_queued_events");
  std::size_t limit = 0;
  limit_file >> limit;
  REQUIRE(limit > 0);
  for (std::size_t i = 0; i * 3 < limit + 100; ++i) {
    folder.write("filler");
    fs::remove(folder / "filler");
  }
  folder.write("made/in/the/overflow");
  CHECK(watched.after([] {}, 4) == Strings{"made/", "made/in/", "made/in/the/", "made/in/the/overflow"});
}

}  // namespace
}  // namespace berth::lifecycle
