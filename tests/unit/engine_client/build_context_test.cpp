#include "engine_client/build_context.hpp"

#include <fstream>
#include <map>

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "engine_client/ignore_rules.hpp"
#include "engine_client/tar.hpp"
#include "unit/engine_client/temporary_folder.hpp"

using namespace berth;
using namespace berth::engine;
using berth::test::TemporaryFolder;

namespace {

std::string read_all(ByteSource& source, std::size_t piece) {
  std::string all;
  std::vector<char> buffer(piece);
  while (const auto count = source.read(buffer)) all.append(buffer.data(), count);
  return all;
}

struct Unpacked {
  std::string text;  ///< content, or "-> target"
  std::int64_t uid = 0;
  unsigned mode = 0;
};

/// The entries of a tar archive in their order, and what is in them.
std::vector<std::pair<std::string, Unpacked>> unpack(const std::string& tar) {
  std::vector<std::pair<std::string, Unpacked>> result;
  auto* reader = archive_read_new();
  archive_read_support_format_tar(reader);
  REQUIRE(archive_read_open_memory(reader, tar.data(), tar.size()) == ARCHIVE_OK);
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
    Unpacked file;
    file.uid = archive_entry_uid(entry);
    file.mode = archive_entry_perm(entry);
    if (const auto* target = archive_entry_symlink(entry); target != nullptr) file.text = std::string("-> ") + target;
    file.text.resize(file.text.empty() ? static_cast<std::size_t>(archive_entry_size(entry)) : file.text.size());
    if (archive_entry_filetype(entry) == AE_IFREG) archive_read_data(reader, file.text.data(), file.text.size());
    result.emplace_back(archive_entry_pathname(entry), file);
  }
  archive_read_free(reader);
  return result;
}

std::string names(const std::vector<std::pair<std::string, Unpacked>>& entries) {
  std::string text;
  for (const auto& [name, file] : entries) text += (text.empty() ? "" : " ") + name;
  return text;
}

}  // namespace

TEST_CASE("patterns") {
  struct Case {
    std::string pattern;
    std::string path;
    bool matches;
  };
  const Case cases[] = {
      {"a", "a", true},
      {"a", "b", false},
      {"a", "a/b", false},
      {"*", "a", true},
      {"*", "a/b", false},
      {"*.o", "x.o", true},
      {"*.o", "d/x.o", false},
      {"**/*.o", "x.o", true},
      {"**/*.o", "d/e/x.o", true},
      {"**", "a/b/c", true},
      {"a/**", "a/b/c", true},
      {"a/**", "a", false},
      {"a/**/z", "a/z", true},
      {"a/**/z", "a/b/c/z", true},
      {"a/**/z", "a/b/zz", false},
      {"a**z", "a/b/z", true},
      {"a?c", "abc", true},
      {"a?c", "a/c", false},
      {"[a-c]x", "bx", true},
      {"[^a-c]x", "bx", false},
      {"[^a-c]x", "/x", false},
      {"[]]", "]", true},
      {"\\*", "*", true},
      {"\\*", "a", false},
      {"a.b", "aXb", false},
      {"a+b", "a+b", true},
      {"**/**/**/**/**/**/x", "a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/y", false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.pattern);
    CAPTURE(c.path);
    CHECK(GlobPattern(c.pattern).matches(c.path) == c.matches);
  }
  CHECK(GlobPattern("a/b/*.txt").may_match_below("a"));
  CHECK(GlobPattern("**/x").may_match_below("deep/er"));
  CHECK_FALSE(GlobPattern("a/b").may_match_below("b"));
}

TEST_CASE("what .dockerignore lets through") {
  struct Case {
    std::string name;
    std::string rules;
    std::string sent;
  };
  const Case cases[] = {
      {"nothing ignored", "", ".dockerignore Dockerfile a.o d/ d/b.o d/e/ d/e/c.txt readme.md"},
      {"by name", "readme.md\n", ".dockerignore Dockerfile a.o d/ d/b.o d/e/ d/e/c.txt"},
      {"comments, spaces, slashes", "# a\n  /readme.md  \n\n./d/\n", ".dockerignore Dockerfile a.o"},
      {"only at the top", "*.o\n", ".dockerignore Dockerfile d/ d/b.o d/e/ d/e/c.txt readme.md"},
      {"everywhere", "**/*.o\n", ".dockerignore Dockerfile d/ d/e/ d/e/c.txt readme.md"},
      {"a folder with all below", "d\n", ".dockerignore Dockerfile a.o readme.md"},
      {"an exception", "d\n!d/e/c.txt\n", ".dockerignore Dockerfile a.o d/ d/e/ d/e/c.txt readme.md"},
      {"an exception with stars", "*\n!**/*.txt\n", ".dockerignore Dockerfile d/ d/e/ d/e/c.txt"},
      {"the last rule counts", "!a.o\n*.o\n!a.o\na.o\n", ".dockerignore Dockerfile d/ d/b.o d/e/ d/e/c.txt readme.md"},
      {"everything but what the builder needs", "*\n", ".dockerignore Dockerfile"},
      {"not even the Dockerfile", "Dockerfile\n.dockerignore\n",
       ".dockerignore Dockerfile a.o d/ d/b.o d/e/ d/e/c.txt readme.md"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    TemporaryFolder folder;
    for (const auto* path : {"Dockerfile", "a.o", "d/b.o", "d/e/c.txt", "readme.md"}) folder.write(path, "x");
    folder.write(".dockerignore", c.rules);
    const auto context = open_build_context(folder.path(), "Dockerfile");
    CHECK(context.dockerfile == "Dockerfile");
    CHECK(names(unpack(read_all(*context.tar, 700))) == c.sent);
  }
}

TEST_CASE("contents, links and owners") {
  TemporaryFolder folder;
  const std::string large(300'000, 'l');
  const std::string long_name = std::string(120, 'n') + "/" + std::string(120, 'm');
  folder.write("Dockerfile", "FROM x\n");
  folder.write("large", large);
  folder.write(long_name, "deep");
  folder.write("run.sh", "#!");
  std::filesystem::permissions(folder.path() / "run.sh", std::filesystem::perms(0755));
  std::filesystem::create_symlink("../outside", folder.path() / "link");
  REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  const auto context = open_build_context(folder.path(), "Dockerfile");
  std::map<std::string, Unpacked> files;
  for (auto& [name, file] : unpack(read_all(*context.tar, 65536))) files.emplace(name, file);
  CHECK(files.at("Dockerfile").text == "FROM x\n");
  CHECK(files.at("large").text == large);
  CHECK(files.at(long_name).text == "deep");
  CHECK(files.at("link").text == "-> ../outside");
  CHECK(files.at("run.sh").mode == 0755);
  CHECK(files.at("run.sh").uid == 0);
  CHECK(files.contains("pipe"));
}

TEST_CASE("a Dockerfile from elsewhere is sent beside the context") {
  TemporaryFolder folder;
  folder.write("app/main.c", "x");
  folder.write("app/.dockerignore", "*.o");
  folder.write("other/Build.docker", "FROM y\n");
  const auto check = [&](const BuildContext& context, const char* text, const char* ignored) {
    CHECK(context.dockerfile == ".dockerfile.berth");
    std::map<std::string, Unpacked> files;
    for (auto& [name, file] : unpack(read_all(*context.tar, 65536))) CHECK(files.emplace(name, file).second);
    CHECK(files.at(".dockerfile.berth").text == text);
    CHECK(files.at(".dockerignore").text == ignored);
    CHECK(files.contains("main.c"));
  };
  check(open_build_context(folder.path() / "app", "../other/Build.docker"), "FROM y\n", "*.o\n.dockerfile.berth\n");
  check(open_build_context(folder.path() / "app", (folder.path() / "other/Build.docker").string()), "FROM y\n",
        "*.o\n.dockerfile.berth\n");
  check(open_inline_build_context(folder.path() / "app", "FROM z\n"), "FROM z\n", "*.o\n.dockerfile.berth\n");
  std::filesystem::remove(folder.path() / "app/.dockerignore");
  check(open_inline_build_context(folder.path() / "app", "FROM z\n"), "FROM z\n", ".dockerignore\n.dockerfile.berth\n");
}

TEST_CASE("a .dockerignore of the Dockerfile's own goes first") {
  TemporaryFolder folder;
  folder.write("docker/Prod", "FROM x");
  folder.write("docker/Prod.dockerignore", "a");
  folder.write(".dockerignore", "b");
  folder.write("a", "");
  folder.write("b", "");
  const auto context = open_build_context(folder.path(), "docker/Prod");
  CHECK(context.dockerfile == "docker/Prod");
  CHECK(names(unpack(read_all(*context.tar, 65536))) == ".dockerignore b docker/ docker/Prod docker/Prod.dockerignore");
}

TEST_CASE("contexts that cannot be") {
  TemporaryFolder folder;
  folder.write("file", "");
  CHECK_THROWS_WITH_AS(open_build_context(folder.path() / "none", "Dockerfile"), doctest::Contains("is no folder"),
                       Error);
  CHECK_THROWS_WITH_AS(open_build_context(folder.path() / "file", "Dockerfile"), doctest::Contains("is no folder"),
                       Error);
  CHECK_THROWS_WITH_AS(open_build_context(folder.path(), "Dockerfile"), doctest::Contains("there is no Dockerfile "),
                       Error);
  folder.write("Dockerfile", "");
  folder.write(".dockerignore", "ok\n[a\n");
  try {
    open_build_context(folder.path(), "Dockerfile");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) == "the pattern \"[a\" has a \"[\" without a \"]\"");
    CHECK(error.where() == (folder.path() / ".dockerignore").string() + ":2");
  }
}

TEST_CASE("files for containers") {
  const ArchiveFile files[] = {{"app.conf", "a=1\n", 0440, 1000, 1001, 5}, {"secret", "s"}};
  const auto entries = unpack(read_all(*tar_of(files), 100));
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].first == "app.conf");
  CHECK(entries[0].second.text == "a=1\n");
  CHECK(entries[0].second.mode == 0440);
  CHECK(entries[0].second.uid == 1000);
  CHECK(entries[1].second.mode == 0444);
}
