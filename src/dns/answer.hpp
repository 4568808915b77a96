// What is answered to a query: a function of the query, the zone and who asks.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dns/cookie.hpp"
#include "dns/message.hpp"
#include "dns/relayed_answer.hpp"
#include "dns/zone.hpp"

namespace berth::dns {

/// A message over UDP never is longer, whatever the client takes: longer ones are cut to pieces on their way.
inline constexpr std::size_t udp_limit = 1232;
inline constexpr std::size_t tcp_limit = 65535;

/// xorshift64*: who is first in an answer needs no better one.
class Shuffler {
 public:
  explicit Shuffler(std::uint64_t seed) : state_(seed | 1) {}
  /// Below `count`, which is at least 1.
  std::uint32_t below(std::uint32_t count);

 private:
  std::uint64_t state_;
};

/// What answers need beside the query and the zone.
struct AnswerContext {
  std::string version;                  ///< told to who asks for version.server in class CH (RFC 4892)
  std::vector<std::string> statistics;  ///< told to who asks for statistics.berth in class CH
  CookieSecret secret{};
  bool recursion_available = false;  ///< what is not ours is asked for elsewhere
  Shuffler shuffler{1};
};

struct Asker {
  bool tcp = false;
  Bytes address;          ///< 4 or 16 bytes
  std::uint32_t now = 0;  ///< seconds since 1970
};

struct Answer {
  std::size_t size = 0;  ///< bytes written; 0: no answer
  Rcode rcode = Rcode::no_error;
  bool truncated = false;
};

/// Passes on what another server has answered `age` seconds ago; none: that none has.
Answer relay(const Query& query, const RelayedAnswer* found, std::uint32_t age, const Asker& asker,
             AnswerContext& context, std::span<std::uint8_t> room);

/// Writes the answer to `query` into `room`, which has at least udp_limit bytes (TCP: tcp_limit).
/// RFC 1034 section 4.3.2, RFC 2308, RFC 4592, RFC 6891, RFC 8482.
Answer answer(const Query& query, const Zone& zone, const Asker& asker, AnswerContext& context,
              std::span<std::uint8_t> room);

}  // namespace berth::dns
