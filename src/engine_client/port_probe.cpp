#include "engine_client/port_probe.hpp"

#include <array>

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include "engine_client/http_client.hpp"
#include "engine_client/timeout.hpp"
#include "engine_client/transport.hpp"

namespace berth::engine {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using boost::system::system_error;

/// A proxy finds out at once that nobody listens behind it.
constexpr auto moment = 100ms;

std::unique_ptr<Transport> transport_to(const asio::any_io_executor& executor, const std::string& address,
                                        std::uint16_t port) {
  return make_transport(executor, Endpoint{.scheme = Scheme::tcp, .host = address, .port = std::to_string(port)});
}

PortAnswer answer_of(const system_error& error, const Watchdog& watchdog) {
  if (watchdog.expired()) return {PortState::unreachable, 0, "no answer in time"};
  if (error.code() == asio::error::operation_aborted) throw error;
  const bool refused = error.code() == asio::error::connection_refused || error.code() == asio::error::connection_reset;
  return {refused ? PortState::closed : PortState::unreachable, 0, error.code().message()};
}

/// true: the other side hung up without a word.
asio::awaitable<bool> hangs_up(Connection& connection) {
  bool ended = false;
  const auto listen = [](Connection& open, bool& out) -> asio::awaitable<void> {
    std::array<char, 1> byte;
    try {
      const auto count = co_await open.read_some(byte);
      out = count == 0;
    } catch (const system_error& error) {
      if (error.code() == asio::error::operation_aborted) throw;
      out = true;
    }
  };
  co_await finish_within(listen(connection, ended), moment);
  co_return ended;
}

}  // namespace

asio::awaitable<PortAnswer> ask_port(std::string address, std::uint16_t port, bool through_proxy,
                                     std::chrono::milliseconds limit) {
  const auto executor = co_await asio::this_coro::executor;
  Watchdog watchdog(executor, limit);
  const auto transport = transport_to(executor, address, port);
  const auto connection = transport->make_connection();
  watchdog.guard(*connection);
  try {
    co_await connection->connect();
  } catch (const system_error& error) {
    co_return answer_of(error, watchdog);
  }
  watchdog.release();
  if (!through_proxy) co_return PortAnswer{PortState::open, 0, {}};
  const bool gone = co_await hangs_up(*connection);
  if (gone) co_return PortAnswer{PortState::closed, 0, "the connection was closed at once"};
  co_return PortAnswer{PortState::open, 0, {}};
}

asio::awaitable<PortAnswer> ask_http(std::string address, std::uint16_t port, std::string path,
                                     std::chrono::milliseconds limit) {
  const auto executor = co_await asio::this_coro::executor;
  Watchdog watchdog(executor, limit);
  HttpClient client(executor, transport_to(executor, address, port));
  HttpRequest request;
  request.target = std::move(path);
  try {
    const auto reply = co_await client.send(std::move(request), watchdog);
    watchdog.release();
    co_return PortAnswer{PortState::open, reply.head().status, {}};
  } catch (const system_error& error) {
    co_return answer_of(error, watchdog);
  } catch (const HttpError& error) {
    co_return PortAnswer{PortState::open, 0, error.what()};
  }
}

}  // namespace berth::engine
