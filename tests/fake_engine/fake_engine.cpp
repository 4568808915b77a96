#include "fake_engine/fake_engine.hpp"

#include <cstdlib>
#include <list>
#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace berth::fake {

namespace asio = boost::asio;
using Socket = asio::local::stream_protocol::socket;
using asio::use_awaitable;
using boost::system::error_code;

namespace {

constexpr std::string_view docker_headers = "Api-Version: 1.41\r\nServer: Docker/20.10.24 (linux)\r\n";
constexpr std::string_view podman_headers =
    "Api-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\nServer: Libpod/4.3.1 (linux)\r\n";

Reply sized(int status, std::string_view headers, std::string_view type, const std::string& body) {
  return {fmt::format("HTTP/1.1 {} Any\r\n{}Content-Type: {}\r\nContent-Length: {}\r\n\r\n{}", status, headers, type,
                      body.size(), body)};
}

/// "/v1.41/containers/json?all=1" → "/containers/json"
std::string bare_path(const std::string& target) {
  auto path = target.substr(0, target.find('?'));
  if (path.starts_with("/v") && path.size() > 2 && path[2] >= '0' && path[2] <= '9') path.erase(0, path.find('/', 1));
  return path;
}

std::optional<std::size_t> content_length(const std::string& head) {
  const auto at = head.find("Content-Length: ");
  if (at == std::string::npos) return std::nullopt;
  return std::stoul(head.substr(at + 16));
}

}  // namespace

Reply json(int status, const std::string& body) {
  return sized(status, docker_headers, "application/json", body);
}
Reply podman_json(int status, const std::string& body) {
  return sized(status, podman_headers, "application/json", body);
}
Reply html(int status, const std::string& body) {
  return sized(status, {}, "text/html", body);
}

Reply chunked(const std::vector<std::string>& chunks, Reply::Then then) {
  Reply reply{fmt::format("HTTP/1.1 200 OK\r\n{}Transfer-Encoding: chunked\r\n\r\n", docker_headers)};
  for (const auto& chunk : chunks) reply.bytes += fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
  if (then == Reply::Then::next_request) reply.bytes += "0\r\n\r\n";
  reply.then = then;
  return reply;
}

Reply upgraded(const std::string& bytes, Reply::Then then) {
  return {fmt::format("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n{}", bytes),
          std::chrono::milliseconds{0}, then};
}

Reply raw(const std::string& bytes, Reply::Then then) {
  return {bytes, std::chrono::milliseconds{0}, then};
}
Reply silence() {
  return raw({}, Reply::Then::stay_silent);
}
Reply hang_up() {
  return raw({});
}

Reply dripping(Reply reply, std::chrono::milliseconds between_bytes) {
  reply.between_bytes = between_bytes;
  return reply;
}

Reply truncated(Reply reply, std::size_t missing) {
  reply.bytes.resize(reply.bytes.size() - missing);
  reply.then = Reply::Then::hang_up;
  return reply;
}

struct FakeEngine::State {
  explicit State(asio::io_context& io) : context(io), acceptor(io) {}

  struct Script {
    std::vector<Reply> replies;
    std::size_t used = 0;
  };

  Reply next_reply(const Request& request) {
    const auto found = scripts.find({request.method, request.path});
    if (found == scripts.end()) return otherwise;
    auto& script = found->second;
    const auto index = std::min(script.used++, script.replies.size() - 1);
    return script.replies[index];
  }

  asio::io_context& context;
  asio::local::stream_protocol::acceptor acceptor;
  std::filesystem::path folder;
  std::map<std::pair<std::string, std::string>, Script> scripts;
  Reply otherwise = json(404, R"({"message":"the script has no such call"})");
  std::vector<Request> requests;
  std::list<Socket> sockets;
  int accepted = 0;
};

namespace {

using StatePointer = std::shared_ptr<FakeEngine::State>;

asio::awaitable<std::string> read_chunks(Socket& socket, std::string& buffer) {
  std::string body;
  for (;;) {
    if (buffer.find("\r\n") == std::string::npos) {
      co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), "\r\n", use_awaitable);
    }
    const auto line = buffer.find("\r\n");
    const auto size = std::stoul(buffer.substr(0, line), nullptr, 16);
    buffer.erase(0, line + 2);
    while (buffer.size() < size + 2) {
      char bytes[4096];
      const auto count = co_await socket.async_read_some(asio::buffer(bytes), use_awaitable);
      buffer.append(bytes, count);
    }
    body.append(buffer, 0, size);
    buffer.erase(0, size + 2);
    if (size == 0) co_return body;
  }
}

asio::awaitable<Request> read_request(Socket& socket, std::string& buffer) {
  Request request;
  const auto end = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), "\r\n\r\n", use_awaitable);
  request.head = buffer.substr(0, end);
  buffer.erase(0, end);
  const auto first = request.head.find(' ');
  const auto second = request.head.find(' ', first + 1);
  request.method = request.head.substr(0, first);
  request.target = request.head.substr(first + 1, second - first - 1);
  request.path = bare_path(request.target);
  if (request.head.find("Transfer-Encoding: chunked") != std::string::npos) {
    request.body = co_await read_chunks(socket, buffer);
    co_return request;
  }
  const auto length = content_length(request.head).value_or(0);
  while (buffer.size() < length) {
    char bytes[4096];
    const auto count = co_await socket.async_read_some(asio::buffer(bytes), use_awaitable);
    buffer.append(bytes, count);
  }
  request.body = buffer.substr(0, length);
  buffer.erase(0, length);
  co_return request;
}

asio::awaitable<void> send(Socket& socket, const Reply& reply) {
  if (reply.between_bytes.count() == 0) {
    co_await asio::async_write(socket, asio::buffer(reply.bytes), use_awaitable);
    co_return;
  }
  asio::steady_timer timer(socket.get_executor());
  for (const char& byte : reply.bytes) {
    co_await asio::async_write(socket, asio::buffer(&byte, 1), use_awaitable);
    timer.expires_after(reply.between_bytes);
    co_await timer.async_wait(use_awaitable);
  }
}

/// Until the client hangs up or the test drops the connection.
asio::awaitable<void> wait_for_end(Socket& socket) {
  for (;;) {
    char bytes[4096];
    error_code error;
    co_await socket.async_read_some(asio::buffer(bytes), asio::redirect_error(use_awaitable, error));
    if (error) co_return;
  }
}

asio::awaitable<void> serve(StatePointer state, Socket& socket, int number) {
  std::string buffer;
  for (;;) {
    auto request = co_await read_request(socket, buffer);
    request.connection = number;
    const auto reply = state->next_reply(request);
    state->requests.push_back(std::move(request));
    co_await send(socket, reply);
    if (reply.then == Reply::Then::hang_up) co_return;
    if (reply.then == Reply::Then::stay_silent) co_await wait_for_end(socket);
  }
}

asio::awaitable<void> serve_connection(StatePointer state, std::list<Socket>::iterator socket, int number) {
  try {
    co_await serve(state, *socket, number);
  } catch (const boost::system::system_error&) {
    // The client hung up, which is what some tests are about.
  }
  state->sockets.erase(socket);
}

asio::awaitable<void> accept_all(StatePointer state) {
  for (;;) {
    error_code error;
    auto socket = co_await state->acceptor.async_accept(asio::redirect_error(use_awaitable, error));
    if (error) co_return;
    state->sockets.push_back(std::move(socket));
    asio::co_spawn(state->context, serve_connection(state, std::prev(state->sockets.end()), ++state->accepted),
                   asio::detached);
  }
}

}  // namespace

FakeEngine::FakeEngine(asio::io_context& context) : state_(std::make_shared<State>(context)) {
  std::string name = "/tmp/berth-fake-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  state_->folder = name;
  listen();
}

FakeEngine::~FakeEngine() {
  stop();
  drop_connections();
  std::error_code ignored;
  std::filesystem::remove_all(state_->folder, ignored);
}

std::string FakeEngine::address() const {
  return "unix://" + (state_->folder / "engine.sock").string();
}

void FakeEngine::on(const std::string& method, const std::string& path, std::vector<Reply> replies) {
  state_->scripts[{method, path}] = {std::move(replies), 0};
}

void FakeEngine::otherwise(Reply reply) {
  state_->otherwise = std::move(reply);
}

const std::vector<Request>& FakeEngine::requests() const {
  return state_->requests;
}
int FakeEngine::connections() const {
  return state_->accepted;
}

void FakeEngine::drop_connections() {
  error_code ignored;
  for (auto& socket : state_->sockets) socket.close(ignored);
}

void FakeEngine::stop() {
  error_code ignored;
  state_->acceptor.close(ignored);
  std::error_code gone;
  std::filesystem::remove(state_->folder / "engine.sock", gone);
}

void FakeEngine::listen() {
  const asio::local::stream_protocol::endpoint endpoint((state_->folder / "engine.sock").string());
  state_->acceptor.open();
  state_->acceptor.bind(endpoint);
  state_->acceptor.listen();
  asio::co_spawn(state_->context, accept_all(state_), asio::detached);
}

}  // namespace berth::fake
