// `services.*.build` (compose-spec "Compose Build").
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/source.hpp"

namespace berth::compose {

/// One limit for both, or a pair.
struct Ulimit {
  std::optional<std::int64_t> single;  ///< `nofile: 1024`; soft and hard are then unused
  std::int64_t soft = 0;
  std::int64_t hard = 0;
};

/// A reference of a service (or build) to a top-level secret or config.
struct FileReference {
  std::string source;  ///< key of the top-level secret or config
  std::string target;  ///< secrets: absolute path or name below /run/secrets; configs: path, empty means /source
  std::string uid;
  std::string gid;
  std::optional<std::int64_t> mode;  ///< permission bits, 0444 is 292
  bool copied = false;  ///< its file is put into the container with that owner and mode (read_host_files decides)
  Span span;

  [[nodiscard]] bool has_owner_or_mode() const { return !uid.empty() || !gid.empty() || mode; }
};

struct Build {
  std::string context;                                     ///< absolute path or a URL; empty: only dockerfile_inline
  std::string dockerfile;                                  ///< relative to the context, or absolute
  Span context_span;                                       ///< or that of the whole
  Span dockerfile_span;                                    ///< or that of the whole
  std::map<std::string, Span> spans;                       ///< of what is given, by attribute
  std::string dockerfile_inline;                           ///< the text itself
  std::map<std::string, std::optional<std::string>> args;  ///< no value: taken from the environment of the build
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> additional_contexts;  ///< name to path, URL, or "service:NAME"
  std::map<std::string, std::string> ssh;                  ///< id to socket or key path, may be empty
  std::vector<std::string> cache_from;
  std::vector<std::string> cache_to;
  std::vector<std::string> no_cache_filter;
  std::vector<std::string> entitlements;
  std::map<std::string, std::vector<std::string>> extra_hosts;  ///< host name to addresses
  std::vector<std::string> tags;
  std::vector<std::string> platforms;
  std::vector<FileReference> secrets;
  std::map<std::string, Ulimit> ulimits;
  std::string isolation;
  std::string network;
  std::string target;
  std::string provenance;
  std::string sbom;
  bool no_cache = false;
  bool pull = false;
  bool privileged = false;
  std::optional<std::int64_t> shm_size;  ///< bytes
};

}  // namespace berth::compose
