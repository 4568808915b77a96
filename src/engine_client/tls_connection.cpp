#include "engine_client/tls_connection.hpp"

#include <array>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include "engine_client/error.hpp"

namespace berth::engine {
namespace {

using boost::asio::awaitable;

constexpr std::size_t record_size = 16 * 1024 + 512;  // RFC 8446 section 5.2: the largest record, and its header

}  // namespace

TlsConnection::TlsConnection(std::unique_ptr<Connection> wire, const TlsContext& context, const std::string& host)
    : host_(host), wire_(std::move(wire)), machine_(context, host) {}

/// A reader may have something to say, too (keys are changed), so whoever is writing writes all there is.
awaitable<void> TlsConnection::flush() {
  if (flushing_) co_return;
  flushing_ = true;
  for (auto output = machine_.take_output(); !output.empty(); output = machine_.take_output()) {
    co_await wire_->write(output);
  }
  flushing_ = false;
}

/// false: the other side has hung up.
awaitable<bool> TlsConnection::receive() {
  std::array<char, record_size> bytes;
  const auto count = co_await wire_->read_some(bytes);
  machine_.receive({bytes.data(), count});
  co_return count != 0;
}

awaitable<void> TlsConnection::connect() {
  co_await wire_->connect();
  for (;;) {
    const bool done = machine_.shake_hands();
    co_await flush();
    if (done) co_return;
    const bool more = co_await receive();
    if (!more) throw boost::system::system_error(boost::asio::error::connection_reset);
  }
}

awaitable<std::size_t> TlsConnection::read_some(std::span<char> buffer) {
  for (;;) {
    const auto count = machine_.decrypt(buffer);
    co_await flush();
    heard_ = heard_ || count != 0;
    if (count != 0 || machine_.ended()) co_return count;
    bool more = false;
    try {
      more = co_await receive();
    } catch (const boost::system::system_error& error) {
      if (heard_ || error.code() == boost::asio::error::operation_aborted) throw;
    }
    if (!more && !heard_) refused();
    if (!more) co_return 0;
  }
}

/// With TLS 1.3 the client is done before the engine has seen its certificate.
void TlsConnection::refused() const {
  throw EngineError({ErrorKind::denied, {}, 0, fmt::format("the engine at {} hung up after the TLS handshake", host_)},
                    "it probably does not accept this client's certificate: DOCKER_CERT_PATH names the folder with "
                    "cert.pem and key.pem");
}

awaitable<void> TlsConnection::write(std::string_view bytes) {
  machine_.encrypt(bytes);
  co_await flush();
}

awaitable<void> TlsConnection::close_output() {
  machine_.end_output();
  co_await flush();
}

}  // namespace berth::engine
