// One query from its bytes to the bytes of its answer, with all that is counted and limited on the way.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "dns/server.hpp"

namespace berth::dns {

/// Takes an answer that comes later.
using LateAnswer = std::function<void(Bytes)>;

class Desk {
 public:
  Desk(const ServerOptions& options, Forwarder& forwarder);

  /// Bytes written into `room` (udp_limit or tcp_limit); 0: nothing is to be sent, or nothing yet: then `later` has
  /// made what takes it. `asker`: 4 or 16 bytes.
  std::size_t serve(Bytes message, Bytes asker, bool tcp, std::span<std::uint8_t> room,
                    const std::function<LateAnswer()>& later);

  void set_zone(std::shared_ptr<const Zone> zone);
  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  bool may_be_answered(Query& query, Bytes asker, bool tcp);
  [[nodiscard]] bool is_to_be_forwarded(const Query& query) const;
  std::size_t forward(const Query& query, Bytes message, Bytes asker, bool tcp, std::span<std::uint8_t> room,
                      const std::function<LateAnswer()>& later);
  /// Sizes, counts and tells.
  std::size_t finish(const Query& query, Bytes asker, bool tcp, const Answer& answer);
  [[nodiscard]] static Asker asker_of(const Query& query, Bytes address, bool tcp);

  const ServerOptions& options_;
  Forwarder& forwarder_;
  AnswerContext context_;
  RateLimiter limiter_;
  std::shared_ptr<const Zone> zone_;
  Counters counters_;
};

}  // namespace berth::dns
