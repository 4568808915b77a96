#include "dns/access.hpp"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "dns/cookie.hpp"

namespace berth::dns {
namespace {

constexpr std::size_t bucket_count = 1024;
constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// ::ffff:127.0.0.1 is 127.0.0.1.
Bytes plain(Bytes address) {
  const bool mapped = address.size() == 16 && std::ranges::equal(address.first(mapped_prefix.size()), mapped_prefix);
  return mapped ? address.subspan(mapped_prefix.size()) : address;
}

}  // namespace

Result<AccessList::Network> AccessList::parse(std::string_view text) {
  const auto slash = text.find('/');
  const std::string host(text.substr(0, slash));
  const Problem bad{fmt::format("\"{}\" is no network", text), "write it like 127.0.0.0/8 or fd00::/8"};
  Network network;
  if (::inet_pton(AF_INET, host.c_str(), network.address.data()) == 1) {
    network.size = 4;
  } else if (::inet_pton(AF_INET6, host.c_str(), network.address.data()) == 1) {
    network.size = 16;
  } else {
    return bad;
  }
  network.bits = static_cast<unsigned>(network.size * 8);
  if (slash == std::string_view::npos) return network;
  const auto bits = text.substr(slash + 1);
  const auto most = network.bits;
  const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), network.bits);
  if (error != std::errc() || end != bits.data() + bits.size() || network.bits > most) return bad;
  return network;
}

Result<AccessList> AccessList::from_text(const std::vector<std::string>& networks) {
  AccessList list;
  for (const auto& text : networks) {
    auto network = parse(text);
    if (!network) return network.problem();
    list.networks_.push_back(*network);
  }
  return list;
}

AccessList AccessList::loopback() {
  return from_text({"127.0.0.0/8", "::1"}).value();
}

bool AccessList::allows(Bytes address) const {
  const auto asker = plain(address);
  return std::ranges::any_of(networks_, [&](const Network& network) {
    if (network.size != asker.size()) return false;
    const auto whole = network.bits / 8;
    if (!std::equal(asker.begin(), asker.begin() + whole, network.address.begin())) return false;
    const auto rest = network.bits % 8;
    return rest == 0 || (asker[whole] ^ network.address[whole]) >> (8 - rest) == 0;
  });
}

RateLimiter::Decision RateLimiter::decide(Bytes address, std::uint64_t now) {
  if (per_second_ == 0) return Decision::answer;
  if (buckets_.empty()) buckets_.resize(bucket_count);
  // Addresses of one IPv6 network of 64 bits are one host's.
  const auto key = siphash(address.first(std::min<std::size_t>(address.size(), 8)), {}) | 1;
  auto& bucket = buckets_[key / 2 % bucket_count];
  const double limit = per_second_;
  if (bucket.key != key) bucket = {key, now, limit, false};
  bucket.left = std::min(limit, bucket.left + static_cast<double>(now - bucket.filled_at) * limit / 1000.0);
  bucket.filled_at = now;
  if (bucket.left >= 1) {
    bucket.left -= 1;
    return Decision::answer;
  }
  bucket.slip = !bucket.slip;
  return bucket.slip ? Decision::truncate : Decision::drop;
}

}  // namespace berth::dns
