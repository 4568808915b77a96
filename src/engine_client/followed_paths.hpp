// Which files of a folder BuildKit needs when it asks for some paths only (the "followpaths" of FileSync): the paths,
// what lies below them, and where symbolic links on the way lead.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine_client/ignore_rules.hpp"

namespace berth::engine {

/// Rules that ignore all but what is wanted. `patterns` may have wildcards; `paths` may have them in their last name.
/// Neither: nothing is ignored.
IgnoreRules wanted_only(const std::filesystem::path& root, const std::vector<std::string>& patterns,
                        const std::vector<std::string>& paths);

}  // namespace berth::engine
