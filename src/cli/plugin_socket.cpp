#include "cli/plugin_socket.hpp"

#include <array>
#include <csignal>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

namespace berth::cli {

namespace asio = boost::asio;

struct PluginSocket::State {
  explicit State(asio::io_context& loop) : socket(loop) {}

  asio::local::stream_protocol::socket socket;
  std::array<char, 64> buffer{};
};

namespace {

/// Docker says nothing on it; only its end counts.
template <typename State>
void wait_for_end(std::shared_ptr<State> state) {
  auto& now = *state;
  now.socket.async_read_some(asio::buffer(now.buffer), [state](const boost::system::error_code& error, std::size_t) {
    if (error == asio::error::operation_aborted) return;
    if (error) {
      ::raise(SIGINT);
    } else {
      wait_for_end(state);
    }
  });
}

}  // namespace

PluginSocket::PluginSocket(asio::io_context& loop, const std::string& address) {
  constexpr std::size_t longest_name = 107;  // sockaddr_un::sun_path
  if (address.empty() || address.size() > longest_name) return;
  // "@" stands for the zero byte of an abstract name (man 7 unix).
  const auto name = address.starts_with('@') ? std::string(1, '\0') + address.substr(1) : address;
  auto state = std::make_shared<State>(loop);
  boost::system::error_code error;
  state->socket.connect(asio::local::stream_protocol::endpoint(name), error);
  if (error) return;
  state_ = state;
  wait_for_end(state);
}

PluginSocket::~PluginSocket() {
  boost::system::error_code ignored;
  if (state_) state_->socket.close(ignored);
}

}  // namespace berth::cli
