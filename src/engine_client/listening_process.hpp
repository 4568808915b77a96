// Which process of this machine listens on a port (Linux: /proc, proc(5)).
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace berth::engine {

struct ListeningProcess {
  std::int64_t pid = 0;
  std::string name;  ///< as the kernel has it, 15 bytes at most; foreign: escape it when it is shown
};

/// Inodes of the sockets that listen on `port`, of a table as in /proc/net/tcp and /proc/net/tcp6.
std::set<std::uint64_t> listening_sockets(std::string_view table, std::uint16_t port);

/// nullopt: nobody listens there, or the process belongs to somebody whom this user may not look at.
std::optional<ListeningProcess> find_listening_process(std::uint16_t port);

}  // namespace berth::engine
