#include "lifecycle/copy.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "engine_client/path_archive.hpp"
#include "engine_client/tar_extractor.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using engine_api::PathStat;

// Go's os.FileMode
constexpr std::uint32_t folder_bit = 1U << 31U;
constexpr std::uint32_t link_bit = 1U << 27U;
constexpr int most_links = 40;  // in a row, as Linux has it

bool means_content(const std::string& path) {
  return path == "." || path.ends_with("/.");
}

/// Without slashes and "/." at its end; "/" stays.
std::string without_ending(std::string path) {
  while (path.size() > 1 && (path.ends_with('/') || path.ends_with("/."))) path.resize(path.rfind('/'));
  return path.empty() ? "/" : path;
}

std::string name_of(const std::string& path) {
  const auto plain = without_ending(path);
  return plain.substr(plain.rfind('/') + 1);
}

std::string folder_of(const std::string& path) {
  const auto plain = without_ending(path);
  const auto slash = plain.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : plain.substr(0, slash);
}

/// Paths in a container begin at its root.
std::string absolute(const std::string& path) {
  return path.starts_with('/') ? path : "/" + path;
}

asio::awaitable<std::optional<PathStat>> find_path(engine::Engine& engine, std::string container, std::string path) {
  try {
    auto found = co_await engine.stat_path(std::move(container), std::move(path));
    co_return found;
  } catch (const engine::EngineError& error) {
    if (error.kind() != engine::ErrorKind::not_found) throw;
  }
  co_return std::nullopt;
}

/// What the path leads to at last. A missing one is the answer, too.
asio::awaitable<std::pair<std::string, std::optional<PathStat>>> follow(engine::Engine& engine, std::string container,
                                                                        std::string path) {
  for (int links = 0;; ++links) {
    auto found = co_await find_path(engine, container, path);
    if (!found || (found->mode & link_bit) == 0 || found->link_target.empty() || links == most_links)
      co_return std::pair(path, std::move(found));
    const fs::path link(found->link_target);
    path = (link.is_absolute() ? link : fs::path(folder_of(path)) / link).lexically_normal().string();
  }
}

std::optional<bool> is_folder_here(const std::string& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) return std::nullopt;
  return fs::is_directory(status);
}

[[noreturn]] void refuse_missing(const std::string& container, const std::string& path) {
  throw Error(fmt::format("there is no {} in container {}", path, container.substr(0, 12)));
}

}  // namespace

CopyTarget copy_target(const std::string& source, bool source_is_folder, const std::string& target,
                       std::optional<bool> target_is_folder) {
  if (!source_is_folder && means_content(source)) throw Error(fmt::format("{} is no folder", without_ending(source)));
  if (target_is_folder.value_or(false)) return {target, means_content(source) ? std::string() : name_of(source)};
  if (target_is_folder && source_is_folder)
    throw Error(fmt::format("{} is a folder and {} is a file", source, target), "name a folder to copy into");
  if (!target_is_folder && !source_is_folder && target.ends_with('/'))
    throw Error(fmt::format("there is no folder {}", target), "make it first, or leave out the slash at its end");
  return {folder_of(target), name_of(target)};
}

asio::awaitable<std::unique_ptr<engine::OutputStream>> archive_from_container(engine::Engine& engine,
                                                                              std::string container, std::string source,
                                                                              CopyOptions options) {
  auto path = absolute(source);
  if (options.follow_the_link) {
    const auto end = co_await follow(engine, container, without_ending(path));
    path = end.first;
  }
  auto stream = co_await engine.get_archive(container, without_ending(path));
  co_return stream;
}

asio::awaitable<void> copy_from_container(engine::Engine& engine, std::string container, std::string source,
                                          std::string target, CopyOptions options) {
  auto path = absolute(source);
  auto found = co_await find_path(engine, container, without_ending(path));
  if (!found) refuse_missing(container, without_ending(path));
  if (options.follow_the_link || means_content(source)) {
    auto end = co_await follow(engine, container, without_ending(path));
    if (!end.second) refuse_missing(container, end.first);
    path = end.first;
    found = std::move(end.second);
  }
  const bool is_folder = (found->mode & folder_bit) != 0;
  auto to = copy_target(source, is_folder, target, is_folder_here(target));
  const auto stream = co_await engine.get_archive(container, without_ending(path));
  engine::TarExtractor extractor({to.folder, to.name, options.owners});
  for (;;) {
    const auto chunk = co_await stream->next();
    if (!chunk) break;
    extractor.feed(chunk->data);
  }
  extractor.finish();
}

asio::awaitable<void> copy_to_container(engine::Engine& engine, std::string container, std::string source,
                                        std::string target, CopyOptions options) {
  const auto here = without_ending(source);
  const auto is_folder = is_folder_here(here);
  if (!is_folder && !fs::is_symlink(here)) throw Error(fmt::format("there is no {}", source));
  const auto there = co_await follow(engine, container, without_ending(absolute(target)));
  std::optional<bool> target_is_folder;
  if (there.second) target_is_folder = (there.second->mode & folder_bit) != 0;
  const auto given = target.ends_with('/') && !there.second ? there.first + "/" : there.first;
  const auto to = copy_target(source == "." ? "./." : source, is_folder.value_or(false), given, target_is_folder);
  if (!target_is_folder) {
    const auto parent = co_await find_path(engine, container, to.folder);
    if (!parent) refuse_missing(container, to.folder);
  }
  auto archive = engine::archive_of_path(here, {to.name, options.owners, options.follow_the_link});
  co_await engine.put_archive(container, to.folder, std::move(archive));
}

}  // namespace berth::lifecycle
