// Version, info, commands in containers, and the words of a refusal.
#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "engine_api/codec.hpp"
#include "engine_api/json_parts.hpp"

namespace berth::engine_api {
namespace {

EngineVersion decode_engine_version(const JsonReader& reader) {
  EngineVersion version;
  const auto platform = reader.at("Platform");
  version.name = platform.at("Name").string();
  version.version = reader.at("Version").string();
  version.api_version = reader.at("ApiVersion").string();
  version.min_api_version = reader.at("MinAPIVersion").string();
  version.os = reader.at("Os").string();
  version.architecture = reader.at("Arch").string();
  version.kernel_version = reader.at("KernelVersion").string();
  version.kind = EngineKind::docker;
  reader.at("Components").for_each([&](const JsonReader& component) {
    if (component.at("Name").string() == "Podman Engine") {
      version.kind = EngineKind::podman;
      version.name = "Podman Engine";
    }
  });
  return version;
}

EngineInfo decode_engine_info(const JsonReader& reader) {
  EngineInfo info;
  info.name = reader.at("Name").string();
  info.server_version = reader.at("ServerVersion").string();
  info.operating_system = reader.at("OperatingSystem").string();
  info.architecture = reader.at("Architecture").string();
  info.storage_driver = reader.at("Driver").string();
  info.cgroup_driver = reader.at("CgroupDriver").string();
  info.cgroup_version = reader.at("CgroupVersion").string();
  info.logging_driver = reader.at("LoggingDriver").string();
  for (const auto& option : reader.at("SecurityOptions").strings()) {
    if (option == "name=rootless" || option == "rootless") info.rootless = true;
  }
  info.cpus = reader.at("NCPU").integer();
  info.memory = reader.at("MemTotal").integer();
  info.containers = reader.at("Containers").integer();
  info.images = reader.at("Images").integer();
  return info;
}

std::string first_line(std::string_view text) {
  text = trim(text);
  constexpr std::size_t limit = 300;
  return std::string(trim(text.substr(0, text.find('\n')).substr(0, limit)));
}

std::string message_of(const JsonReader& reader) {
  auto message = reader.at("message").string();
  auto cause = reader.at("cause").string();
  if (message.empty()) return cause;
  return message;
}

}  // namespace

EngineVersion decode_version(std::string_view text) {
  return decode_document(text, decode_engine_version);
}

EngineInfo decode_info(std::string_view text) {
  return decode_document(text, decode_engine_info);
}

ExecInspect decode_exec_inspect(std::string_view text) {
  return decode_document(text, [](const JsonReader& reader) {
    ExecInspect exec;
    exec.id = reader.at("ID").string();
    exec.container_id = reader.at("ContainerID").string();
    exec.running = reader.at("Running").boolean();
    // Podman tells the exit code 0 of a command that still runs.
    if (!exec.running) exec.exit_code = reader.at("ExitCode").optional_integer();
    exec.pid = reader.at("Pid").integer();
    return exec;
  });
}

std::string decode_id(std::string_view text) {
  return decode_document(text, [](const JsonReader& reader) { return reader.at("Id").required_string(); });
}

std::string decode_error_message(std::string_view body) {
  try {
    auto message = decode_document(body, message_of);
    if (!message.empty()) return std::string(trim(message));
  } catch (const DecodeError&) {
    // Not the engine's own form (a proxy's page): its first line is the best there is.
  }
  return first_line(body);
}

std::string encode(const ExecCreate& request) {
  return JsonWriter()
      .put("Cmd", request.command)
      .put("Env", request.environment)
      .put("User", request.user)
      .put("WorkingDir", request.working_dir)
      .put("Tty", request.tty)
      .put("AttachStdin", request.attach_stdin)
      .put("AttachStdout", request.attach_stdout)
      .put("AttachStderr", request.attach_stderr)
      .put("Privileged", request.privileged)
      .text();
}

std::string encode_exec_start(bool detach, bool tty, std::int64_t rows, std::int64_t columns) {
  JsonWriter writer;
  writer.always("Detach", detach).always("Tty", tty);
  if (rows > 0 && columns > 0) writer.always("ConsoleSize", boost::json::array{rows, columns});
  return writer.text();
}

}  // namespace berth::engine_api
