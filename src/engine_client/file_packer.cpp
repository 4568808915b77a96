#include "engine_client/file_packer.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/error.hpp"

namespace berth::engine {
namespace {

constexpr std::size_t piece_size = 64 * 1024;

}  // namespace

std::size_t FilePacker::read(std::span<char> buffer) {
  while (taken_ == ready_.size()) {
    if (finished_) return 0;
    if (left_ > 0) {
      pack_piece();
    } else {
      advance();
    }
    ready_ = writer_.take();
    taken_ = 0;
  }
  const auto count = std::min(buffer.size(), ready_.size() - taken_);
  ready_.copy(buffer.data(), count, taken_);
  taken_ += count;
  return count;
}

void FilePacker::pack(const WalkedFile& file, const std::filesystem::path& on_disk, const std::string& path,
                      Owner owner) {
  constexpr std::int64_t nanoseconds = 1'000'000'000;
  TarHeader header;
  header.path = path;
  header.mode = file.mode & 07777U;
  header.uid = owner.uid;
  header.gid = owner.gid;
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
    file_path_ = on_disk;
    file_ = std::ifstream(on_disk, std::ios::binary);
    if (!file_) {
      throw Error(fmt::format("the file cannot be read: {}", std::generic_category().message(errno)), {},
                  on_disk.string());
    }
    left_ = static_cast<std::uint64_t>(file.size);
  } else {
    return;  // sockets and devices mean nothing to another host
  }
  writer_.begin(header);
}

void FilePacker::pack(const std::string& path, const std::string& content) {
  TarHeader header;
  header.path = path;
  header.size = static_cast<std::int64_t>(content.size());
  writer_.begin(header);
  writer_.write(content);
}

void FilePacker::pack_piece() {
  std::string piece(std::min<std::uint64_t>(left_, piece_size), '\0');
  file_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
  if (static_cast<std::size_t>(file_.gcount()) != piece.size()) {
    throw Error("the file became shorter while it was sent", "run the command again", file_path_.string());
  }
  writer_.write(piece);
  left_ -= piece.size();
}

void FilePacker::finish() {
  writer_.finish();
  finished_ = true;
}

}  // namespace berth::engine
