#include "engine_client/process_identity.hpp"

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace berth::engine {
namespace {

/// The command's name, second in the line, may hold spaces and brackets: fields are counted from its last bracket.
std::optional<std::uint64_t> start_time_in(std::string_view stat) {
  constexpr std::size_t fields_after_name = 20;
  const auto bracket = stat.rfind(')');
  if (bracket == std::string_view::npos || bracket + 2 > stat.size()) return std::nullopt;
  const auto fields = split(stat.substr(bracket + 2), ' ');
  if (fields.size() < fields_after_name) return std::nullopt;
  const auto field = fields[fields_after_name - 1];
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

int open_descriptor(std::int64_t pid) {
  return static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0));
}

}  // namespace

std::optional<ProcessIdentity> identify_process(std::int64_t pid) {
  const auto folder = fmt::format("/proc/{}", pid);
  std::ifstream file(folder + "/stat");
  const std::string stat(std::istreambuf_iterator<char>(file), {});
  const auto start_time = start_time_in(stat);
  std::error_code error;
  auto program = std::filesystem::read_symlink(folder + "/exe", error);
  if (!start_time || error) return std::nullopt;
  return ProcessIdentity{pid, *start_time, program.string()};
}

ProcessHandle ProcessHandle::of_child(std::int64_t pid) {
  const int descriptor = open_descriptor(pid);
  if (descriptor < 0) throw Error("pidfd_open failed: " + std::generic_category().message(errno));
  return ProcessHandle(descriptor);
}

std::optional<ProcessHandle> ProcessHandle::open(const ProcessIdentity& identity) {
  const int descriptor = open_descriptor(identity.pid);
  if (descriptor < 0) return std::nullopt;
  ProcessHandle handle(descriptor);
  // Asked after the handle was taken, so the answer is about the process that the handle stands for.
  if (identify_process(identity.pid) != identity) return std::nullopt;
  return handle;
}

ProcessHandle::ProcessHandle(ProcessHandle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

ProcessHandle::~ProcessHandle() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void ProcessHandle::signal(int number) const {
  ::syscall(SYS_pidfd_send_signal, descriptor_, number, nullptr, 0);
}

}  // namespace berth::engine
