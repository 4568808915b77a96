// TLS as a machine without I/O: bytes of the wire go in and out, text comes and goes (OpenSSL behind it).
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace berth::engine {

/// How an engine proves who it is, and how Berth does. Paths of PEM files, each may be empty.
struct TlsSettings {
  std::string authorities;  ///< whose signature on the engine's certificate counts; empty: the system's authorities
  std::string certificate;  ///< Berth's own; empty: none is shown
  std::string key;
  bool verify = true;  ///< false: anybody is taken for the engine

  bool operator==(const TlsSettings&) const = default;
};

/// What all connections to one engine share.
using TlsContext = std::shared_ptr<ssl_ctx_st>;

/// Reads the files. Throws berth::Error naming the one that is of no use.
TlsContext make_tls_context(const TlsSettings& settings);

/// The client's side of one connection. What goes wrong is an EngineError of kind `denied`.
class TlsMachine {
 public:
  /// `host`, a name or an address, must be what the engine's certificate was made for (RFC 6125).
  TlsMachine(const TlsContext& context, const std::string& host);

  /// Bytes that came over the wire.
  void receive(std::string_view wire);
  /// Bytes for the wire; empty when there are none.
  [[nodiscard]] std::string take_output();

  /// true once both sides trust each other; false: send the output, receive more, ask again.
  bool shake_hands();
  void encrypt(std::string_view text);
  /// Fills `text` with what was received; 0: receive more, or ended().
  std::size_t decrypt(std::span<char> text);
  /// The other side has said that nothing more will come.
  [[nodiscard]] bool ended() const { return ended_; }
  /// Says to the other side that nothing more will come.
  void end_output();

 private:
  struct Free {
    void operator()(ssl_st* session) const;
  };
  std::string host_;
  std::unique_ptr<ssl_st, Free> session_;
  bool ended_ = false;
};

}  // namespace berth::engine
