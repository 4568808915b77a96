#include "engine_client/build_context.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "engine_client/folder_walk.hpp"
#include "engine_client/tar_writer.hpp"

namespace berth::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece_size = 64 * 1024;
constexpr std::uintmax_t small_file_limit = 4U << 20U;  // bytes of a Dockerfile or .dockerignore

[[noreturn]] void fail(const fs::path& path, std::string_view what, int error) {
  throw Error(fmt::format("{}: {}", what, std::generic_category().message(error)), {}, path.string());
}

/// nullopt when there is no such file.
std::optional<std::string> read_text(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  if (fs::file_size(path, error) > small_file_limit) throw Error("the file is larger than 4 MiB", {}, path.string());
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path, "the file cannot be read", errno);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Packs what the rules let through, a piece at a time.
class ContextSource final : public ByteSource {
 public:
  ContextSource(fs::path root, IgnoreRules rules, std::vector<ExtraFile> extras)
      : root_(std::move(root)), walk_(root_, std::move(rules)), extras_(std::move(extras)) {}

  std::size_t read(std::span<char> buffer) override {
    while (taken_ == ready_.size()) {
      if (finished_) return 0;
      advance();
      ready_ = writer_.take();
      taken_ = 0;
    }
    const auto count = std::min(buffer.size(), ready_.size() - taken_);
    ready_.copy(buffer.data(), count, taken_);
    taken_ += count;
    return count;
  }

 private:
  void advance() {
    if (left_ > 0) return pack_piece();
    if (!walked_) {
      if (const auto file = walk_.next()) return pack(*file);
      walked_ = true;
    }
    if (!extras_.empty()) {
      pack_extra(extras_.back());
      extras_.pop_back();
    } else {
      writer_.finish();
      finished_ = true;
    }
  }

  void pack(const WalkedFile& file) {
    if (std::any_of(extras_.begin(), extras_.end(), [&](const auto& extra) { return extra.path == file.path; })) return;
    constexpr std::int64_t nanoseconds = 1'000'000'000;
    TarHeader header;
    header.path = file.path;
    header.mode = file.mode & 07777U;
    header.modified = file.modified / nanoseconds;
    if (file.is_folder()) {
      header.type = TarType::folder;
      header.path += '/';
    } else if (file.is_symlink()) {
      header.type = TarType::symlink;
      header.link_target = file.link_target;
    } else if (S_ISFIFO(file.mode)) {
      header.type = TarType::fifo;
    } else if (file.is_regular()) {
      header.size = file.size;
      open_file(file);
    } else {
      return;  // sockets and devices mean nothing to a build
    }
    writer_.begin(header);
  }

  void open_file(const WalkedFile& file) {
    file_path_ = root_ / file.path;
    file_ = std::ifstream(file_path_, std::ios::binary);
    if (!file_) fail(file_path_, "the file cannot be read", errno);
    left_ = static_cast<std::uint64_t>(file.size);
  }

  void pack_piece() {
    std::string piece(std::min<std::uint64_t>(left_, piece_size), '\0');
    file_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    if (static_cast<std::size_t>(file_.gcount()) != piece.size()) {
      throw Error("the file became shorter while it was sent", "run the build again", file_path_.string());
    }
    writer_.write(piece);
    left_ -= piece.size();
  }

  void pack_extra(const ExtraFile& extra) {
    TarHeader header;
    header.path = extra.path;
    header.size = static_cast<std::int64_t>(extra.content.size());
    writer_.begin(header);
    writer_.write(extra.content);
  }

  fs::path root_;
  FolderWalk walk_;
  std::vector<ExtraFile> extras_;
  TarWriter writer_;
  fs::path file_path_;
  std::ifstream file_;
  std::uint64_t left_ = 0;  // of file_
  std::string ready_;
  std::size_t taken_ = 0;  // of ready_
  bool walked_ = false;
  bool finished_ = false;
};

constexpr std::string_view ignore_name = ".dockerignore";
constexpr std::string_view foreign_dockerfile = ".dockerfile.berth";

/// The rules for a context: `<dockerfile>.dockerignore` beside the Dockerfile goes before the context's own.
struct IgnoreFile {
  std::string text;
  std::string name;
};

IgnoreFile find_ignore_file(const fs::path& context, const fs::path& dockerfile) {
  for (const auto& path : {fs::path(dockerfile.string() + std::string(ignore_name)), context / ignore_name}) {
    if (auto text = read_text(path)) return {std::move(*text), path.string()};
  }
  return {};
}

void check_folder(const fs::path& context) {
  std::error_code error;
  if (!fs::is_directory(context, error)) {
    throw Error(fmt::format("the build context {} is no folder", context.string()), "check build.context");
  }
}

Error no_dockerfile(const fs::path& path) {
  return Error(fmt::format("there is no Dockerfile {}", path.string()), "check build.dockerfile and build.context");
}

/// The Dockerfile is not among the files of the context: it is sent under a name of its own, which the engine is told
/// to leave out of what COPY sees.
BuildContext with_foreign_dockerfile(const fs::path& context, std::string dockerfile_text, IgnoreFile ignore,
                                     std::vector<ExtraFile> extras) {
  IgnoreRules rules(ignore.text, ignore.name);
  if (ignore.text.empty()) ignore.text = ignore_name;
  extras.push_back({std::string(foreign_dockerfile), std::move(dockerfile_text)});
  extras.push_back({std::string(ignore_name), fmt::format("{}\n{}\n", ignore.text, foreign_dockerfile)});
  return {std::make_unique<ContextSource>(context, std::move(rules), std::move(extras)),
          std::string(foreign_dockerfile)};
}

}  // namespace

BuildContext open_build_context(const fs::path& context, const std::string& dockerfile, std::vector<ExtraFile> extras) {
  check_folder(context);
  const auto path = fs::path(dockerfile).is_absolute() ? fs::path(dockerfile) : context / dockerfile;
  auto text = read_text(path);
  if (!text) throw no_dockerfile(path);
  auto ignore = find_ignore_file(context, path);
  const auto inside = path.lexically_normal().lexically_relative(context.lexically_normal()).generic_string();
  if (inside.empty() || inside.starts_with("..")) {
    return with_foreign_dockerfile(context, std::move(*text), std::move(ignore), std::move(extras));
  }
  IgnoreRules rules(ignore.text, ignore.name);
  rules.always_keep(inside);
  rules.always_keep(std::string(ignore_name));
  return {std::make_unique<ContextSource>(context, std::move(rules), std::move(extras)), inside};
}

BuildContext open_inline_build_context(const fs::path& context, std::string dockerfile_text,
                                       std::vector<ExtraFile> extras) {
  check_folder(context);
  return with_foreign_dockerfile(context, std::move(dockerfile_text), find_ignore_file(context, context / "Dockerfile"),
                                 std::move(extras));
}

DockerfileFolder read_dockerfile(const fs::path& context, const std::string& dockerfile) {
  check_folder(context);
  const auto path = context / dockerfile;
  auto text = read_text(path);
  if (!text) throw no_dockerfile(path);
  DockerfileFolder folder;
  folder.dockerfile = path.filename().string();
  folder.files[folder.dockerfile] = std::move(*text);
  const auto ignore_path = path.string() + std::string(ignore_name);
  if (auto ignore = read_text(ignore_path))
    folder.files[folder.dockerfile + std::string(ignore_name)] = std::move(*ignore);
  return folder;
}

}  // namespace berth::engine
