#include "engine_client/tls_machine.hpp"

#include <algorithm>
#include <limits>
#include <system_error>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "engine_client/error.hpp"

namespace berth::engine {
namespace {

/// OpenSSL's word for the last failure, or the system's.
std::string reason() {
  for (auto code = ERR_get_error(); code != 0; code = ERR_get_error()) {
    if (ERR_SYSTEM_ERROR(code)) return std::generic_category().message(ERR_GET_REASON(code));
    const char* text = ERR_reason_error_string(code);
    if (text != nullptr && ERR_peek_error() == 0) return text;
  }
  return "for an unknown reason";
}

int count_of(std::size_t size) {
  return static_cast<int>(std::min(size, static_cast<std::size_t>(std::numeric_limits<int>::max())));
}

[[noreturn]] void refuse_file(const std::string& what, const std::string& path) {
  throw Error(fmt::format("{} cannot be used: {}", what, reason()), "it must be a file in PEM form", path);
}

[[noreturn]] void fail(ssl_st* session, const std::string& host) {
  const auto verdict = SSL_get_verify_result(session);
  if (verdict != X509_V_OK) {
    throw EngineError(
        {ErrorKind::denied,
         {},
         0,
         fmt::format("the engine at {} could not prove who it is: {}", host, X509_verify_cert_error_string(verdict))},
        "DOCKER_CERT_PATH names the folder with the ca.pem that signed its certificate");
  }
  throw EngineError(
      {ErrorKind::denied, {}, 0, fmt::format("no TLS connection to the engine at {}: {}", host, reason())},
      "is it an engine that speaks TLS, and does it know this client's certificate (cert.pem)?");
}

/// More bytes are needed, and nothing is wrong.
bool wants_more(ssl_st* session, int result) {
  const auto error = SSL_get_error(session, result);
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

void name_peer(ssl_st* session, const std::string& host) {
  auto* parameters = SSL_get0_param(session);
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1) return;
  ERR_clear_error();
  SSL_set_tlsext_host_name(session, host.c_str());
  SSL_set1_host(session, host.c_str());
}

}  // namespace

TlsContext make_tls_context(const TlsSettings& settings) {
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (context == nullptr) throw Error(fmt::format("TLS cannot be used: {}", reason()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), settings.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (settings.authorities.empty()) {
    SSL_CTX_set_default_verify_paths(context.get());
  } else if (SSL_CTX_load_verify_locations(context.get(), settings.authorities.c_str(), nullptr) != 1) {
    refuse_file("the engine's certificate authority", settings.authorities);
  }
  if (settings.certificate.empty()) return context;
  if (SSL_CTX_use_certificate_chain_file(context.get(), settings.certificate.c_str()) != 1) {
    refuse_file("the client's certificate", settings.certificate);
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), settings.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    refuse_file("the client's key", settings.key);
  }
  return context;
}

void TlsMachine::Free::operator()(ssl_st* session) const {
  SSL_free(session);
}

TlsMachine::TlsMachine(const TlsContext& context, const std::string& host)
    : host_(host), session_(SSL_new(context.get())) {
  SSL_set_connect_state(session_.get());
  SSL_set_bio(session_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  name_peer(session_.get(), host);
}

void TlsMachine::receive(std::string_view wire) {
  BIO_write(SSL_get_rbio(session_.get()), wire.data(), count_of(wire.size()));
}

std::string TlsMachine::take_output() {
  auto* output = SSL_get_wbio(session_.get());
  std::string wire(BIO_ctrl_pending(output), '\0');
  if (!wire.empty()) BIO_read(output, wire.data(), count_of(wire.size()));
  return wire;
}

bool TlsMachine::shake_hands() {
  ERR_clear_error();
  const int result = SSL_do_handshake(session_.get());
  if (result == 1) return true;
  if (!wants_more(session_.get(), result)) fail(session_.get(), host_);
  return false;
}

void TlsMachine::encrypt(std::string_view text) {
  if (text.empty()) return;
  ERR_clear_error();
  // The output is memory, which takes everything.
  if (SSL_write(session_.get(), text.data(), count_of(text.size())) <= 0) fail(session_.get(), host_);
}

std::size_t TlsMachine::decrypt(std::span<char> text) {
  ERR_clear_error();
  const int count = SSL_read(session_.get(), text.data(), count_of(text.size()));
  if (count > 0) return static_cast<std::size_t>(count);
  // A fatal alert shuts the session down as well, but is no clean end.
  ended_ = SSL_get_error(session_.get(), count) == SSL_ERROR_ZERO_RETURN;
  if (!ended_ && !wants_more(session_.get(), count)) fail(session_.get(), host_);
  return 0;
}

void TlsMachine::end_output() {
  ERR_clear_error();
  SSL_shutdown(session_.get());
}

}  // namespace berth::engine
