// The files of a build as a tar stream, without what .dockerignore excludes.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine_client/stream.hpp"

namespace berth::engine {

struct BuildContext {
  std::unique_ptr<ByteSource> tar;
  std::string dockerfile;  ///< path within the tar, for BuildOptions::dockerfile
};

/// `dockerfile` is relative to the context or absolute; one outside of the context is sent along under a name of its
/// own. A "<dockerfile>.dockerignore" beside it goes before the context's .dockerignore. Files are read while they are
/// sent; owners are sent as 0:0, as the classic builder wants them. Throws berth::Error: no such folder, no Dockerfile,
/// a bad pattern.
BuildContext open_build_context(const std::filesystem::path& context, const std::string& dockerfile);

/// A Dockerfile given in the compose file (build.dockerfile_inline).
BuildContext open_inline_build_context(const std::filesystem::path& context, std::string dockerfile_text);

}  // namespace berth::engine
