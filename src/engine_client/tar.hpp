// Small tar archives in memory, for files that go into containers.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "engine_client/stream.hpp"

namespace berth::engine {

/// A regular file for Engine::put_archive.
struct ArchiveFile {
  std::string path;  ///< relative to the folder that it is unpacked in
  std::string content;
  std::uint32_t mode = 0444;
  std::int64_t uid = 0;  ///< Podman 4 and 5 unpack as 0 whatever is asked
  std::int64_t gid = 0;
  std::int64_t modified = 0;  ///< seconds since 1970
};

/// A tar archive (pax where ustar does not do) with the files in the given order.
std::unique_ptr<ByteSource> tar_of(std::span<const ArchiveFile> files);

}  // namespace berth::engine
