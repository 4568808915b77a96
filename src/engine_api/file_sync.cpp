#include "engine_api/file_sync.hpp"

#include <limits>

#include <sys/stat.h>

#include "engine_api/codec.hpp"
#include "engine_api/protobuf.hpp"

namespace berth::engine_api {
namespace {

// Go's os.FileMode.
constexpr std::uint32_t go_folder = 1U << 31U;
constexpr std::uint32_t go_symlink = 1U << 27U;
constexpr std::uint32_t go_device = 1U << 26U;
constexpr std::uint32_t go_fifo = 1U << 25U;
constexpr std::uint32_t go_socket = 1U << 24U;
constexpr std::uint32_t go_setuid = 1U << 23U;
constexpr std::uint32_t go_setgid = 1U << 22U;
constexpr std::uint32_t go_character_device = 1U << 21U;
constexpr std::uint32_t go_sticky = 1U << 20U;

}  // namespace

std::uint32_t go_file_mode(std::uint32_t mode) {
  std::uint32_t result = mode & 0777U;
  if ((mode & S_ISUID) != 0) result |= go_setuid;
  if ((mode & S_ISGID) != 0) result |= go_setgid;
  if ((mode & S_ISVTX) != 0) result |= go_sticky;
  switch (mode & S_IFMT) {
    case S_IFDIR: return result | go_folder;
    case S_IFLNK: return result | go_symlink;
    case S_IFIFO: return result | go_fifo;
    case S_IFSOCK: return result | go_socket;
    case S_IFBLK: return result | go_device;
    case S_IFCHR: return result | go_device | go_character_device;
    default: return result;
  }
}

SyncPacket decode_sync_packet(std::string_view message) {
  SyncPacket packet;
  ProtoReader read(message);
  while (read.next()) {
    switch (read.field()) {
      case 1:
        if (read.number() > static_cast<std::uint64_t>(SyncPacket::Type::error))
          throw DecodeError("an unknown packet of file transfer");
        packet.type = static_cast<SyncPacket::Type>(read.number());
        break;
      case 3:
        if (read.number() > std::numeric_limits<std::uint32_t>::max()) throw DecodeError("a file id is out of range");
        packet.id = static_cast<std::uint32_t>(read.number());
        break;
      case 4: packet.data = read.text(); break;
      default: break;
    }
  }
  return packet;
}

std::string encode(const SyncPacket& packet) {
  return ProtoWriter()
      .number(1, static_cast<std::uint64_t>(packet.type))
      .number(3, packet.id)
      .bytes(4, packet.data)
      .text();
}

std::string encode_sync_file(const SyncFile& file) {
  ProtoWriter stat;
  stat.bytes(1, file.path)
      .number(2, file.mode)
      .number(5, static_cast<std::uint64_t>(file.size))
      .number(6, static_cast<std::uint64_t>(file.modified))
      .bytes(7, file.link_target);
  return ProtoWriter().item(2, stat.text()).text();
}

}  // namespace berth::engine_api
