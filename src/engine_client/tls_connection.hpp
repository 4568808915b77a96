// TLS over another connection.
#pragma once

#include <memory>
#include <string>

#include "engine_client/tls_machine.hpp"
#include "engine_client/transport.hpp"

namespace berth::engine {

class TlsConnection final : public Connection {
 public:
  /// `host` as TlsMachine wants it.
  TlsConnection(std::unique_ptr<Connection> wire, const TlsContext& context, const std::string& host);

  boost::asio::awaitable<void> connect() override;
  boost::asio::awaitable<std::size_t> read_some(std::span<char> buffer) override;
  boost::asio::awaitable<void> write(std::string_view bytes) override;
  boost::asio::awaitable<void> close_output() override;
  void close() noexcept override { wire_->close(); }
  bool fresh() override { return wire_->fresh(); }

 private:
  boost::asio::awaitable<void> flush();
  boost::asio::awaitable<bool> receive();
  [[noreturn]] void refused() const;

  std::string host_;
  std::unique_ptr<Connection> wire_;
  TlsMachine machine_;
  bool flushing_ = false;
  bool heard_ = false;  ///< anything at all from the engine
};

}  // namespace berth::engine
