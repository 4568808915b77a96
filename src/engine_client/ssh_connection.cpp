#include "engine_client/ssh_connection.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include "base/text.hpp"
#include "engine_client/child_process.hpp"
#include "engine_client/error.hpp"

namespace berth::engine {
namespace {

namespace asio = boost::asio;

/// One word for the shell of the other machine.
std::string shell_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string distant_command(const std::string& socket) {
  const auto host = socket.empty() ? std::string() : " --host " + shell_word("unix://" + socket);
  const auto url = socket.empty() ? std::string() : " --url " + shell_word("unix://" + socket);
  return fmt::format(
      "if command -v docker >/dev/null; then exec docker{} system dial-stdio; else exec podman{} system dial-stdio; fi",
      host, url);
}

/// The last line says what went wrong; those before it are banners.
std::string last_line(const std::string& text) {
  std::string last;
  for (const auto line : split(trim(text), '\n')) last = trim(line);
  return last.empty() ? "it ended without a word" : last;
}

}  // namespace

std::vector<std::string> ssh_arguments(const Endpoint& endpoint) {
  std::vector<std::string> arguments{"-o", "ConnectTimeout=30", "-T"};
  if (!endpoint.user.empty()) arguments.insert(arguments.end(), {"-l", endpoint.user});
  if (!endpoint.port.empty()) arguments.insert(arguments.end(), {"-p", endpoint.port});
  arguments.insert(arguments.end(), {"--", endpoint.host, distant_command(endpoint.path)});
  return arguments;
}

SshConnection::SshConnection(const asio::any_io_executor& executor, Endpoint endpoint)
    : SocketConnection(executor), endpoint_(std::move(endpoint)) {}

SshConnection::~SshConnection() = default;

asio::awaitable<void> SshConnection::connect() {
  const auto ssh = find_program("ssh");
  if (ssh.empty()) {
    throw Error("ssh is not installed, and the engine's address begins with ssh://",
                "Debian, Ubuntu: apt-get install openssh-client");
  }
  program_ = std::make_unique<PipedProgram>(ssh, ssh_arguments(endpoint_));
  socket().assign(asio::generic::stream_protocol(AF_UNIX, 0), program_->take_stream());
  co_return;
}

/// ssh that has nothing to carry leaves what was sent unread, so its end may look like a reset.
asio::awaitable<std::size_t> SshConnection::read_some(std::span<char> buffer) {
  std::size_t count = 0;
  try {
    count = co_await SocketConnection::read_some(buffer);
  } catch (const boost::system::system_error& error) {
    if (heard_ || error.code() == asio::error::operation_aborted) throw;
  }
  if (count == 0 && !heard_) {
    throw EngineError({ErrorKind::unavailable,
                       {},
                       0,
                       fmt::format("ssh did not reach the engine of {}: {}", endpoint_.host,
                                   escape_terminal(last_line(program_->errors())))},
                      fmt::format("try it by hand: ssh {} docker version", endpoint_.host));
  }
  heard_ = true;
  co_return count;
}

}  // namespace berth::engine
