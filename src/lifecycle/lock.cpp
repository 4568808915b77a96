#include "lifecycle/lock.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "engine_client/descriptor.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using engine::Descriptor;
namespace fs = std::filesystem;

constexpr std::size_t longest_note = 4096;

Error cannot(const std::string& what, const fs::path& path) {
  return Error(fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(errno)),
               "set XDG_RUNTIME_DIR to a folder of yours that can be written");
}

/// Names of projects are harmless in file names; the hash keeps engines apart.
std::string file_name(const LockName& name) {
  const auto hash = std::hash<std::string>{}(name.project + '\0' + name.engine);
  return fmt::format("{}-{:016x}.lock", name.project, hash);
}

Descriptor open_lock_file(const LockName& name, const fs::path& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) {
    errno = problem.value();
    throw cannot("make", folder);
  }
  const auto path = folder / file_name(name);
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0) throw cannot("open", path);
  return Descriptor(file.release());
}

/// Field 22 of /proc/PID/stat (proc(5)): when the process started, in clock ticks since the boot. A pid may be given
/// away again, the pair is not. Empty: no such process.
std::string start_time(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(file, text);
  const auto name_end = text.rfind(')');  // the name of the program may hold anything
  if (name_end == std::string::npos) return {};
  const auto fields = split(std::string_view(text).substr(name_end + 1), ' ');
  constexpr std::size_t index = 20;  // fields[0] is empty, fields[1] is field 3
  return fields.size() > index ? std::string(fields[index]) : std::string();
}

void write_note(int file, const std::string& command) {
  const auto pid = ::getpid();
  auto note = fmt::format("{} {}\n{}\n", pid, start_time(pid), command);
  note.resize(std::min(note.size(), longest_note));
  // Only for the message of those who wait: a lock without a note is as good.
  if (::ftruncate(file, 0) != 0 || ::pwrite(file, note.data(), note.size(), 0) < 0) return;
}

std::optional<LockHolder> read_note(int file) {
  std::string text(longest_note, '\0');
  const auto size = ::pread(file, text.data(), text.size(), 0);
  if (size <= 0) return std::nullopt;
  text.resize(static_cast<std::size_t>(size));
  const auto lines = split(text, '\n');
  const auto words = split(lines.front(), ' ');
  LockHolder holder;
  const auto pid = words.front();
  const auto [end, problem] = std::from_chars(pid.data(), pid.data() + pid.size(), holder.pid);
  if (problem != std::errc{} || words.size() < 2 || lines.size() < 2) return std::nullopt;
  if (words[1].empty() || start_time(holder.pid) != words[1]) return std::nullopt;
  holder.command = lines[1];
  return holder;
}

/// flock(2) cannot be waited for with others, so a thread waits and tells through an eventfd. Whoever loses patience
/// lets go of it: the thread then gets the lock some day and gives it back by closing the file.
struct Waiting {
  explicit Waiting(int lock_file) : file(lock_file), told(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

  void wait() {
    while (::flock(file.get(), LOCK_EX) != 0) {
      if (errno == EINTR) continue;
      failure = errno;
      break;
    }
    const std::uint64_t one = 1;
    if (::write(told.get(), &one, sizeof(one)) < 0) failure = errno;
  }

  Descriptor file;
  Descriptor told;
  int failure = 0;  // written before `told`
};

void start_waiting(const std::shared_ptr<Waiting>& waiting) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);  // inherited by the thread: signals are the main thread's business
  std::thread([waiting] { waiting->wait(); }).detach();
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

asio::awaitable<int> wait_for_lock(int file) {
  const auto executor = co_await asio::this_coro::executor;
  const auto waiting = std::make_shared<Waiting>(file);
  if (waiting->told.get() < 0) throw Error(fmt::format("cannot wait for a lock: {}", std::strerror(errno)));
  asio::posix::stream_descriptor told(executor, ::dup(waiting->told.get()));
  start_waiting(waiting);
  co_await told.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
  if (waiting->failure != 0) throw Error(fmt::format("cannot lock: {}", std::strerror(waiting->failure)));
  co_return waiting->file.release();
}

Error taken(const LockName& name, const std::optional<LockHolder>& holder) {
  const auto who = holder ? fmt::format("`{}` (pid {})", holder->command, holder->pid) : std::string("another command");
  return Error(fmt::format("project {} is being changed by {}", name.project, who), "try again when it has ended");
}

}  // namespace

fs::path lock_folder(const std::string& runtime_dir, const std::string& state_home, const std::string& home) {
  if (!runtime_dir.empty()) return fs::path(runtime_dir) / "berth";
  if (!state_home.empty()) return fs::path(state_home) / "berth";
  if (!home.empty()) return fs::path(home) / ".local" / "state" / "berth";
  throw Error("there is no folder for locks", "set HOME or XDG_RUNTIME_DIR");
}

ProjectLock::ProjectLock(ProjectLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

ProjectLock& ProjectLock::operator=(ProjectLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

ProjectLock::~ProjectLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

asio::awaitable<ProjectLock> lock_project(LockName name, LockOptions options, LockWaitHandler on_wait) {
  auto file = open_lock_file(name, options.folder);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw cannot("lock", options.folder / file_name(name));
    const auto holder = read_note(file.get());
    if (!options.wait) throw taken(name, holder);
    if (on_wait) on_wait(holder);
    const auto locked = co_await wait_for_lock(file.release());
    write_note(locked, options.command);
    co_return ProjectLock(locked);
  }
  write_note(file.get(), options.command);
  co_return ProjectLock(file.release());
}

}  // namespace berth::lifecycle
