// Answers of another name server that are passed on: reading them, and asking for them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "dns/message.hpp"

namespace berth::dns {

/// All behind the question of an answer, up to its OPT record. Names in it may point to what stands before, so it only
/// fits behind a question of the same bytes.
struct RelayedAnswer {
  Rcode rcode = Rcode::server_failure;
  std::array<std::uint16_t, 3> counts{};   ///< answers, authorities, additional records
  std::vector<std::uint8_t> records;       ///< in wire form
  std::vector<std::uint16_t> ttl_offsets;  ///< into `records`
  std::uint32_t lifetime = 0;              ///< seconds that it may be kept; 0: not at all
  bool truncated = false;                  ///< has to be asked for over TCP
};

/// Asks what `query` asks, for up to udp_limit bytes, with the RD and CD flags and the DO bit of its own.
std::vector<std::uint8_t> relayed_query(const Query& query, std::uint16_t id);

/// Problem: the message does not answer that query of ours.
Result<RelayedAnswer> read_relayed(Bytes message, Bytes question, std::uint16_t id);

/// What answers the same: name, type, class and those flags.
std::string relay_key(const Query& query);

/// Whether a name is nobody's on the Internet (RFC 6761, 6762, 8375): it is never asked for elsewhere. `key`: wire form
/// in lower case.
bool is_special_use(std::string_view key);

}  // namespace berth::dns
