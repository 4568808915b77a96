// What a build may ask its client for, over real sockets: BuildKit's part is played by the test.
#include "engine_client/build_session.hpp"

#include <array>
#include <map>

#include <boost/asio/buffer.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include "base/error.hpp"
#include "engine_api/buildkit.hpp"
#include "engine_api/file_sync.hpp"
#include "engine_api/protobuf.hpp"
#include "engine_client/task_group.hpp"
#include "engine_client/transport.hpp"
#include "unit/engine_client/run_call.hpp"
#include "unit/engine_client/temporary_folder.hpp"

using namespace berth;
using namespace berth::engine;
using berth::test::run;
using engine_api::SyncPacket;
namespace asio = boost::asio;
using Socket = asio::local::stream_protocol::socket;

namespace {

/// Takes two HTTP requests, answers both with 101 and passes the bytes from each to the other.
class Relay {
 public:
  Relay(asio::io_context& io, const std::string& path) : acceptor_(io, asio::local::stream_protocol::endpoint(path)) {
    asio::co_spawn(io, serve(), asio::detached);
  }

 private:
  static awaitable<void> greet(Socket& socket) {
    std::string head;
    co_await asio::async_read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n", asio::use_awaitable);
    const std::string reply = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
    co_await asio::async_write(socket, asio::buffer(reply), asio::use_awaitable);
  }

  static awaitable<void> pass(Socket& from, Socket& to) {
    std::array<char, 4096> buffer{};
    for (;;) {
      boost::system::error_code error;
      const auto count =
          co_await from.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error));
      if (error) break;
      co_await asio::async_write(to, asio::buffer(buffer.data(), count),
                                 asio::redirect_error(asio::use_awaitable, error));
      if (error) break;
    }
    boost::system::error_code ignored;
    to.shutdown(Socket::shutdown_both, ignored);
  }

  awaitable<void> serve() {
    one_.emplace(co_await acceptor_.async_accept(asio::use_awaitable));
    co_await greet(*one_);
    other_.emplace(co_await acceptor_.async_accept(asio::use_awaitable));
    co_await greet(*other_);
    asio::co_spawn(acceptor_.get_executor(), pass(*one_, *other_), asio::detached);
    co_await pass(*other_, *one_);
  }

  asio::local::stream_protocol::acceptor acceptor_;
  std::optional<Socket> one_;
  std::optional<Socket> other_;
};

/// An ssh agent that says everything twice.
class EchoAgent {
 public:
  EchoAgent(asio::io_context& io, const std::string& path)
      : acceptor_(io, asio::local::stream_protocol::endpoint(path)) {
    asio::co_spawn(io, serve(), asio::detached);
  }

 private:
  awaitable<void> serve() {
    auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
    std::array<char, 100> buffer{};
    boost::system::error_code error;
    const auto count =
        co_await socket.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error));
    const std::string said(buffer.data(), count);
    const auto twice = said + said;
    co_await asio::async_write(socket, asio::buffer(twice), asio::redirect_error(asio::use_awaitable, error));
  }

  asio::local::stream_protocol::acceptor acceptor_;
};

using Body = std::function<awaitable<void>(GrpcConnection&)>;

struct Bench {
  Bench() : relay(io, folder.path() / "relay.sock") {}

  awaitable<HttpReply> connect() {
    Watchdog watchdog(io.get_executor(), std::nullopt);
    HttpRequest request;
    request.method = "POST";
    request.target = "/session";
    request.upgrade = "h2c";
    co_return co_await client.send(std::move(request), watchdog);
  }

  awaitable<void> play(Body body) {
    auto server_reply = co_await connect();
    auto client_reply = co_await connect();
    const auto server =
        std::make_shared<GrpcConnection>(io.get_executor(), std::move(server_reply), Http2::Role::server);
    const auto caller =
        std::make_shared<GrpcConnection>(io.get_executor(), std::move(client_reply), Http2::Role::client);
    co_await with_tasks([&](TaskGroup& group) -> awaitable<void> {
      group.spawn(server->run([this](GrpcStream& stream) { return answer_build_call(stream, offers); }));
      group.spawn(caller->run());
      co_await body(*caller);
    });
  }

  void run(Body body) { berth::test::run(io, play(std::move(body))); }

  asio::io_context io{1};
  berth::test::TemporaryFolder folder;
  Relay relay;
  HttpClient client{
      io.get_executor(),
      make_transport(io.get_executor(), parse_endpoint("unix://" + (folder.path() / "relay.sock").string()))};
  BuildOffers offers;
};

/// "ok: <message>" or "<code>: <words>".
awaitable<std::string> ask(GrpcConnection& caller, std::string method, std::string message) {
  std::string result;
  try {
    result = "ok: " + co_await caller.call(std::move(method), std::move(message));
  } catch (const GrpcError& error) {
    result = std::to_string(error.status().code) + ": " + error.status().message;
  }
  co_return result;
}

/// Receives a folder as BuildKit does and asks for the content of every file. Path to content, "/" for folders.
awaitable<std::map<std::string, std::string>> receive(GrpcConnection& caller, HeaderList headers) {
  auto stream = caller.call("/moby.filesync.v1.FileSync/DiffCopy", std::move(headers));
  std::map<std::string, std::string> files;
  std::map<std::uint32_t, std::string> asked;
  std::uint32_t count = 0;
  bool all_told = false;
  while (!all_told || !asked.empty()) {
    const auto message = co_await stream.read();
    if (!message) break;
    const auto packet = engine_api::decode_sync_packet(*message);
    if (packet.type == SyncPacket::Type::error) throw Error(packet.data);
    if (packet.type == SyncPacket::Type::data) {
      files[asked.at(packet.id)] += packet.data;
      if (packet.data.empty()) asked.erase(packet.id);
      continue;
    }
    all_told = message->empty();
    if (all_told) continue;
    engine_api::ProtoReader read(*message);
    read.next();
    auto stat = read.message();
    std::string path;
    std::uint64_t mode = 0;
    while (stat.next()) {
      if (stat.field() == 1) path = stat.text();
      if (stat.field() == 2) mode = stat.number();
    }
    const auto id = count++;
    files[path] = mode >> 31U != 0 ? "/" : "";
    if ((mode & 0x8f200000U) != 0) continue;
    asked[id] = path;
    co_await stream.write(engine_api::encode(SyncPacket{SyncPacket::Type::request, id, {}}));
  }
  co_await stream.write(engine_api::encode(SyncPacket{SyncPacket::Type::finish, 0, {}}));
  const auto goodbye = co_await stream.read();
  CHECK(goodbye.has_value());
  if (goodbye) CHECK(engine_api::decode_sync_packet(*goodbye).type == SyncPacket::Type::finish);
  const auto end = co_await stream.read();
  CHECK_FALSE(end.has_value());
  co_return files;
}

}  // namespace

TEST_CASE("what a build asks for, and the answers") {
  Bench bench;
  bench.offers.secret = [](const std::string& id) -> std::optional<std::string> {
    if (id == "token") return "s3cret";
    if (id == "unreadable") throw Error("the secret cannot be read", {}, "/secret/file");
    return std::nullopt;
  };
  bench.offers.credentials = [](const std::string& registry) {
    engine_api::RegistryAuth auth;
    if (registry == "docker.io") auth.username = "me", auth.password = "pw";
    if (registry == "token.example") auth.username = "me", auth.identity_token = "idt";
    return auth;
  };
  const auto text = [](std::string_view value) { return engine_api::encode_single_text(value); };
  struct Case {
    std::string method;
    std::string message;
    std::string answer;
  };
  const Case cases[] = {
      {"/grpc.health.v1.Health/Check", "", "ok: \x08\x01"},
      {"/moby.buildkit.secrets.v1.Secrets/GetSecret", text("token"), "ok: " + text("s3cret")},
      {"/moby.buildkit.secrets.v1.Secrets/GetSecret", text("other"),
       "5: the compose file gives this build no secret \"other\""},
      {"/moby.buildkit.secrets.v1.Secrets/GetSecret", text("unreadable"), "2: /secret/file: the secret cannot be read"},
      {"/moby.buildkit.secrets.v1.Secrets/GetSecret", "\xff", "2: the message is cut off"},
      {"/moby.filesync.v1.Auth/Credentials", text("registry-1.docker.io"),
       "ok: " + engine_api::encode_credentials("me", "pw")},
      {"/moby.filesync.v1.Auth/Credentials", text("token.example"), "ok: " + engine_api::encode_credentials("", "idt")},
      {"/moby.filesync.v1.Auth/Credentials", text("unknown.example"), "ok: "},
      {"/moby.sshforward.v1.SSH/CheckAgent", text("key"), "5: the compose file gives this build no ssh agent \"key\""},
      {"/moby.filesync.v1.FileSync/DiffCopy", "", "5: this build has no folder \"\""},
      {"/moby.filesync.v1.Auth/FetchToken", "", "12: Berth does not know /moby.filesync.v1.Auth/FetchToken"},
  };
  bench.run([&](GrpcConnection& caller) -> awaitable<void> {
    for (const auto& c : cases) {
      CAPTURE(c.method);
      const auto answer = co_await ask(caller, c.method, c.message);
      CHECK(answer == c.answer);
    }
  });
}

TEST_CASE("a folder is sent, as far as it is asked for") {
  Bench bench;
  berth::test::TemporaryFolder context;
  context.write("a.txt", "first");
  context.write("big", std::string(200'000, 'b'));
  context.write("d/e.txt", "deep");
  context.write("d/e.o", "object");
  context.write("empty", "");
  bench.offers.folders["context"].root = context.path();
  bench.offers.folders["dockerfile"].files = {{"Dockerfile", "FROM x\n"}};
  bench.offers.folders["absent"].root = context.path() / "absent";
  using Files = std::map<std::string, std::string>;
  bench.run([&](GrpcConnection& caller) -> awaitable<void> {
    const auto all = co_await receive(caller, {{"dir-name", "context"}});
    CHECK(all == Files{{"a.txt", "first"},
                       {"big", std::string(200'000, 'b')},
                       {"d", "/"},
                       {"d/e.o", "object"},
                       {"d/e.txt", "deep"},
                       {"empty", ""}});
    const auto some = co_await receive(
        caller,
        {{"dir-name", "context"}, {"exclude-patterns", "**/*.o"}, {"followpaths", "d"}, {"followpaths", "empty"}});
    CHECK(some == Files{{"d", "/"}, {"d/e.txt", "deep"}, {"empty", ""}});
    const auto made = co_await receive(caller, {{"dir-name", "dockerfile"}});
    CHECK(made == Files{{"Dockerfile", "FROM x\n"}});
    std::string problem;
    try {
      co_await receive(caller, {{"dir-name", "absent"}});
    } catch (const Error& error) {
      problem = error.what();
    }
    CHECK(problem.find("the folder cannot be read") != std::string::npos);
  });
}

TEST_CASE("an ssh agent is reached through the session") {
  Bench bench;
  const auto path = (bench.folder.path() / "agent.sock").string();
  EchoAgent agent(bench.io, path);
  bench.offers.agents = {{"default", path}, {"dead", (bench.folder.path() / "dead.sock").string()}};
  bench.run([&](GrpcConnection& caller) -> awaitable<void> {
    auto stream = caller.call("/moby.sshforward.v1.SSH/ForwardAgent", {{"buildkit.ssh.id", "default"}});
    co_await stream.write(engine_api::encode_single_text("ping"));
    const auto answer = co_await stream.read();
    REQUIRE(answer);
    CHECK(engine_api::decode_single_text(*answer) == "pingping");
    const auto end = co_await stream.read();
    CHECK_FALSE(end.has_value());
    auto dead = caller.call("/moby.sshforward.v1.SSH/ForwardAgent", {{"buildkit.ssh.id", "dead"}});
    std::string problem;
    try {
      co_await dead.read();
    } catch (const GrpcError& error) {
      problem = error.status().message;
    }
    CHECK(problem.find("dead.sock does not answer") != std::string::npos);
  });
}
