#include "engine_client/local_engine.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "engine_client/child_process.hpp"
#include "engine_client/engine_program.hpp"
#include "engine_client/kept_process.hpp"
#include "engine_client/process_identity.hpp"

namespace berth::engine {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto start_limit = 30s;

/// Where the local engine of this user lives.
struct Places {
  std::string folder;  // socket, lock and record: gone after a reboot, like the engine itself
  std::string socket;
  std::string record;
  std::string lock;
  std::string settings;
  std::string log;
};

Places places_of(const Surroundings& surroundings) {
  const auto [folder, state] = kept_folders(surroundings);
  return {folder,
          folder + "/engine.sock",
          folder + "/engine.json",
          folder + "/engine.lock",
          folder + "/containers.conf",
          state + "/engine.log"};
}

/// A file descriptor that is closed in the end.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

bool socket_is_ours(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && S_ISSOCK(info.st_mode) && info.st_uid == ::geteuid();
}

LocalEngine described(const Places& places, const ProcessIdentity& identity) {
  return {"unix://" + places.socket, identity.program, places.log, identity.pid, false};
}

std::optional<LocalEngine> running(const Places& places) {
  const auto record = recorded_process(places.record);
  if (!record || !socket_is_ours(places.socket)) return std::nullopt;
  return described(places, record->identity);
}

std::string last_lines(const std::string& path) {
  constexpr std::streamoff tail = 2000;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::streamoff>(file.tellg());
  file.seekg(std::max<std::streamoff>(0, size - tail));
  const std::string text(std::istreambuf_iterator<char>(file), {});
  return std::string(trim(text));
}

[[noreturn]] void throw_not_started(const Places& places, const EngineProgram& program, std::string_view what) {
  throw Error(fmt::format("{} {}; its last words: {}", program.path, what, last_lines(places.log)),
              fmt::format("the whole log is {}", places.log));
}

/// Waits until the socket takes connections. The folder's changes and the end of the process wake it; while a socket
/// is there that does not listen yet, it looks again in a moment.
void wait_until_ready(const Places& places, const EngineProgram& program, const ProcessHandle& process) {
  const Descriptor changes(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  ::inotify_add_watch(changes.number(), places.folder.c_str(), IN_CREATE | IN_ATTRIB);
  const auto deadline = Clock::now() + start_limit;
  while (!answers("unix://" + places.socket)) {
    if (Clock::now() > deadline) throw_not_started(places, program, "does not answer");
    const auto wait = fs::exists(places.socket) ? 5ms : 1000ms;
    pollfd watched[] = {{changes.number(), POLLIN, 0}, {process.descriptor(), POLLIN, 0}};
    ::poll(watched, std::size(watched), static_cast<int>(wait.count()));
    if (watched[1].revents != 0) throw_not_started(places, program, "ended at once");
    char events[4096];
    while (::read(changes.number(), events, sizeof(events)) > 0) continue;
  }
}

LocalEngine start(const Surroundings& surroundings, const Places& places) {
  const auto program = choose_engine_program(Machine::here(surroundings.home), places.socket);
  Daemon daemon{program.path, program.arguments, {}, places.log};
  if (!program.containers_conf.empty()) {
    std::ofstream(places.settings, std::ios::trunc) << program.containers_conf;
    daemon.environment.emplace("CONTAINERS_CONF", places.settings);
  }
  std::ofstream(places.log, std::ios::trunc).close();  // of this run only: nobody would tidy it up otherwise
  std::error_code ignored;
  fs::remove(places.socket, ignored);
  const auto pid = start_daemon(daemon);
  const auto process = ProcessHandle::of_child(pid);
  wait_until_ready(places, program, process);
  // Only now: the program of a process that has not come to exec(2) yet is still Berth.
  const auto identity = identify_process(pid);
  if (!identity) throw_not_started(places, program, "ended at once");
  write_process_record(places.record, {*identity, "unix://" + places.socket});
  auto engine = described(places, *identity);
  engine.started_now = true;
  return engine;
}

}  // namespace

std::optional<LocalEngine> local_engine_status(const Surroundings& surroundings) {
  return running(places_of(surroundings));
}

LocalEngine start_local_engine(const Surroundings& surroundings) {
  const auto places = places_of(surroundings);
  make_private_folder(places.folder);
  make_private_folder(fs::path(places.log).parent_path().string());
  const StartLock lock(places.lock);
  if (auto engine = running(places)) return *engine;
  return start(surroundings, places);
}

bool stop_local_engine(const Surroundings& surroundings) {
  const auto places = places_of(surroundings);
  if (!fs::exists(places.record)) return false;
  const StartLock lock(places.lock);
  if (!stop_recorded_process(places.record)) return false;
  std::error_code ignored;
  fs::remove(places.socket, ignored);
  return true;
}

FoundEngine find_or_start_engine(const Surroundings& surroundings) {
  if (engine_is_named(surroundings)) return {find_engine(surroundings), std::nullopt};
  try {
    return {find_engine(surroundings), std::nullopt};
  } catch (const EngineError& error) {
    if (error.kind() != ErrorKind::unavailable) throw;
  }
  auto local = start_local_engine(surroundings);
  return {{local.address, "Berth's own engine"}, std::move(local)};
}

}  // namespace berth::engine
