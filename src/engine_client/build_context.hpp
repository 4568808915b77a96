// The files of a build as a tar stream, without what .dockerignore excludes.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine_client/ignore_rules.hpp"
#include "engine_client/stream.hpp"

namespace berth::engine {

struct BuildContext {
  std::unique_ptr<ByteSource> tar;
  std::string dockerfile;  ///< path within the tar, for BuildOptions::dockerfile
};

/// A file that is sent in the place of what the folder holds, or beside it.
struct ExtraFile {
  std::string path;
  std::string content;
};

/// `dockerfile` is relative to the context or absolute; one outside of the context is sent along under a name of its
/// own. A "<dockerfile>.dockerignore" beside it goes before the context's .dockerignore. Files are read while they are
/// sent; owners are sent as 0:0, as the classic builder wants them. Throws berth::Error: no such folder, no Dockerfile,
/// a bad pattern.
BuildContext open_build_context(const std::filesystem::path& context, const std::string& dockerfile,
                                std::vector<ExtraFile> extras = {});

/// What a build with this Dockerfile leaves out of its context.
IgnoreRules context_ignore_rules(const std::filesystem::path& context, const std::string& dockerfile);

/// A Dockerfile given in the compose file (build.dockerfile_inline).
BuildContext open_inline_build_context(const std::filesystem::path& context, std::string dockerfile_text,
                                       std::vector<ExtraFile> extras = {});

/// What BuildKit is sent as the folder "dockerfile": the Dockerfile and the .dockerignore that belongs to it, by name.
struct DockerfileFolder {
  std::map<std::string, std::string> files;
  std::string dockerfile;  ///< the name, for BuildOptions::dockerfile
};
DockerfileFolder read_dockerfile(const std::filesystem::path& context, const std::string& dockerfile);

}  // namespace berth::engine
