// Asking a name server one question.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dns/message.hpp"
#include "dns/zone.hpp"

namespace berth::dns {

struct Reply {
  Rcode rcode = Rcode::no_error;
  std::vector<Rdata> records;  ///< of the type that was asked for
};

/// Over UDP, at most `limit`. `server`: an address of this host. Throws berth::Error: nobody answers.
Reply ask(const std::string& server, std::uint16_t port, const DomainName& name, Type type, Class in,
          std::chrono::milliseconds limit);

/// Problem: the message is no answer to the query of this id.
Result<Reply> parse_reply(Bytes message, std::uint16_t id, Type type);

}  // namespace berth::dns
