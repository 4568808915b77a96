// How bytes reach the engine: unix sockets, TCP, TLS over TCP, ssh.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "engine_client/endpoint.hpp"
#include "engine_client/tls_machine.hpp"

namespace berth::engine {

/// One byte stream. Failures are boost::system::system_error; HttpClient makes EngineErrors of them.
class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  virtual boost::asio::awaitable<void> connect() = 0;
  /// 0 is the end of the stream.
  virtual boost::asio::awaitable<std::size_t> read_some(std::span<char> buffer) = 0;
  /// All of `bytes`, which must stay until this is done.
  virtual boost::asio::awaitable<void> write(std::string_view bytes) = 0;
  virtual boost::asio::awaitable<void> close_output() = 0;
  /// Until it is read or written again nothing that arrives wakes the loop: for who lets bytes gather. Does nothing
  /// while something is under way.
  virtual void ignore_arrivals() {}
  /// What is under way ends with operation_aborted; the connection is of no more use.
  virtual void close() noexcept = 0;
  /// An idle connection on which nothing has arrived and which the other side has not closed.
  [[nodiscard]] virtual bool fresh() = 0;
};

class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  /// Not yet connected.
  [[nodiscard]] virtual std::unique_ptr<Connection> make_connection() = 0;
  [[nodiscard]] virtual std::string host_header() const = 0;
};

/// Throws berth::Error when a file of `tls` is of no use.
std::unique_ptr<Transport> make_transport(boost::asio::any_io_executor executor, Endpoint endpoint,
                                          const std::optional<TlsSettings>& tls = std::nullopt);

}  // namespace berth::engine
