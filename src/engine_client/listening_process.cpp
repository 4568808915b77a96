#include "engine_client/listening_process.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "base/text.hpp"

namespace berth::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view listens = "0A";  // linux/tcp_states.h: TCP_LISTEN

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

template <typename Number>
std::optional<Number> number(std::string_view text, int base) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (const auto word : split(line, ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

/// "socket:[4711]" → 4711
std::optional<std::uint64_t> socket_inode(std::string_view link) {
  constexpr std::string_view prefix = "socket:[";
  if (!link.starts_with(prefix) || !link.ends_with(']')) return std::nullopt;
  return number<std::uint64_t>(link.substr(prefix.size(), link.size() - prefix.size() - 1), 10);
}

bool holds(const fs::path& process, const std::set<std::uint64_t>& sockets) {
  std::error_code error;
  for (fs::directory_iterator file(process / "fd", error), end; !error && file != end; file.increment(error)) {
    std::error_code gone;
    const auto inode = socket_inode(fs::read_symlink(file->path(), gone).native());
    if (inode && sockets.contains(*inode)) return true;
  }
  return false;
}

}  // namespace

// "sl local_address rem_address st … uid timeout inode": the port is in the local address, in hexadecimal digits.
std::set<std::uint64_t> listening_sockets(std::string_view table, std::uint16_t port) {
  constexpr std::size_t inode_column = 9;
  std::set<std::uint64_t> inodes;
  for (const auto line : split(table, '\n')) {
    const auto words = words_of(line);
    if (words.size() <= inode_column || words[3] != listens) continue;
    const auto local = words[1];
    const auto colon = local.rfind(':');
    if (colon == std::string_view::npos || number<std::uint16_t>(local.substr(colon + 1), 16) != port) continue;
    if (const auto inode = number<std::uint64_t>(words[inode_column], 10)) inodes.insert(*inode);
  }
  return inodes;
}

std::optional<ListeningProcess> find_listening_process(std::uint16_t port) {
  auto sockets = listening_sockets(read_file("/proc/net/tcp"), port);
  sockets.merge(listening_sockets(read_file("/proc/net/tcp6"), port));
  if (sockets.empty()) return std::nullopt;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const auto pid = number<std::int64_t>(entry->path().filename().native(), 10);
    if (!pid || !holds(entry->path(), sockets)) continue;
    return ListeningProcess{*pid, std::string(trim(read_file(entry->path() / "comm")))};
  }
  return std::nullopt;
}

}  // namespace berth::engine
