// DNS messages: what a query asks, and writing what answers it (RFC 1035 section 4, RFC 6891).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "dns/domain_name.hpp"

namespace berth::dns {

/// Numbers of the IANA registry "Resource Record (RR) TYPEs"; any other number is a type, too (RFC 3597).
enum class Type : std::uint16_t {
  a = 1,
  ns = 2,
  soa = 6,
  ptr = 12,
  txt = 16,
  aaaa = 28,
  srv = 33,
  opt = 41,
  ixfr = 251,
  axfr = 252,
  any = 255,
};

enum class Class : std::uint16_t { internet = 1, chaos = 3 };

enum class Rcode : std::uint16_t {
  no_error = 0,
  format_error = 1,
  server_failure = 2,
  name_error = 3,  ///< NXDOMAIN
  not_implemented = 4,
  refused = 5,
  not_authoritative = 9,
  bad_version = 16,  ///< RFC 6891 section 6.1.3
  bad_cookie = 23,   ///< RFC 7873 section 8
};

inline constexpr std::size_t header_size = 12;
inline constexpr std::size_t client_cookie_size = 8;   // bytes (RFC 7873 section 4)
inline constexpr std::size_t server_cookie_size = 16;  // bytes, as RFC 9018 makes them

using Bytes = std::span<const std::uint8_t>;
using ClientCookie = std::array<std::uint8_t, client_cookie_size>;

/// What the OPT record of a query says.
struct Edns {
  std::uint16_t udp_size = 512;  ///< bytes that the client takes; never below 512
  std::uint8_t version = 0;
  bool dnssec_ok = false;
  std::optional<ClientCookie> cookie;
  Bytes server_cookie;  ///< what came behind the client's own, into the query; may be empty
};

/// The only question of a query.
struct Question {
  std::array<char, longest_name> name{};  ///< wire form in lower case
  std::size_t name_size = 0;
  std::uint16_t type = 0;
  std::uint16_t qclass = 0;
  Bytes raw;  ///< the whole question as it was asked, into the query

  [[nodiscard]] std::string_view key() const { return {name.data(), name_size}; }
};

/// What is to become of a message that came in.
enum class Verdict : std::uint8_t {
  drop,    ///< no answer: a response, garbage, or what only an attacker sends
  reject,  ///< `rcode` and no data
  answer,
};

struct Query {
  Verdict verdict = Verdict::drop;
  Rcode rcode = Rcode::no_error;  ///< of a rejected one
  std::uint16_t id = 0;
  std::uint8_t opcode = 0;
  bool recursion_desired = false;
  bool checking_disabled = false;
  std::optional<Question> question;  ///< of every answered query; a rejected one may have none
  std::optional<Edns> edns;
  bool come_again_over_tcp = false;  ///< the answer is to be empty and cut: too many were asked for
};

/// Never fails: what cannot be understood has a verdict. The result points into `message`.
Query parse_query(Bytes message);

/// Appends to a buffer of fixed size. What does not fit is not written, and overflowed() says so from then on.
class Writer {
 public:
  explicit Writer(std::span<std::uint8_t> room) : room_(room) {}

  void u8(std::uint8_t value);
  void u16(std::uint16_t value);
  void u32(std::uint32_t value);
  void bytes(Bytes value);
  void text(std::string_view value);
  /// Overwrites what was written before. Requires at + 2 <= size().
  void set_u16(std::size_t at, std::uint16_t value);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool overflowed() const { return overflowed_; }
  /// Takes back what was written behind `size`, and that it did not fit.
  void cut(std::size_t size);
  /// What is written from now on goes into `room`, which begins where the buffer does.
  void limit(std::span<std::uint8_t> room) { room_ = room; }
  [[nodiscard]] std::size_t room_left() const { return room_.size() - size_; }

 private:
  std::uint8_t* take(std::size_t count);

  std::span<std::uint8_t> room_;
  std::size_t size_ = 0;
  bool overflowed_ = false;
};

}  // namespace berth::dns
