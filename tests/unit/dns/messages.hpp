// Queries for the tests, and answers as short texts: "NOERROR AA 1/0/0 10.0.0.1".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dns/answer.hpp"
#include "dns/zone.hpp"

namespace berth::dns::test {

using Message = std::vector<std::uint8_t>;

struct QueryOptions {
  std::uint16_t qclass = 1;
  std::uint16_t flags = 0;  ///< of the header
  std::string opt;          ///< a whole additional record; empty: none
};

Message make_query(std::string_view name, Type type, const QueryOptions& options = {});

/// An OPT record: bytes that the client takes, version, options in wire form.
std::string opt_record(std::uint16_t udp_size, std::uint8_t version = 0, std::string_view options = {});

/// RCODE, flags (AA TC RA RD), counts, and the data of the records of all sections in order: addresses, names, ports
/// and texts; of SOA the word. "no answer" when nothing is sent; "malformed: …" when it cannot be read.
std::string show(const Message& answer);

/// What `zone` answers, over UDP unless `tcp`.
Message ask(const Zone& zone, const Message& query, bool tcp = false, std::uint64_t seed = 1);

}  // namespace berth::dns::test
