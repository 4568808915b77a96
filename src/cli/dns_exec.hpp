// Running a program that finds services by their names, without changing anything on this host.
#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"

namespace berth::cli {

/// Runs `command` with /etc/hosts (and, where port 53 can be had, /etc/resolv.conf) of its own, kept up to date while
/// it runs. Its exit code; 127 when there is no such program.
int exec_with_names(Context& context, const std::string& suffix, const std::string& project,
                    const std::vector<std::string>& command);

}  // namespace berth::cli
