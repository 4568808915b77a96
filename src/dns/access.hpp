// Who may ask, and how often.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "dns/message.hpp"

namespace berth::dns {

/// Networks whose hosts may ask.
class AccessList {
 public:
  /// "127.0.0.0/8", "::1", "10.1.2.3". Problem: what is no network.
  static Result<AccessList> from_text(const std::vector<std::string>& networks);
  /// This host only: 127.0.0.0/8 and ::1.
  static AccessList loopback();

  /// `address`: 4 or 16 bytes; an IPv4 address that is written as an IPv6 one (RFC 4291 section 2.5.5.2) counts as
  /// IPv4.
  [[nodiscard]] bool allows(Bytes address) const;

 private:
  struct Network {
    std::array<std::uint8_t, 16> address{};
    std::size_t size = 0;  ///< bytes
    unsigned bits = 0;     ///< that have to agree
  };
  static Result<Network> parse(std::string_view text);

  std::vector<Network> networks_;
};

/// How many answers an address gets (as knot's mod-rrl): a spoofed sender shall not make us flood the one it names.
class RateLimiter {
 public:
  enum class Decision : std::uint8_t {
    answer,
    truncate,  ///< an empty answer that asks to come again over TCP, which cannot be spoofed
    drop,
  };

  /// Answers a second to one address; 0: no limit.
  explicit RateLimiter(std::uint32_t per_second) : per_second_(per_second) {}

  /// `now`: milliseconds on any clock that only goes forward.
  Decision decide(Bytes address, std::uint64_t now);

 private:
  struct Bucket {
    std::uint64_t key = 0;
    std::uint64_t filled_at = 0;
    double left = 0;
    bool slip = false;  ///< every second refusal is a truncated answer
  };

  std::uint32_t per_second_;
  std::vector<Bucket> buckets_;  // by a hash of the address; whoever comes to a taken one takes it over
};

}  // namespace berth::dns
