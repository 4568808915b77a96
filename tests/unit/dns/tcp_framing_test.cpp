#include "dns/tcp_framing.hpp"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

using namespace berth::dns;

namespace {

/// Feeds `bytes` in pieces of `piece` bytes; the messages that come out, each with "|" behind it.
std::string framed(const std::string& bytes, std::size_t piece) {
  TcpFraming framing;
  std::string out;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto room = framing.room();
    REQUIRE_FALSE(room.empty());
    const auto count = std::min({piece, room.size(), bytes.size() - at});
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), count, room.begin());
    framing.received(count);
    at += count;
    while (const auto message = framing.next()) out += std::string(message->begin(), message->end()) + "|";
  }
  return out;
}

std::string frame(const std::string& text) {
  return std::string{static_cast<char>(text.size() >> 8), static_cast<char>(text.size() & 0xff)} + text;
}

}  // namespace

TEST_CASE("messages come out whole, however their bytes come in") {
  const std::string longest(65535, 'x');
  const auto bytes = frame("one") + frame("") + frame("three") + frame(longest) + frame("last");
  const auto expected = "one||three|" + longest + "|last|";
  for (const auto piece : {1UL, 2UL, 3UL, 7UL, 500UL, 100'000UL}) CHECK(framed(bytes, piece) == expected);
  CHECK(framed(frame("one") + frame("four").substr(0, 5), 100) == "one|");
}
