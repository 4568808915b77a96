// Unpacks a tar stream onto the host, for `cp` out of a container. The archive is a container's: it may not write
// anywhere but below its target.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace berth::engine {

struct ExtractOptions {
  std::filesystem::path folder;  ///< exists
  std::string name;              ///< takes the place of the first part of every path; empty: it is left out
  bool owners = false;           ///< give files the users and groups of the archive, as far as this user may
};

class TarExtractor {
 public:
  /// Throws berth::Error when the folder cannot be opened.
  explicit TarExtractor(ExtractOptions options);
  TarExtractor(const TarExtractor&) = delete;
  TarExtractor& operator=(const TarExtractor&) = delete;
  ~TarExtractor();

  /// Throws berth::Error: no tar archive, a path that leads elsewhere, a file that cannot be written.
  void feed(std::string_view bytes);
  /// Sets what can only be set last (modes and times of folders). Throws berth::Error when the archive was cut off.
  void finish();

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace berth::engine
