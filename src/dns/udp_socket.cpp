#include "dns/udp_socket.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <functional>

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <netinet/in.h>
#include <sys/socket.h>

namespace berth::dns {
namespace {

namespace asio = boost::asio;

constexpr std::size_t batch_size = 32;
constexpr std::size_t longest_query = 1500;  // bytes; longer ones are no queries
constexpr int batches_in_a_row = 8;          // before others have their turn

Bytes address_of(const sockaddr_storage& from) {
  if (from.ss_family == AF_INET) {
    const auto& address = reinterpret_cast<const sockaddr_in&>(from).sin_addr;
    return {reinterpret_cast<const std::uint8_t*>(&address), sizeof(address)};
  }
  const auto& address = reinterpret_cast<const sockaddr_in6&>(from).sin6_addr;
  return {reinterpret_cast<const std::uint8_t*>(&address), sizeof(address)};
}

/// One call of the kernel takes as many queries as there are, another one sends their answers.
class Batch {
 public:
  /// Leaves the room for messages as it is: what nobody has used is not resident.
  Batch() {}  // NOLINT(modernize-use-equals-default)

  /// How many messages came; 0: none was there.
  std::size_t receive(int socket) {
    for (std::size_t i = 0; i < batch_size; ++i) prepare(incoming_[i].msg_hdr, in_pieces_[i], queries_[i], from_[i]);
    const int count = ::recvmmsg(socket, incoming_.data(), batch_size, MSG_DONTWAIT, nullptr);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  }

  /// Answers that find no room in the socket are lost, as datagrams are.
  void answer(int socket, std::size_t count, Desk& desk) {
    unsigned ready = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if ((incoming_[i].msg_hdr.msg_flags & MSG_TRUNC) != 0) continue;
      const auto later = [&]() -> LateAnswer {
        return [socket, to = from_[i], length = incoming_[i].msg_hdr.msg_namelen](Bytes answer) {
          ::sendto(socket, answer.data(), answer.size(), MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&to), length);
        };
      };
      const auto size = desk.serve(std::span(queries_[i]).first(incoming_[i].msg_len), address_of(from_[i]), false,
                                   answers_[ready], std::cref(later));
      if (size == 0) continue;
      prepare(outgoing_[ready].msg_hdr, out_pieces_[ready], answers_[ready], from_[i]);
      out_pieces_[ready].iov_len = size;
      outgoing_[ready].msg_hdr.msg_namelen = incoming_[i].msg_hdr.msg_namelen;
      ++ready;
    }
    for (unsigned sent = 0; sent < ready;) {
      const int done = ::sendmmsg(socket, outgoing_.data() + sent, ready - sent, MSG_DONTWAIT);
      // A message that cannot be sent holds up no other one.
      sent += done > 0 ? static_cast<unsigned>(done) : 1;
    }
  }

 private:
  template <std::size_t Size>
  static void prepare(msghdr& header, iovec& piece, std::array<std::uint8_t, Size>& bytes, sockaddr_storage& peer) {
    piece = {bytes.data(), bytes.size()};
    header = {};
    header.msg_name = &peer;
    header.msg_namelen = sizeof(peer);
    header.msg_iov = &piece;
    header.msg_iovlen = 1;
  }

  std::array<std::array<std::uint8_t, longest_query>, batch_size> queries_;
  std::array<std::array<std::uint8_t, udp_limit>, batch_size> answers_;
  std::array<sockaddr_storage, batch_size> from_;
  std::array<iovec, batch_size> in_pieces_;
  std::array<iovec, batch_size> out_pieces_;
  std::array<mmsghdr, batch_size> incoming_;
  std::array<mmsghdr, batch_size> outgoing_;
};

}  // namespace

struct UdpSocket::State {
  explicit State(const asio::any_io_executor& executor) : socket(executor) {}

  asio::ip::udp::socket socket;
  Batch batch;
};

UdpSocket::UdpSocket(const asio::any_io_executor& executor, const asio::ip::address& address, std::uint16_t port)
    : state_(new State(executor)) {
  const asio::ip::udp::endpoint endpoint(address, port);
  state_->socket.open(endpoint.protocol());
  if (address.is_v6()) state_->socket.set_option(asio::ip::v6_only(true));
  state_->socket.bind(endpoint);
  state_->socket.non_blocking(true);
}

UdpSocket::UdpSocket(UdpSocket&&) noexcept = default;
UdpSocket::~UdpSocket() = default;

std::uint16_t UdpSocket::port() const {
  return state_->socket.local_endpoint().port();
}

asio::awaitable<void> UdpSocket::serve(Desk& desk) {
  const int socket = state_->socket.native_handle();
  for (;;) {
    co_await state_->socket.async_wait(asio::ip::udp::socket::wait_read, asio::use_awaitable);
    for (int i = 0; i < batches_in_a_row; ++i) {
      const auto count = state_->batch.receive(socket);
      if (count == 0) break;
      state_->batch.answer(socket, count, desk);
      if (count < batch_size) break;
    }
  }
}

}  // namespace berth::dns
