// The engine of another machine, reached through the system's own ssh.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine_client/endpoint.hpp"
#include "engine_client/socket_connection.hpp"

namespace berth::engine {

class PipedProgram;

/// What is said to ssh: quiet about a terminal, and what to run there. The engine's command line carries the bytes
/// (`docker system dial-stdio`, or Podman's), to the socket that the address names if it names one.
std::vector<std::string> ssh_arguments(const Endpoint& endpoint);

class SshConnection final : public SocketConnection {
 public:
  SshConnection(const boost::asio::any_io_executor& executor, Endpoint endpoint);
  ~SshConnection() override;

  /// Starts ssh; that it cannot get through shows at the first read, as an EngineError with ssh's own words.
  boost::asio::awaitable<void> connect() override;
  boost::asio::awaitable<std::size_t> read_some(std::span<char> buffer) override;

 private:
  Endpoint endpoint_;
  std::unique_ptr<PipedProgram> program_;
  bool heard_ = false;
};

}  // namespace berth::engine
