// A child process that sees files of ours in the place of some of the host's (user_namespaces(7), mount_namespaces(7)).
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace berth::cli {

/// What stands at `path` for the child is `content`, a file that may go on changing.
struct PrivateFile {
  std::string content;
  std::string path;
};

/// Starts the command; nothing of the host changes, and no right is needed but that of making user namespaces. Returns
/// its pid. The child ends with 126 when it may not, saying why, and with 127 when there is no such program.
pid_t start_with_private_files(const std::vector<PrivateFile>& files, const std::vector<std::string>& command);

}  // namespace berth::cli
