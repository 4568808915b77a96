#include "engine_client/path_archive.hpp"

#include <optional>

#include <sys/stat.h>

#include "engine_client/file_packer.hpp"

namespace berth::engine {
namespace {

namespace fs = std::filesystem;

class PathArchive final : public FilePacker {
 public:
  PathArchive(const fs::path& path, PathArchiveOptions options)
      : root_(options.follow_the_link ? fs::canonical(path) : path.lexically_normal()), options_(std::move(options)) {
    top_ = describe_file(root_.parent_path().empty() ? fs::path(".") : root_.parent_path(), root_.filename().string());
    if (top_.is_folder()) walk_.emplace(root_, IgnoreRules());
  }

 private:
  void advance() override {
    if (!top_told_) {
      top_told_ = true;
      if (!options_.name.empty()) pack(top_, root_, options_.name, owner(root_));
      return;
    }
    const auto file = walk_ ? walk_->next() : std::nullopt;
    if (!file) return finish();
    const auto on_disk = root_ / file->path;
    pack(*file, on_disk, options_.name.empty() ? file->path : options_.name + "/" + file->path, owner(on_disk));
  }

  [[nodiscard]] Owner owner(const fs::path& path) const {
    struct stat status {};
    if (!options_.owners || ::lstat(path.c_str(), &status) != 0) return {};
    return {status.st_uid, status.st_gid};
  }

  fs::path root_;
  PathArchiveOptions options_;
  WalkedFile top_;
  std::optional<FolderWalk> walk_;
  bool top_told_ = false;
};

class ListArchive final : public FilePacker {
 public:
  ListArchive(std::vector<ListedFile> files, Owner owner) : files_(std::move(files)), owner_(owner) {}

 private:
  void advance() override {
    if (next_ == files_.size()) return finish();
    const auto& file = files_[next_++];
    struct stat status {};
    if (::lstat(file.path.c_str(), &status) != 0) return;
    pack(describe_file(file.path.parent_path(), file.path.filename().string()), file.path, file.name, owner_);
  }

  std::vector<ListedFile> files_;
  Owner owner_;
  std::size_t next_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> archive_of_path(const fs::path& path, PathArchiveOptions options) {
  return std::make_unique<PathArchive>(path, std::move(options));
}

std::unique_ptr<ByteSource> archive_of_files(std::vector<ListedFile> files, Owner owner) {
  return std::make_unique<ListArchive>(std::move(files), owner);
}

}  // namespace berth::engine
