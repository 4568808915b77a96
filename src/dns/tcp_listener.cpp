#include "dns/tcp_listener.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <list>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "dns/tcp_framing.hpp"
#include "lifecycle/task_group.hpp"

namespace berth::dns {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t batch_limit = 64 << 10;  // bytes of answers that are sent at once
constexpr std::size_t late_limit = 256 << 10;  // bytes of later answers that wait for who does not read
constexpr auto pause_after_failure = std::chrono::milliseconds(100);

struct Connection {
  explicit Connection(tcp::socket stream)
      : socket(std::move(stream)), silence(socket.get_executor()), written(socket.get_executor()) {
    written.expires_at(asio::steady_timer::time_point::max());
  }

  void close() {
    boost::system::error_code ignored;
    socket.close(ignored);
  }

  tcp::socket socket;
  asio::steady_timer silence;
  std::vector<std::uint8_t> outbox;  // answers with their lengths, which nobody writes yet
  bool writing = false;
  asio::steady_timer written;  // cancelled when the outbox is empty and nothing is written
};

void append(std::vector<std::uint8_t>& to, Bytes answer) {
  to.push_back(static_cast<std::uint8_t>(answer.size() >> 8));
  to.push_back(static_cast<std::uint8_t>(answer.size()));
  to.insert(to.end(), answer.begin(), answer.end());
}

/// Writes what is in the outbox, and what gets there meanwhile: answers that come later mix with others as they come
/// (RFC 7766 section 7).
void flush(const std::shared_ptr<Connection>& connection) {
  if (connection->writing || connection->outbox.empty()) return;
  connection->writing = true;
  const auto data = std::make_shared<std::vector<std::uint8_t>>(std::exchange(connection->outbox, {}));
  asio::async_write(connection->socket, asio::buffer(*data),
                    [connection, data](const boost::system::error_code& error, std::size_t) {
                      connection->writing = false;
                      if (error) {
                        connection->outbox.clear();
                        connection->close();
                      }
                      flush(connection);
                      if (!connection->writing) connection->written.cancel();
                    });
}

/// The one that was silent longest first.
using Connections = std::list<std::shared_ptr<Connection>>;

Bytes bytes_of(const asio::ip::address& address, std::array<std::uint8_t, 16>& room) {
  if (address.is_v4()) {
    const auto bytes = address.to_v4().to_bytes();
    std::copy(bytes.begin(), bytes.end(), room.begin());
    return Bytes(room).first(bytes.size());
  }
  room = address.to_v6().to_bytes();
  return room;
}

void close_after(const std::shared_ptr<Connection>& connection, std::chrono::milliseconds idle) {
  connection->silence.expires_after(idle);
  connection->silence.async_wait([weak = std::weak_ptr(connection)](const boost::system::error_code& error) {
    const auto alive = weak.lock();
    if (!error && alive) alive->close();
  });
}

/// All answers that the queries in `framing` have, as far as they fit into one batch. Those that come later are
/// written when they do. Whether there may be more to do. `room`: for one answer.
bool answer_all(TcpFraming& framing, Desk& desk, Bytes asker, const std::shared_ptr<Connection>& connection,
                std::span<std::uint8_t> room) {
  const auto later = [&]() -> LateAnswer {
    return [weak = std::weak_ptr(connection)](Bytes answer) {
      const auto alive = weak.lock();
      if (!alive || !alive->socket.is_open() || alive->outbox.size() > late_limit) return;
      append(alive->outbox, answer);
      flush(alive);
    };
  };
  bool any = connection->outbox.size() >= batch_limit;
  while (connection->outbox.size() < batch_limit) {
    const auto message = framing.next();
    if (!message) break;
    any = true;
    const auto size = desk.serve(*message, asker, true, room, std::cref(later));
    if (size > 0) append(connection->outbox, Bytes(room).first(size));
  }
  return any;
}

asio::awaitable<void> converse(Connections& connections, Connections::iterator self, Desk& desk,
                               std::span<std::uint8_t> answer, std::chrono::milliseconds idle) {
  auto& socket = (*self)->socket;
  boost::system::error_code error;
  std::array<std::uint8_t, 16> address{};
  const auto peer = socket.remote_endpoint(error);
  const auto asker = bytes_of(peer.address(), address);
  TcpFraming framing;
  const auto connection = *self;
  while (!error) {
    close_after(connection, idle);
    const auto room = framing.room();
    const auto count = co_await socket.async_read_some(asio::buffer(room.data(), room.size()),
                                                       asio::redirect_error(asio::use_awaitable, error));
    if (error) break;
    connections.splice(connections.end(), connections, self);
    framing.received(count);
    while (answer_all(framing, desk, asker, connection, answer)) {
      flush(connection);
      boost::system::error_code woken;
      while (connection->writing) {
        co_await connection->written.async_wait(asio::redirect_error(asio::use_awaitable, woken));
      }
      if (!socket.is_open()) break;
    }
  }
  connections.erase(self);
}

}  // namespace

struct TcpListener::State {
  tcp::acceptor acceptor;
  Connections connections;
  std::unique_ptr<std::uint8_t[]> answer;  // tcp_limit bytes, of whoever is answered
};

TcpListener::TcpListener(const asio::any_io_executor& executor, const asio::ip::address& address, std::uint16_t port)
    : state_(new State{tcp::acceptor(executor), {}, std::make_unique_for_overwrite<std::uint8_t[]>(tcp_limit)}) {
  const tcp::endpoint endpoint(address, port);
  state_->acceptor.open(endpoint.protocol());
  if (address.is_v6()) state_->acceptor.set_option(asio::ip::v6_only(true));
  state_->acceptor.set_option(tcp::acceptor::reuse_address(true));
  state_->acceptor.bind(endpoint);
  state_->acceptor.listen();
}

TcpListener::TcpListener(TcpListener&&) noexcept = default;
TcpListener::~TcpListener() = default;

asio::awaitable<void> TcpListener::serve(Desk& desk, std::size_t most_connections, std::chrono::milliseconds idle) {
  auto& connections = state_->connections;
  const std::span answer(state_->answer.get(), tcp_limit);
  co_await lifecycle::with_tasks([&](lifecycle::TaskGroup& tasks) -> asio::awaitable<void> {
    for (;;) {
      boost::system::error_code error;
      auto socket = co_await state_->acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
      if (error) {  // no descriptors left: some connection has to end first
        asio::steady_timer pause(state_->acceptor.get_executor(), pause_after_failure);
        co_await pause.async_wait(asio::use_awaitable);
        continue;
      }
      if (connections.size() >= most_connections) connections.front()->close();
      const auto self = connections.insert(connections.end(), std::make_shared<Connection>(std::move(socket)));
      tasks.spawn(converse(connections, self, desk, answer, idle));
    }
  });
}

}  // namespace berth::dns
