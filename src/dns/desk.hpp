// One query from its bytes to the bytes of its answer, with all that is counted and limited on the way.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "dns/server.hpp"

namespace berth::dns {

class Desk {
 public:
  explicit Desk(const ServerOptions& options);

  /// Bytes written into `room` (udp_limit or tcp_limit); 0: nothing is to be sent. `asker`: 4 or 16 bytes.
  std::size_t serve(Bytes message, Bytes asker, bool tcp, std::span<std::uint8_t> room);

  void set_zone(std::shared_ptr<const Zone> zone);
  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  bool may_be_answered(Query& query, Bytes asker, bool tcp);
  void count(const Answer& answer);

  const ServerOptions& options_;
  AnswerContext context_;
  RateLimiter limiter_;
  std::shared_ptr<const Zone> zone_;
  Counters counters_;
};

}  // namespace berth::dns
