#include "cli/dns_install.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "cli/terminal.hpp"

namespace berth::cli {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_file(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return "";
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

[[noreturn]] void cannot(const char* what, const std::string& path, int error) {
  const bool rights = error == EACCES || error == EPERM;
  throw Error(fmt::format("cannot be {}: {}", what, std::strerror(error)),
              rights ? "it belongs to root: sudo berth dns install, or uninstall" : "", path);
}

/// In place: the file may be a link, or mounted.
void write_file(const std::string& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) cannot("written", path, errno);
  std::size_t done = 0;
  while (done < text.size()) {
    const auto count = ::write(file, text.data() + done, text.size() - done);
    if (count < 0) {
      const int error = errno;
      ::close(file);
      cannot("written", path, error);
    }
    done += static_cast<std::size_t>(count);
  }
  ::close(file);
}

void apply(const dns::FileChange& change) {
  const auto folder = fs::path(change.path).parent_path();
  std::error_code error;
  if (!change.after) {
    if (!fs::remove(change.path, error) && error) cannot("removed", change.path, error.value());
    if (change.folder) fs::remove(folder, error);  // stays when something else is in it
    return;
  }
  if (change.folder && !fs::create_directory(folder, error) && error) cannot("made", folder, error.value());
  write_file(change.path, *change.after);
}

/// Its exit code; 127 when there is no such program.
int run(const std::vector<std::string>& command) {
  std::vector<char*> words;
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const auto child = ::fork();
  if (child < 0) return 126;
  if (child == 0) {
    ::execvp(words[0], words.data());
    ::_exit(127);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int carry_out(const dns::SetupPlan& plan, bool dry_run, const std::string& done) {
  write(Stream::out, describe(plan));
  if (dry_run) return 0;
  for (const auto& change : plan.changes) apply(change);
  int code = 0;
  for (const auto& command : plan.then) {
    const int result = run(command);
    if (result == 0) continue;
    code = 1;
    write(Stream::error, fmt::format("berth dns: \"{}\" ended with {}: the resolver knows of it after its next start\n",
                                     fmt::join(command, " "), result));
  }
  write(Stream::out, done);
  return code;
}

dns::SetupKind kind_of(const DnsInstall& options) {
  if (!options.with) return dns::detect_setup(read_file);
  const auto kind = dns::parse_setup_kind(*options.with);
  if (!kind) {
    throw Error(fmt::format("there is no way \"{}\" to set up names", *options.with),
                fmt::format("choose one of {}", fmt::join(dns::setup_kinds(), ", ")));
  }
  return *kind;
}

}  // namespace

int install_names(const DnsInstall& options) {
  const auto kind = kind_of(options);
  const auto plan = dns::plan_install(kind, options.place, read_file);
  if (!plan) throw Error(plan.problem().message, plan.problem().hint);
  if (plan->changes.empty()) {
    write(Stream::out, fmt::format("berth dns: set up already, with {}\n", dns::word_for(kind)));
    return 0;
  }
  return carry_out(*plan, options.dry_run,
                   fmt::format("berth dns: set up with {}; berth dns uninstall undoes it\n", dns::word_for(kind)));
}

int uninstall_names(const DnsInstall& options) {
  const auto plan = dns::plan_uninstall(options.place.suffix, read_file);
  if (plan.changes.empty()) {
    write(Stream::out, "berth dns: was not set up\n");
    return 0;
  }
  return carry_out(plan, options.dry_run, "berth dns: undone\n");
}

}  // namespace berth::cli
