#include "dns/client.hpp"

#include <array>
#include <random>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.hpp"
#include "dns/answer.hpp"
#include "dns/wire_reader.hpp"

namespace berth::dns {
namespace {

constexpr std::size_t largest_reply = 4096;

class Socket {
 public:
  Socket() : number_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { ::close(number_); }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void no_answer(const std::string& server, std::uint16_t port) {
  throw Error(fmt::format("no name server answers at {} port {}", server, port), "start it: berth dns start");
}

std::vector<std::uint8_t> question(std::uint16_t id, const DomainName& name, Type type, Class in) {
  std::vector<std::uint8_t> room(header_size + longest_name + 4 + 11);
  Writer out(room);
  out.u16(id);
  for (const int field : {0, 1, 0, 0, 1}) out.u16(static_cast<std::uint16_t>(field));
  out.text(name.wire());
  out.u16(static_cast<std::uint16_t>(type));
  out.u16(static_cast<std::uint16_t>(in));
  out.u8(0);
  out.u16(static_cast<std::uint16_t>(Type::opt));
  out.u16(largest_reply);
  out.u32(0);
  out.u16(0);
  room.resize(out.size());
  return room;
}

}  // namespace

Result<Reply> parse_reply(Bytes message, std::uint16_t id, Type type) {
  WireReader reader(message);
  const bool same = reader.u16() == id;
  const auto flags = reader.u16();
  const auto questions = reader.u16();
  const auto answers = reader.u16();
  reader.u32();  // how many records follow the answers
  if (reader.failed() || !same || (flags & 0x8000) == 0) return Problem{.message = "this is no answer to the query"};
  for (unsigned i = 0; i < questions; ++i) {
    reader.skip_name();
    reader.u32();
  }
  Reply reply{static_cast<Rcode>(flags & 0xf), {}};
  for (unsigned i = 0; i < answers && !reader.failed(); ++i) {
    reader.skip_name();
    const auto found = reader.u16();
    reader.bytes(6);
    const auto data = reader.bytes(reader.u16());
    if (found == static_cast<std::uint16_t>(type)) reply.records.push_back({0, {data.begin(), data.end()}});
  }
  if (reader.failed()) return Problem{.message = "the answer is cut"};
  return reply;
}

Reply ask(const std::string& server, std::uint16_t port, const DomainName& name, Type type, Class in,
          std::chrono::milliseconds limit) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  const Socket socket;
  if (::inet_pton(AF_INET, server.c_str(), &address.sin_addr) != 1 ||
      ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    no_answer(server, port);
  }
  const auto id = static_cast<std::uint16_t>(std::random_device()());
  const auto query = question(id, name, type, in);
  if (::send(socket.number(), query.data(), query.size(), 0) < 0) no_answer(server, port);
  const auto end = std::chrono::steady_clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd readable{socket.number(), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0) no_answer(server, port);
    std::array<std::uint8_t, largest_reply> room;
    const auto size = ::recv(socket.number(), room.data(), room.size(), 0);
    if (size < 0) no_answer(server, port);
    if (auto reply = parse_reply(Bytes(room).first(static_cast<std::size_t>(size)), id, type)) return std::move(*reply);
  }
}

}  // namespace berth::dns
