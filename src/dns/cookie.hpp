// DNS cookies (RFC 7873): who has shown that it receives what is sent to its address.
#pragma once

#include <array>
#include <cstdint>

#include "dns/message.hpp"

namespace berth::dns {

using CookieSecret = std::array<std::uint8_t, 16>;
using ServerCookie = std::array<std::uint8_t, server_cookie_size>;

/// RFC 9018 section 4. `address`: 4 or 16 bytes. `now`: seconds since 1970.
ServerCookie make_server_cookie(const ClientCookie& client, Bytes address, std::uint32_t now,
                                const CookieSecret& secret);

/// Whether we made it for this client within the last hour (RFC 9018 section 4.3).
bool is_our_cookie(Bytes server, const ClientCookie& client, Bytes address, std::uint32_t now,
                   const CookieSecret& secret);

/// SipHash-2-4, a keyed hash of short texts (Aumasson, Bernstein 2012).
std::uint64_t siphash(Bytes text, const CookieSecret& key);

}  // namespace berth::dns
