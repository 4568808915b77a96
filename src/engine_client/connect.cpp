#include "engine_client/connect.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <boost/asio/any_io_executor.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine_client/docker_config.hpp"
#include "engine_client/endpoint.hpp"
#include "engine_client/http_engine.hpp"
#include "engine_client/transport.hpp"

namespace berth::engine {
namespace {

std::string variable(const Surroundings& surroundings, const std::string& name) {
  const auto found = surroundings.environment.find(name);
  return found == surroundings.environment.end() ? std::string() : found->second;
}

std::string home_folder(const std::map<std::string, std::string>& environment) {
  if (const auto home = environment.find("HOME"); home != environment.end()) return home->second;
  const auto* user = ::getpwuid(::getuid());
  return user == nullptr ? std::string() : user->pw_dir;
}

Candidate of_context(const Surroundings& surroundings, const std::string& name) {
  const auto folder = docker_folder(surroundings);
  auto context = read_docker_context(folder, name);
  if (!context || context->address.empty()) {
    throw Error(fmt::format("there is no docker context \"{}\" with an engine's address in {}", name, folder),
                "`docker context ls` lists them; DOCKER_HOST or -H name an engine directly");
  }
  return {std::move(context->address), fmt::format("docker context \"{}\"", name), std::move(context->tls)};
}

/// DOCKER_TLS_VERIFY and DOCKER_TLS ask for TLS, with the files in DOCKER_CERT_PATH or the docker folder. The latter
/// need not be there.
std::optional<TlsSettings> tls_of_environment(const Surroundings& surroundings, const std::string& address) {
  const bool verify = !variable(surroundings, "DOCKER_TLS_VERIFY").empty();
  const auto endpoint = parse_endpoint(address);
  const bool wanted = verify || endpoint.secure || !variable(surroundings, "DOCKER_TLS").empty();
  if (endpoint.scheme != Scheme::tcp || !wanted) return std::nullopt;
  const auto said = variable(surroundings, "DOCKER_CERT_PATH");
  const std::filesystem::path folder(said.empty() ? docker_folder(surroundings) : said);
  const auto file = [&](const char* name) {
    std::error_code error;
    return !said.empty() || std::filesystem::exists(folder / name, error) ? (folder / name).string() : std::string();
  };
  return TlsSettings{file("ca.pem"), file("cert.pem"), file("key.pem"), verify || endpoint.secure};
}

Candidate of_address(const Surroundings& surroundings, std::string address, std::string origin) {
  auto tls = tls_of_environment(surroundings, address);
  return {std::move(address), std::move(origin), std::move(tls)};
}

/// The context in force, or "" for none. DOCKER_HOST goes before DOCKER_CONTEXT and the current one, -c before both.
std::string context_in_force(const Surroundings& surroundings) {
  auto name = surroundings.context;
  if (name.empty()) name = variable(surroundings, "DOCKER_CONTEXT");
  if (name.empty()) name = read_docker_config(docker_folder(surroundings)).current_context;
  return name == "default" ? std::string() : name;
}

std::optional<Candidate> named_engine(const Surroundings& surroundings) {
  if (!surroundings.host.empty()) return of_address(surroundings, surroundings.host, "-H");
  if (surroundings.context.empty()) {
    if (auto host = variable(surroundings, "DOCKER_HOST"); !host.empty()) {
      return of_address(surroundings, std::move(host), "DOCKER_HOST");
    }
  }
  const auto context = context_in_force(surroundings);
  if (context.empty()) return std::nullopt;
  return of_context(surroundings, context);
}

std::vector<Candidate> usual_sockets(const Surroundings& surroundings) {
  std::vector<Candidate> result;
  const auto runtime = variable(surroundings, "XDG_RUNTIME_DIR");
  const auto add = [&](const std::string& path, std::string origin) {
    result.push_back({"unix://" + path, std::move(origin)});
  };
  add("/var/run/docker.sock", "the system's Docker");
  if (!runtime.empty()) add(runtime + "/docker.sock", "this user's Docker");
  if (!surroundings.home.empty()) add(surroundings.home + "/.docker/run/docker.sock", "Docker Desktop");
  if (!runtime.empty()) add(runtime + "/podman/podman.sock", "this user's Podman");
  add("/run/podman/podman.sock", "the system's Podman");
  return result;
}

/// 0, or the errno of the failure.
int probe_socket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return errno;
  const int result = ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  const int error = result == 0 || errno == EAGAIN ? 0 : errno;  // EAGAIN: it lives and is busy
  ::close(descriptor);
  return error;
}

/// A place where no engine answered, and why.
struct Attempt {
  Candidate candidate;
  int error = 0;
};

[[noreturn]] void throw_none_found(const std::vector<Attempt>& attempts) {
  std::string list;
  bool denied = false;
  for (const auto& [candidate, error] : attempts) {
    list += fmt::format("{}{} ({}): {}", list.empty() ? "" : "; ", candidate.address, candidate.origin,
                        std::generic_category().message(error));
    denied = denied || error == EACCES;
  }
  const auto* hint = denied ? "add yourself to the group that owns the socket (sudo usermod -aG docker $USER, then log "
                              "in again), or use a rootless engine"
                     : attempts.size() == 1
                         ? "start that engine, or name another one with -H or DOCKER_HOST"
                         : "`berth engine start` starts one for you; -H or DOCKER_HOST names another one";
  throw EngineError({ErrorKind::unavailable, {}, 0, "no container engine answers: " + list}, hint);
}

}  // namespace

Surroundings Surroundings::of_process(std::string host, std::string context) {
  Surroundings result;
  result.host = std::move(host);
  result.context = std::move(context);
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) result.environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  result.home = home_folder(result.environment);
  return result;
}

std::string docker_folder(const Surroundings& surroundings) {
  auto folder = variable(surroundings, "DOCKER_CONFIG");
  return folder.empty() ? surroundings.home + "/.docker" : folder;
}

std::vector<Candidate> candidates(const Surroundings& surroundings) {
  if (auto named = named_engine(surroundings)) return {std::move(*named)};
  return usual_sockets(surroundings);
}

bool engine_is_named(const Surroundings& surroundings) {
  return named_engine(surroundings).has_value();
}

bool engine_is_elsewhere(const Surroundings& surroundings) {
  try {
    const auto named = named_engine(surroundings);
    return named && parse_endpoint(named->address).scheme != Scheme::unix_socket;
  } catch (const Error&) {
    return false;  // told when it is used
  }
}

std::optional<std::chrono::milliseconds> call_limit(const Surroundings& surroundings) {
  const auto given = variable(surroundings, "BERTH_ENGINE_TIMEOUT");
  if (given.empty()) return std::nullopt;
  constexpr std::int64_t day = 24 * 60 * 60;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), seconds);
  if (error != std::errc{} || end != given.data() + given.size() || seconds < 1 || seconds > day) {
    throw Error(fmt::format("BERTH_ENGINE_TIMEOUT takes a number of seconds from 1 to {}, not \"{}\"", day, given));
  }
  return std::chrono::seconds(seconds);
}

bool answers(const std::string& address) {
  return probe_socket(parse_endpoint(address).path) == 0;
}

Candidate find_engine(const Surroundings& surroundings) {
  std::vector<Attempt> attempts;
  for (auto& candidate : candidates(surroundings)) {
    const auto endpoint = parse_endpoint(candidate.address);
    if (endpoint.scheme != Scheme::unix_socket) return candidate;
    const int error = probe_socket(endpoint.path);
    if (error == 0) return candidate;
    attempts.push_back({std::move(candidate), error});
  }
  throw_none_found(attempts);
}

std::unique_ptr<Engine> make_engine(const boost::asio::any_io_executor& executor, const Candidate& candidate) {
  auto transport = make_transport(executor, parse_endpoint(candidate.address), candidate.tls);
  CallLimits limits;
  if (candidate.call_limit) limits = {*candidate.call_limit, *candidate.call_limit};
  return std::make_unique<HttpEngine>(executor, std::move(transport), candidate.address, event_patience, limits);
}

}  // namespace berth::engine
