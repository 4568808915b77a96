// configs and secrets: where they appear in a container, and the bytes of those that are copied in.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "plan/step.hpp"

namespace berth::plan {

/// A copy goes into the container, instead of a mount of the host's file: it comes from `content` or `environment`, or
/// an owner or a mode is asked for.
bool is_copied(const compose::FileReference& reference, const compose::FileObject& object);

/// The copies of a service's containers: secrets first, then configs.
std::vector<FileContent> copied_files(const compose::Project& project, const compose::Service& service);

/// Digests of what containers get by content, copies and seccomp profiles, as one label carries them
/// ("/etc/settings=0123456789abcdef;…"); empty for none.
std::string content_digests(const std::vector<FileContent>& copies,
                            const std::map<std::string, compose::SeccompProfile>& profiles = {});

/// What came, went or changed between two such texts.
std::vector<std::string> changed_paths(const std::string& from, const std::string& to);

}  // namespace berth::plan
