#include "engine_client/tls_machine.hpp"

#include <array>
#include <memory>

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "engine_client/error.hpp"
#include "unit/engine_client/temporary_folder.hpp"

using namespace berth::engine;
using berth::test::TemporaryFolder;

namespace {

/// Writes `<name>.pem` and `<name>-key.pem`: a certificate that signs itself, made for the names.
void make_certificate(const TemporaryFolder& folder, const std::string& name, const std::string& names) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  auto* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(certificate.get(), subject);
  auto* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
  X509_add_ext(certificate.get(), extension, -1);
  X509_EXTENSION_free(extension);
  X509_sign(certificate.get(), key.get(), EVP_sha256());

  const auto path = [&](const std::string& file) { return (folder.path() / file).string(); };
  const auto write = [](const std::string& file, const auto& put) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new_file(file.c_str(), "w"), BIO_free);
    put(out.get());
  };
  write(path(name + ".pem"), [&](BIO* out) { PEM_write_bio_X509(out, certificate.get()); });
  write(path(name + "-key.pem"),
        [&](BIO* out) { PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

/// The engine's side, which sends back what it gets.
class Server {
 public:
  Server(const TemporaryFolder& folder, const std::string& wanted_client) {
    context_.reset(SSL_CTX_new(TLS_server_method()));
    const auto path = [&](const std::string& file) { return (folder.path() / file).string(); };
    REQUIRE(SSL_CTX_use_certificate_chain_file(context_.get(), path("engine.pem").c_str()) == 1);
    REQUIRE(SSL_CTX_use_PrivateKey_file(context_.get(), path("engine-key.pem").c_str(), SSL_FILETYPE_PEM) == 1);
    if (!wanted_client.empty()) {
      SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
      REQUIRE(SSL_CTX_load_verify_locations(context_.get(), path(wanted_client + ".pem").c_str(), nullptr) == 1);
    }
    session_.reset(SSL_new(context_.get()));
    SSL_set_bio(session_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(session_.get());
  }

  void receive(const std::string& wire) {
    BIO_write(SSL_get_rbio(session_.get()), wire.data(), static_cast<int>(wire.size()));
    std::array<char, 4096> text;
    for (int count = 0; (count = SSL_read(session_.get(), text.data(), text.size())) > 0;) {
      SSL_write(session_.get(), text.data(), count);
    }
    if ((SSL_get_shutdown(session_.get()) & SSL_RECEIVED_SHUTDOWN) != 0) SSL_shutdown(session_.get());
  }

  std::string take_output() {
    std::string wire(BIO_ctrl_pending(SSL_get_wbio(session_.get())), '\0');
    if (!wire.empty()) BIO_read(SSL_get_wbio(session_.get()), wire.data(), static_cast<int>(wire.size()));
    return wire;
  }

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> session_{nullptr, SSL_free};
};

/// Carries bytes until both are silent; false: nothing more to carry and hands are not shaken.
bool shake_hands(TlsMachine& client, Server& server) {
  for (int round = 0; round < 10; ++round) {
    const bool done = client.shake_hands();
    server.receive(client.take_output());
    client.receive(server.take_output());
    if (done) return true;
  }
  return false;
}

std::string echo(TlsMachine& client, Server& server, const std::string& text) {
  client.encrypt(text);
  server.receive(client.take_output());
  client.receive(server.take_output());
  std::array<char, 64> buffer;
  std::string back;
  for (std::size_t count = 0; (count = client.decrypt(buffer)) != 0;) back.append(buffer.data(), count);
  return back;
}

}  // namespace

TEST_CASE("who is trusted over TLS") {
  TemporaryFolder folder;
  make_certificate(folder, "engine", "DNS:lab,IP:127.0.0.1");
  make_certificate(folder, "other", "DNS:lab");
  make_certificate(folder, "client", "DNS:me");
  const auto path = [&](const std::string& name) { return name.empty() ? name : (folder.path() / name).string(); };
  struct Case {
    std::string name;
    std::string authorities;
    std::string client;
    bool verify;
    std::string wanted_client;
    std::string host;
    std::string refusal;  // part of the error; "" when all goes well
  };
  const Case cases[] = {
      {"by name", "engine.pem", "", true, "", "lab", ""},
      {"by address", "engine.pem", "", true, "", "127.0.0.1", ""},
      {"another name", "engine.pem", "", true, "", "elsewhere", "hostname mismatch"},
      {"another address", "engine.pem", "", true, "", "127.0.0.2", "IP address mismatch"},
      {"another authority", "other.pem", "", true, "", "lab", "could not prove who it is: self-signed certificate"},
      {"anybody", "other.pem", "", false, "", "elsewhere", ""},
      {"a client that is known", "engine.pem", "client", true, "client", "lab", ""},
      {"a client that is not", "engine.pem", "other", true, "client", "lab", "no TLS connection to the engine at lab"},
      {"a client that says nothing", "engine.pem", "", true, "client", "lab", "certificate required"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const auto own = c.client.empty() ? TlsSettings{} : TlsSettings{{}, c.client + ".pem", c.client + "-key.pem"};
    const auto context = make_tls_context({path(c.authorities), path(own.certificate), path(own.key), c.verify});
    TlsMachine client(context, c.host);
    Server server(folder, c.wanted_client);
    std::string refusal;
    try {
      CHECK(shake_hands(client, server));
      CHECK(echo(client, server, "hello") == "hello");
    } catch (const EngineError& error) {
      CHECK(error.kind() == ErrorKind::denied);
      refusal = error.what();
    }
    if (c.refusal.empty()) {
      CHECK(refusal.empty());
    } else {
      CHECK(refusal.find(c.refusal) != std::string::npos);
    }
  }
}

TEST_CASE("text larger than a record, and the end of it") {
  TemporaryFolder folder;
  make_certificate(folder, "engine", "DNS:lab");
  TlsMachine client(make_tls_context({(folder.path() / "engine.pem").string(), {}, {}, true}), "lab");
  Server server(folder, "");
  REQUIRE(shake_hands(client, server));
  const std::string text(100'000, 'x');
  CHECK(echo(client, server, text) == text);
  CHECK_FALSE(client.ended());
  client.end_output();
  server.receive(client.take_output());
  client.receive(server.take_output());
  std::array<char, 8> buffer;
  CHECK(client.decrypt(buffer) == 0);
  CHECK(client.ended());
}

TEST_CASE("what is no TLS, and files that are none") {
  TemporaryFolder folder;
  folder.write("no.pem", "not a certificate");
  make_certificate(folder, "engine", "DNS:lab");
  const auto path = [&](const std::string& name) { return (folder.path() / name).string(); };
  TlsMachine client(make_tls_context({path("engine.pem"), {}, {}, true}), "lab");
  CHECK_FALSE(client.shake_hands());
  client.receive("HTTP/1.0 400 Bad Request\r\n\r\n");
  CHECK_THROWS_AS(client.shake_hands(), EngineError);
  CHECK_THROWS_AS(make_tls_context({path("no.pem"), {}, {}, true}), berth::Error);
  CHECK_THROWS_AS(make_tls_context({path("absent.pem"), {}, {}, true}), berth::Error);
  CHECK_THROWS_AS(make_tls_context({{}, path("no.pem"), path("engine-key.pem"), true}), berth::Error);
  CHECK_THROWS_AS(make_tls_context({{}, path("engine.pem"), path("no.pem"), true}), berth::Error);
}
