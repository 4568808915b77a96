// Writes a tar stream into memory, piece by piece. The only user of libarchive.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace berth::engine {

enum class TarType : std::uint8_t { file, folder, symlink, fifo };

struct TarHeader {
  std::string path;
  TarType type = TarType::file;
  std::string link_target;
  std::int64_t size = 0;
  std::uint32_t mode = 0644;
  std::int64_t uid = 0;
  std::int64_t gid = 0;
  std::int64_t modified = 0;  ///< seconds since 1970
};

/// ustar, and pax headers where a name or number does not fit. Throws berth::Error.
class TarWriter {
 public:
  TarWriter();
  TarWriter(const TarWriter&) = delete;
  TarWriter& operator=(const TarWriter&) = delete;
  ~TarWriter();

  void begin(const TarHeader& header);
  void write(std::string_view bytes);
  void finish();
  /// What has been made since the last call.
  std::string take();

 private:
  struct Archive;
  std::unique_ptr<Archive> archive_;
};

}  // namespace berth::engine
