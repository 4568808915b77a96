// Packs files of the host into a tar stream, piece by piece, so that their sizes do not matter.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

#include "engine_client/folder_walk.hpp"
#include "engine_client/stream.hpp"
#include "engine_client/tar_writer.hpp"

namespace berth::engine {

struct Owner {
  std::int64_t uid = 0;
  std::int64_t gid = 0;
};

/// A ByteSource that packs what advance() hands over. For classes that know which files come next.
class FilePacker : public ByteSource {
 public:
  std::size_t read(std::span<char> buffer) final;

 protected:
  /// Packs something more, or calls finish().
  virtual void advance() = 0;

  /// One file under the name `path`; its content follows by itself. Sockets and devices are left out. Throws
  /// berth::Error when it cannot be read.
  void pack(const WalkedFile& file, const std::filesystem::path& on_disk, const std::string& path, Owner owner = {});
  void pack(const std::string& path, const std::string& content);
  void finish();

 private:
  void pack_piece();

  TarWriter writer_;
  std::filesystem::path file_path_;
  std::ifstream file_;
  std::uint64_t left_ = 0;  // of file_
  std::string ready_;
  std::size_t taken_ = 0;  // of ready_
  bool finished_ = false;
};

}  // namespace berth::engine
