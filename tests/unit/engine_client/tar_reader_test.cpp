#include "engine_client/tar_reader.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/error.hpp"
#include "engine_client/path_archive.hpp"
#include "engine_client/tar_extractor.hpp"
#include "engine_client/tar_writer.hpp"
#include "unit/engine_client/temporary_folder.hpp"

using namespace berth;
using engine::TarReader;
namespace fs = std::filesystem;

namespace {

std::string archive(const std::vector<std::pair<engine::TarHeader, std::string>>& entries) {
  engine::TarWriter writer;
  for (auto [header, content] : entries) {
    header.size = static_cast<std::int64_t>(content.size());
    writer.begin(header);
    writer.write(content);
  }
  writer.finish();
  return writer.take();
}

engine::TarHeader header(std::string path, engine::TarType type = engine::TarType::file) {
  engine::TarHeader out;
  out.path = std::move(path);
  out.type = type;
  out.mode = type == engine::TarType::folder ? 0755 : 0640;
  out.modified = 1'000'000;
  return out;
}

/// "path[type]=content;" for each entry, fed in pieces of a size.
std::string read(const std::string& bytes, std::size_t piece) {
  TarReader reader;
  std::string out;
  reader.on_entry = [&](const engine::TarEntry& entry) {
    out += fmt::format(";{}[{}]{}", entry.path, static_cast<int>(entry.type), entry.link_target);
  };
  reader.on_data = [&](std::string_view data) { out += data; };
  for (std::size_t at = 0; at < bytes.size(); at += piece) reader.feed(std::string_view(bytes).substr(at, piece));
  CHECK(reader.complete());
  return out;
}

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string all_of(engine::ByteSource& source) {
  std::string out;
  std::string buffer(1000, '\0');
  while (const auto count = source.read(buffer)) out.append(buffer, 0, count);
  return out;
}

}  // namespace

TEST_CASE("a tar stream in pieces of any size") {
  const std::string deep = std::string(150, 'd') + "/" + std::string(120, 'f');
  auto link = header("data/link", engine::TarType::symlink);
  link.link_target = std::string(130, 't');
  const auto bytes = archive({{header("data", engine::TarType::folder), ""},
                              {header("data/a"), "hello"},
                              {header("data/empty"), ""},
                              {header(deep), std::string(1024, 'x')},
                              {link, ""}});
  const auto expected = ";data/[1];data/a[0]hello;data/empty[0];" + deep + "[0]" + std::string(1024, 'x') +
                        ";data/link[2]" + link.link_target;
  for (const std::size_t piece : {1UL, 7UL, 511UL, 512UL, 513UL, 100'000UL}) {
    CAPTURE(piece);
    auto seen = read(bytes, piece);
    if (const auto at = seen.find(";data[1]"); at != std::string::npos) seen.replace(at, 8, ";data/[1]");
    CHECK(seen == expected);
  }
}

TEST_CASE("what is no tar archive is refused") {
  TarReader reader;
  reader.on_entry = [](const auto&) {};
  reader.on_data = [](auto) {};
  CHECK_THROWS_AS(reader.feed(std::string(512, 'x')), Error);
  auto damaged = archive({{header("a"), "b"}});
  damaged[3] ^= 1;
  TarReader again;
  again.on_entry = [](const auto&) {};
  again.on_data = [](auto) {};
  CHECK_THROWS_WITH_AS(again.feed(damaged), doctest::Contains("damaged"), Error);
  TarReader cut;
  cut.on_entry = [](const auto&) {};
  cut.on_data = [](auto) {};
  cut.feed(archive({{header("a"), std::string(2000, 'b')}}).substr(0, 1000));
  CHECK(!cut.complete());
}

TEST_CASE("unpacked below the folder, under another name") {
  test::TemporaryFolder folder;
  const auto bytes = archive({{header("src", engine::TarType::folder), ""},
                              {header("src/sub", engine::TarType::folder), ""},
                              {header("src/sub/a"), "hello"}});
  for (const std::string name : {"new", ""}) {
    engine::TarExtractor extractor({folder.path(), name, false});
    extractor.feed(bytes);
    extractor.finish();
    CHECK(content_of(folder.path() / name / "sub/a") == "hello");
    CHECK((fs::status(folder.path() / name / "sub/a").permissions() & fs::perms::all) == fs::perms(0640));
  }
}

TEST_CASE("a hostile archive stays within its folder") {
  test::TemporaryFolder folder;
  fs::create_directory(folder.path() / "in");
  fs::create_directory(folder.path() / "out");
  const auto unpack = [&](const std::string& bytes) {
    engine::TarExtractor extractor({folder.path() / "in", "x", false});
    extractor.feed(bytes);
    extractor.finish();
  };
  CHECK_THROWS_WITH_AS(unpack(archive({{header("a/../../out/f"), "bad"}})), doctest::Contains("leads elsewhere"),
                       Error);
  auto link = header("a/link", engine::TarType::symlink);
  link.link_target = (folder.path() / "out").string();
  CHECK_THROWS_AS(
      unpack(archive({{header("a", engine::TarType::folder), ""}, {link, ""}, {header("a/link/f"), "bad"}})), Error);
  auto file_link = header("a/file", engine::TarType::symlink);
  file_link.link_target = (folder.path() / "out/g").string();
  unpack(archive({{header("a", engine::TarType::folder), ""}, {file_link, ""}, {header("a/file"), "kept in"}}));
  CHECK(content_of(folder.path() / "in/x/file") == "kept in");
  CHECK(fs::is_empty(folder.path() / "out"));
}

TEST_CASE("a path of the host as an archive") {
  test::TemporaryFolder folder;
  fs::create_directories(folder.path() / "src/sub");
  std::ofstream(folder.path() / "src/sub/a") << "hello";
  const auto names = [&](const std::string& path, engine::PathArchiveOptions options) {
    return read(all_of(*engine::archive_of_path(folder.path() / path, std::move(options))), 4096);
  };
  CHECK(names("src/sub/a", {.name = "b"}) == ";b[0]hello");
  CHECK(names("src", {.name = "dst"}) == ";dst/[1];dst/sub/[1];dst/sub/a[0]hello");
  CHECK(names("src", {}) == ";sub/[1];sub/a[0]hello");
  fs::create_symlink(folder.path() / "src/sub/a", folder.path() / "link");
  CHECK(names("link", {.name = "l"}).starts_with(";l[2]"));
  CHECK(names("link", {.name = "l", .follow_the_link = true}) == ";l[0]hello");
  CHECK_THROWS_AS(names("absent", {.name = "x"}), Error);
}
