#include "engine_client/tar_extractor.hpp"

#include <cerrno>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "engine_client/descriptor.hpp"
#include "engine_client/tar_reader.hpp"

namespace berth::engine {
namespace {

constexpr mode_t own_access = 0700;  // while a folder is being filled

[[noreturn]] void fail(const std::string& path, std::string_view what) {
  throw Error(fmt::format("{}: {}", what, std::generic_category().message(errno)), {}, path);
}

/// The parts of a path behind its first one.
std::vector<std::string> parts_below(const std::string& path) {
  std::vector<std::string> parts;
  for (const auto part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") throw Error(fmt::format("the archive holds the path {}, which leads elsewhere", path));
    parts.emplace_back(part);
  }
  if (!parts.empty()) parts.erase(parts.begin());
  return parts;
}

}  // namespace

class TarExtractor::Work {
 public:
  explicit Work(ExtractOptions options)
      : options_(std::move(options)), root_(::open(options_.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (root_.get() < 0) fail(options_.folder.string(), "the folder cannot be opened");
    reader_.on_entry = [this](const TarEntry& entry) { begin(entry); };
    reader_.on_data = [this](std::string_view bytes) { write(bytes); };
  }

  void feed(std::string_view bytes) { reader_.feed(bytes); }
  void finish();

 private:
  struct Place {
    Descriptor folder;
    std::string name;
  };
  struct Folder {
    std::string path;
    TarEntry entry;
  };

  void begin(const TarEntry& entry);
  void write(std::string_view bytes);
  void end_file();
  void make_folder(const TarEntry& entry, const std::vector<std::string>& parts);
  void open_file(const TarEntry& entry, const Place& place);
  [[nodiscard]] Place place_of(const std::vector<std::string>& parts) const;
  [[nodiscard]] std::vector<std::string> target_of(const std::string& path) const;
  void set_owner(int folder, const std::string& name, const TarEntry& entry) const;

  ExtractOptions options_;
  Descriptor root_;
  TarReader reader_;
  Descriptor file_;
  TarEntry entry_;  // of file_
  std::vector<Folder> folders_;
};

std::vector<std::string> TarExtractor::Work::target_of(const std::string& path) const {
  auto parts = parts_below(path);
  if (!options_.name.empty()) parts.insert(parts.begin(), options_.name);
  return parts;
}

/// Links on the way are not followed: the archive may have made them.
TarExtractor::Work::Place TarExtractor::Work::place_of(const std::vector<std::string>& parts) const {
  Place place{Descriptor(::fcntl(root_.get(), F_DUPFD_CLOEXEC, 0)), parts.back()};
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    const int next = ::openat(place.folder.get(), parts[i].c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (next < 0) fail(parts[i], "the folder cannot be opened");
    place.folder = Descriptor(next);
  }
  return place;
}

void TarExtractor::Work::set_owner(int folder, const std::string& name, const TarEntry& entry) const {
  if (!options_.owners) return;
  const auto uid = static_cast<uid_t>(entry.uid);
  const auto gid = static_cast<gid_t>(entry.gid);
  if (::fchownat(folder, name.c_str(), uid, gid, AT_SYMLINK_NOFOLLOW) != 0 && errno != EPERM)
    fail(name, "its owner cannot be set");
}

void TarExtractor::Work::make_folder(const TarEntry& entry, const std::vector<std::string>& parts) {
  const auto place = place_of(parts);
  if (::mkdirat(place.folder.get(), place.name.c_str(), own_access) != 0 && errno != EEXIST)
    fail(place.name, "the folder cannot be made");
  set_owner(place.folder.get(), place.name, entry);
  std::string path;
  for (const auto& part : parts) path += (path.empty() ? "" : "/") + part;
  folders_.push_back({std::move(path), entry});
}

void TarExtractor::Work::open_file(const TarEntry& entry, const Place& place) {
  const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
  int file = ::openat(place.folder.get(), place.name.c_str(), flags, entry.mode);
  if (file < 0 && errno == ELOOP) {  // a link is replaced, not written through
    ::unlinkat(place.folder.get(), place.name.c_str(), 0);
    file = ::openat(place.folder.get(), place.name.c_str(), flags, entry.mode);
  }
  if (file < 0) fail(place.name, "the file cannot be written");
  file_ = Descriptor(file);
  entry_ = entry;
  ::fchmod(file, entry.mode);
  set_owner(place.folder.get(), place.name, entry);
}

void TarExtractor::Work::begin(const TarEntry& entry) {
  end_file();
  const auto parts = target_of(entry.path);
  if (parts.empty()) return;  // the top of a copied content: it is there
  if (entry.type == TarEntry::Type::folder) return make_folder(entry, parts);
  const auto place = place_of(parts);
  const int folder = place.folder.get();
  if (entry.type == TarEntry::Type::file) return open_file(entry, place);
  if (entry.type == TarEntry::Type::other) return;  // devices and sockets mean nothing here
  ::unlinkat(folder, place.name.c_str(), 0);
  if (entry.type == TarEntry::Type::symlink) {
    if (::symlinkat(entry.link_target.c_str(), folder, place.name.c_str()) != 0)
      fail(place.name, "the link cannot be made");
    set_owner(folder, place.name, entry);
    return;
  }
  const auto linked = place_of(target_of(entry.link_target));
  if (::linkat(linked.folder.get(), linked.name.c_str(), folder, place.name.c_str(), 0) != 0)
    fail(place.name, "the link cannot be made");
}

void TarExtractor::Work::write(std::string_view bytes) {
  while (!bytes.empty() && file_.get() >= 0) {
    const auto count = ::write(file_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(entry_.path, "the file cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void TarExtractor::Work::end_file() {
  if (file_.get() < 0) return;
  const timespec time{entry_.modified, 0};
  const timespec times[2] = {time, time};
  ::futimens(file_.get(), times);
  file_ = Descriptor();
}

void TarExtractor::Work::finish() {
  end_file();
  if (!reader_.complete()) throw Error("the archive is cut off", "copy again");
  for (auto folder = folders_.rbegin(); folder != folders_.rend(); ++folder) {
    const timespec time{folder->entry.modified, 0};
    const timespec times[2] = {time, time};
    ::fchmodat(root_.get(), folder->path.c_str(), folder->entry.mode, 0);
    ::utimensat(root_.get(), folder->path.c_str(), times, AT_SYMLINK_NOFOLLOW);
  }
}

TarExtractor::TarExtractor(ExtractOptions options) : work_(std::make_unique<Work>(std::move(options))) {}

TarExtractor::~TarExtractor() = default;

void TarExtractor::feed(std::string_view bytes) {
  work_->feed(bytes);
}

void TarExtractor::finish() {
  work_->finish();
}

}  // namespace berth::engine
