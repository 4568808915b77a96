#include "engine_client/kept_process.hpp"

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.hpp"
#include "engine_api/codec.hpp"
#include "engine_api/json_reader.hpp"

namespace berth::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds stop_limit{10'000};

std::optional<ProcessRecord> read_record(const std::string& path) {
  std::ifstream file(path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  if (text.empty()) return std::nullopt;
  try {
    const engine_api::JsonDocument document(text);
    const engine_api::JsonReader reader(document.root());
    return ProcessRecord{{reader.at("pid").integer(), static_cast<std::uint64_t>(reader.at("startTime").integer()),
                          reader.at("program").string()},
                         reader.at("address").string()};
  } catch (const engine_api::DecodeError&) {
    return std::nullopt;  // half written by a process that was killed: what it meant is started anew
  }
}

}  // namespace

KeptFolders kept_folders(const Surroundings& surroundings) {
  const auto variable = [&](const char* name) {
    const auto found = surroundings.environment.find(name);
    return found == surroundings.environment.end() ? std::string() : found->second;
  };
  const auto state_home = variable("XDG_STATE_HOME");
  const auto runtime_dir = variable("XDG_RUNTIME_DIR");
  KeptFolders folders;
  folders.state = (state_home.empty() ? surroundings.home + "/.local/state" : state_home) + "/berth";
  folders.runtime = !runtime_dir.empty() ? runtime_dir + "/berth" : ::geteuid() == 0 ? "/run/berth" : folders.state;
  return folders;
}

void make_private_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Error("cannot be made: " + error.message(), {}, folder);
  fs::permissions(folder, fs::perms::owner_all, error);
}

StartLock::StartLock(const std::string& path) : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX) == 0) return;
  const auto why = std::generic_category().message(errno);
  if (descriptor_ >= 0) ::close(descriptor_);
  throw Error("cannot be locked: " + why, {}, path);
}

StartLock::~StartLock() {
  ::close(descriptor_);
}

void write_process_record(const std::string& path, const ProcessRecord& record) {
  const boost::json::object text{{"pid", record.identity.pid},
                                 {"startTime", record.identity.start_time},
                                 {"program", record.identity.program},
                                 {"address", record.address}};
  std::ofstream file(path, std::ios::trunc);
  file << boost::json::serialize(text) << '\n';
  file.flush();
  if (!file) throw Error("cannot be written", {}, path);
}

std::optional<ProcessRecord> recorded_process(const std::string& path) {
  auto record = read_record(path);
  return record && ProcessHandle::open(record->identity) ? std::move(record) : std::nullopt;
}

bool stop_recorded_process(const std::string& path) {
  const auto record = read_record(path);
  const auto process = record ? ProcessHandle::open(record->identity) : std::nullopt;
  std::error_code ignored;
  fs::remove(path, ignored);
  if (!process) return false;
  process->signal(SIGTERM);
  pollfd watched{process->descriptor(), POLLIN, 0};
  if (::poll(&watched, 1, static_cast<int>(stop_limit.count())) == 0) process->signal(SIGKILL);
  return true;
}

}  // namespace berth::engine
