#include "dns/cookie.hpp"

#include <algorithm>
#include <bit>
#include <span>

namespace berth::dns {
namespace {

constexpr std::uint8_t cookie_version = 1;        // RFC 9018 section 4.1
constexpr std::int32_t oldest = 3600;             // seconds
constexpr std::int32_t from_the_future = 5 * 60;  // seconds, for clocks that differ

std::uint64_t little_endian(const std::uint8_t* bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value |= std::uint64_t{bytes[i]} << (8 * i);
  return value;
}

struct SipState {
  std::uint64_t a, b, c, d;

  void round() {
    a += b;
    c += d;
    b = std::rotl(b, 13) ^ a;
    d = std::rotl(d, 16) ^ c;
    a = std::rotl(a, 32);
    c += b;
    a += d;
    b = std::rotl(b, 17) ^ c;
    d = std::rotl(d, 21) ^ a;
    c = std::rotl(c, 32);
  }
  void absorb(std::uint64_t word) {
    d ^= word;
    round();
    round();
    a ^= word;
  }
};

}  // namespace

std::uint64_t siphash(Bytes text, const CookieSecret& key) {
  const auto low = little_endian(key.data(), 8);
  const auto high = little_endian(key.data() + 8, 8);
  SipState state{low ^ 0x736f6d6570736575, high ^ 0x646f72616e646f6d, low ^ 0x6c7967656e657261,
                 high ^ 0x7465646279746573};
  const auto whole = text.size() / 8 * 8;
  for (std::size_t at = 0; at < whole; at += 8) state.absorb(little_endian(text.data() + at, 8));
  state.absorb(little_endian(text.data() + whole, text.size() - whole) | std::uint64_t{text.size()} << 56);
  state.c ^= 0xff;
  for (int i = 0; i < 4; ++i) state.round();
  return state.a ^ state.b ^ state.c ^ state.d;
}

ServerCookie make_server_cookie(const ClientCookie& client, Bytes address, std::uint32_t now,
                                const CookieSecret& secret) {
  ServerCookie cookie{cookie_version};
  for (int i = 0; i < 4; ++i) cookie[4 + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(now >> (24 - 8 * i));
  std::array<std::uint8_t, client_cookie_size + 8 + 16> text{};
  auto end = std::ranges::copy(client, text.begin()).out;
  end = std::copy_n(cookie.begin(), 8, end);
  end = std::ranges::copy(address.first(std::min<std::size_t>(address.size(), 16)), end).out;
  const auto hash = siphash({text.data(), static_cast<std::size_t>(end - text.begin())}, secret);
  for (std::size_t i = 0; i < 8; ++i) cookie[8 + i] = static_cast<std::uint8_t>(hash >> (8 * i));
  return cookie;
}

bool is_our_cookie(Bytes server, const ClientCookie& client, Bytes address, std::uint32_t now,
                   const CookieSecret& secret) {
  if (server.size() != server_cookie_size || server[0] != cookie_version) return false;
  std::uint32_t made = 0;
  for (std::size_t i = 4; i < 8; ++i) made = made << 8 | server[i];
  const auto age = static_cast<std::int32_t>(now - made);  // serial arithmetic (RFC 1982)
  if (age > oldest || age < -from_the_future) return false;
  return std::ranges::equal(make_server_cookie(client, address, made, secret), server);
}

}  // namespace berth::dns
