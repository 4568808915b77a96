// How a folder is sent to BuildKit: the packets of moby.filesync.v1.FileSync/DiffCopy (fsutil.types). The client tells
// every file in order, the engine asks for the contents that it has not got.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace berth::engine_api {

/// One file as it is told. Numbers are those of Go's os.FileMode, not those of stat(2).
struct SyncFile {
  std::string path;           ///< relative, "/" between names
  std::uint32_t mode = 0;     ///< see go_file_mode()
  std::int64_t size = 0;      ///< bytes
  std::int64_t modified = 0;  ///< nanoseconds since 1970
  std::string link_target;    ///< of a symbolic link
};

/// st_mode of stat(2) as Go writes it.
std::uint32_t go_file_mode(std::uint32_t mode);

struct SyncPacket {
  enum class Type : std::uint8_t { file = 0, request = 1, data = 2, finish = 3, error = 4 };

  Type type = Type::file;
  std::uint32_t id = 0;  ///< of a file: how many were told before it
  std::string data;
};

SyncPacket decode_sync_packet(std::string_view message);
std::string encode(const SyncPacket& packet);
/// The packet that tells one file. The end of the list is an empty packet of the type file.
std::string encode_sync_file(const SyncFile& file);

}  // namespace berth::engine_api
