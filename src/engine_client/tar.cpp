#include "engine_client/tar.hpp"

#include "engine_client/tar_writer.hpp"

namespace berth::engine {

std::unique_ptr<ByteSource> tar_of(std::span<const ArchiveFile> files) {
  TarWriter writer;
  for (const auto& file : files) {
    TarHeader header;
    header.path = file.path;
    header.size = static_cast<std::int64_t>(file.content.size());
    header.mode = file.mode;
    header.uid = file.uid;
    header.gid = file.gid;
    header.modified = file.modified;
    writer.begin(header);
    writer.write(file.content);
  }
  writer.finish();
  return bytes_of(writer.take());
}

}  // namespace berth::engine
