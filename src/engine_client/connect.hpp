// Finding the engine and making an Engine of it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine_client/engine.hpp"
#include "engine_client/tls_machine.hpp"

namespace boost::asio {
class any_io_executor;
}

namespace berth::engine {

/// What the search for an engine depends on.
struct Surroundings {
  std::string host;     ///< -H/--host; empty: not given
  std::string context;  ///< -c/--context; empty: not given
  std::map<std::string, std::string> environment;
  std::string home;  ///< the user's home folder

  /// Those of this process.
  static Surroundings of_process(std::string host = {}, std::string context = {});
};

/// The folder of the docker command line's settings: $DOCKER_CONFIG or ~/.docker.
std::string docker_folder(const Surroundings& surroundings);

/// One place where an engine may be, and why it is looked for there.
struct Candidate {
  std::string address;  ///< "unix:///var/run/docker.sock", "tcp://10.0.0.2:2375", "ssh://me@lab"
  std::string origin;   ///< "DOCKER_HOST", "docker context \"lab\"", "default socket"
  std::optional<TlsSettings> tls = std::nullopt;  ///< over TCP: talk over TLS
  /// How long reads and changes may take at most; nullopt: see Deadline.
  std::optional<std::chrono::milliseconds> call_limit = std::nullopt;
};

/// Where to look, best first. A single one when the user has said it (-H, -c, DOCKER_HOST, DOCKER_CONTEXT, a current
/// context); else the usual sockets of Docker and Podman, of the system and of this user. Throws berth::Error for a
/// context that does not exist.
std::vector<Candidate> candidates(const Surroundings& surroundings);

/// The user has said which engine it is.
bool engine_is_named(const Surroundings& surroundings);

/// The user has said that it is one of another machine, whose files cannot be looked at from here.
bool engine_is_elsewhere(const Surroundings& surroundings);

/// BERTH_ENGINE_TIMEOUT, in seconds. Throws berth::Error when it is no such number; nullopt when it is not set.
std::optional<std::chrono::milliseconds> call_limit(const Surroundings& surroundings);

/// Something takes connections at the socket `address` ("unix://…").
bool answers(const std::string& address);

/// The first candidate that takes a connection. Throws EngineError (unavailable) naming all that was tried and why
/// each failed. One connect(2) per socket, no request.
Candidate find_engine(const Surroundings& surroundings);

/// The engine there. Throws berth::Error for a scheme that Berth does not speak, or a TLS file of no use. Opens no
/// connection; the first call does.
std::unique_ptr<Engine> make_engine(const boost::asio::any_io_executor& executor, const Candidate& candidate);

}  // namespace berth::engine
