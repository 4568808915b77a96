#include "cli/private_files.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::cli {
namespace {

constexpr int cannot_run = 126;
constexpr int not_found = 127;

void write_file(const char* path, const std::string& text) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return;  // setgroups is not there in old kernels
  [[maybe_unused]] const auto written = ::write(file, text.data(), text.size());
  ::close(file);
}

/// The user stays who he is.
bool enter_namespaces(uid_t user, gid_t group) {
  const bool root = user == 0;
  if (::unshare(root ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0) return false;
  if (!root) {
    write_file("/proc/self/uid_map", fmt::format("{} {} 1\n", user, user));
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/gid_map", fmt::format("{} {} 1\n", group, group));
  }
  return ::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) == 0;
}

[[noreturn]] void end(int code, const char* what, const char* name) {
  const auto text = fmt::format("berth: error: {} {}: {}\n", what, name, std::strerror(errno));
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
  ::_exit(code);
}

[[noreturn]] void become(const std::vector<PrivateFile>& files, const std::vector<std::string>& command) {
  if (!enter_namespaces(::geteuid(), ::getegid())) end(cannot_run, "cannot make namespaces for", command[0].c_str());
  for (const auto& file : files) {
    if (::mount(file.content.c_str(), file.path.c_str(), nullptr, MS_BIND, nullptr) != 0) {
      end(cannot_run, "cannot put a file of its own in the place of", file.path.c_str());
    }
  }
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  end(errno == ENOENT ? not_found : cannot_run, "cannot run", arguments[0]);
}

}  // namespace

pid_t start_with_private_files(const std::vector<PrivateFile>& files, const std::vector<std::string>& command) {
  const auto child = ::fork();
  if (child < 0) throw Error("no process can be started", "see ulimit -u");
  if (child == 0) become(files, command);
  return child;
}

}  // namespace berth::cli
