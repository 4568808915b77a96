#include "engine_client/local_engine.hpp"

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "engine_api/codec.hpp"
#include "engine_api/json_reader.hpp"
#include "engine_client/child_process.hpp"
#include "engine_client/engine_program.hpp"
#include "engine_client/process_identity.hpp"

namespace berth::engine {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto start_limit = 30s;
constexpr auto stop_limit = 10s;

/// Where the local engine of this user lives.
struct Places {
  std::string folder;  // socket, lock and record: gone after a reboot, like the engine itself
  std::string socket;
  std::string record;
  std::string lock;
  std::string settings;
  std::string log;
};

std::string variable_or(const Surroundings& surroundings, const std::string& name, std::string otherwise) {
  const auto found = surroundings.environment.find(name);
  return found == surroundings.environment.end() || found->second.empty() ? std::move(otherwise) : found->second;
}

Places places_of(const Surroundings& surroundings) {
  const auto state = variable_or(surroundings, "XDG_STATE_HOME", surroundings.home + "/.local/state") + "/berth";
  const auto system = ::geteuid() == 0 ? std::string("/run") : std::string();
  const auto runtime = variable_or(surroundings, "XDG_RUNTIME_DIR", system);
  const auto folder = runtime.empty() ? state : runtime + "/berth";
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

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Error("cannot be made: " + error.message(), {}, folder.string());
  fs::permissions(folder, fs::perms::owner_all, error);
}

/// Only one process starts or stops the engine; the others wait here.
int take_lock(const std::string& path) {
  const int number = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (number < 0 || ::flock(number, LOCK_EX) != 0) {
    throw Error("cannot be locked: " + std::generic_category().message(errno), {}, path);
  }
  return number;
}

void write_record(const Places& places, const ProcessIdentity& identity) {
  const boost::json::object record{
      {"pid", identity.pid}, {"startTime", identity.start_time}, {"program", identity.program}};
  std::ofstream file(places.record, std::ios::trunc);
  file << boost::json::serialize(record) << '\n';
  file.flush();
  if (!file) throw Error("cannot be written", {}, places.record);
}

std::optional<ProcessIdentity> read_record(const Places& places) {
  std::ifstream file(places.record);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  if (text.empty()) return std::nullopt;
  try {
    const engine_api::JsonDocument document(text);
    const engine_api::JsonReader reader(document.root());
    return ProcessIdentity{reader.at("pid").integer(), static_cast<std::uint64_t>(reader.at("startTime").integer()),
                           reader.at("program").string()};
  } catch (const engine_api::DecodeError&) {
    return std::nullopt;  // half written by a process that was killed: the engine it meant is started anew
  }
}

bool socket_is_ours(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && S_ISSOCK(info.st_mode) && info.st_uid == ::geteuid();
}

LocalEngine described(const Places& places, const ProcessIdentity& identity) {
  return {"unix://" + places.socket, identity.program, places.log, identity.pid, false};
}

std::optional<LocalEngine> running(const Places& places) {
  const auto identity = read_record(places);
  if (!identity || !socket_is_ours(places.socket) || !ProcessHandle::open(*identity)) return std::nullopt;
  return described(places, *identity);
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
  write_record(places, *identity);
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
  make_folder(places.folder);
  make_folder(fs::path(places.log).parent_path());
  const Descriptor lock(take_lock(places.lock));
  if (auto engine = running(places)) return *engine;
  return start(surroundings, places);
}

bool stop_local_engine(const Surroundings& surroundings) {
  const auto places = places_of(surroundings);
  if (!fs::exists(places.record)) return false;
  const Descriptor lock(take_lock(places.lock));
  const auto identity = read_record(places);
  const auto process = identity ? ProcessHandle::open(*identity) : std::nullopt;
  std::error_code ignored;
  fs::remove(places.record, ignored);
  if (!process) return false;
  process->signal(SIGTERM);
  pollfd watched{process->descriptor(), POLLIN, 0};
  if (::poll(&watched, 1, static_cast<int>(std::chrono::milliseconds(stop_limit).count())) == 0) {
    process->signal(SIGKILL);
  }
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
