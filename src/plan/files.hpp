// configs and secrets: where they appear in a container, and the bytes of those that are copied in.
#pragma once

#include <string>
#include <vector>

#include "compose/project.hpp"
#include "plan/step.hpp"

namespace berth::plan {

/// Absolute as written, otherwise below /run/secrets (secrets) or the root (configs); named as the source by default.
std::string secret_target(const compose::FileReference& reference);
std::string config_target(const compose::FileReference& reference);

/// Those that come from `content` or `environment`: no file of the host to mount. Secrets first, then configs.
std::vector<FileContent> copied_files(const compose::Project& project, const compose::Service& service);

/// Digests of these files by path, as one label carries them ("/etc/settings=0123456789abcdef;…"); empty for none.
std::string content_digests(const std::vector<FileContent>& files);

/// Paths that came, went or changed between two such texts.
std::vector<std::string> changed_paths(const std::string& from, const std::string& to);

}  // namespace berth::plan
