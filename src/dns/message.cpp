#include "dns/message.hpp"

#include <algorithm>
#include <cstring>

#include "dns/wire_reader.hpp"

namespace berth::dns {
namespace {

constexpr std::uint8_t opcode_query = 0;
constexpr std::uint8_t opcode_notify = 4;
constexpr std::uint8_t opcode_update = 5;
constexpr std::uint16_t option_cookie = 10;        // RFC 7873
constexpr std::size_t longest_server_cookie = 32;  // RFC 7873 section 4

/// A question's name is never compressed: nothing stands before it that it could point to.
bool read_question(WireReader& reader, Question& question) {
  const auto* begin = reader.position();
  for (;;) {
    const auto length = reader.u8();
    const auto label = reader.bytes(length <= longest_label ? length : 0);
    if (reader.failed() || length > longest_label) return false;
    if (question.name_size + length + 1 > longest_name) return false;
    question.name[question.name_size++] = static_cast<char>(length);
    for (const auto byte : label) question.name[question.name_size++] = lower(static_cast<char>(byte));
    if (length == 0) break;
  }
  question.type = reader.u16();
  question.qclass = reader.u16();
  question.raw = {begin, static_cast<std::size_t>(reader.position() - begin)};
  return !reader.failed();
}

/// RFC 7873 section 5.2.1: of a wrong size the option is malformed.
bool read_cookie(Bytes data, Edns& edns) {
  const bool alone = data.size() == client_cookie_size;
  const bool with_server =
      data.size() >= client_cookie_size + 8 && data.size() <= client_cookie_size + longest_server_cookie;
  if (!alone && !with_server) return false;
  ClientCookie cookie;
  std::ranges::copy(data.first(client_cookie_size), cookie.begin());
  edns.cookie = cookie;
  edns.server_cookie = data.subspan(client_cookie_size);
  return true;
}

bool read_options(Bytes data, Edns& edns) {
  WireReader reader(data);
  while (reader.left() > 0) {
    const auto code = reader.u16();
    const auto value = reader.bytes(reader.u16());
    if (reader.failed()) return false;
    if (code == option_cookie && !edns.cookie && !read_cookie(value, edns)) return false;
  }
  return true;
}

/// RFC 6891 section 6.1: at most one OPT, with the root as its name.
bool read_additional(WireReader& reader, Query& query) {
  const bool root = reader.skip_name();
  const auto type = reader.u16();
  const auto udp_size = reader.u16();
  const auto flags = reader.u32();
  const auto data = reader.bytes(reader.u16());
  if (reader.failed()) return false;
  if (type != static_cast<std::uint16_t>(Type::opt)) return true;
  if (!root || query.edns) return false;
  query.edns = Edns{.udp_size = std::max<std::uint16_t>(udp_size, 512),
                    .version = static_cast<std::uint8_t>(flags >> 16),
                    .dnssec_ok = (flags & 0x8000) != 0,
                    .cookie = std::nullopt,
                    .server_cookie = {}};
  // What a later version means by its options is not known.
  return query.edns->version > 0 || read_options(data, *query.edns);
}

Query& reject(Query& query, Rcode rcode) {
  query.verdict = Verdict::reject;
  query.rcode = rcode;
  return query;
}

/// What the four kinds of messages become that are no queries.
Query& judge_opcode(Query& query) {
  switch (query.opcode) {
    case opcode_notify: return reject(query, Rcode::not_authoritative);
    case opcode_update:
      // RFC 2136 section 3.1.1: its question is the zone, asked for as SOA.
      return reject(query, query.question && query.question->type == static_cast<std::uint16_t>(Type::soa)
                               ? Rcode::not_implemented
                               : Rcode::format_error);
    default: return reject(query, Rcode::not_implemented);
  }
}

}  // namespace

Query parse_query(Bytes message) {
  Query query;
  if (message.size() < header_size) return query;
  WireReader reader(message);
  query.id = reader.u16();
  const auto flags = reader.u16();
  if ((flags & 0x8000) != 0) return query;  // a response: answering it could go on for ever
  query.opcode = static_cast<std::uint8_t>(flags >> 11 & 0xf);
  query.recursion_desired = (flags & 0x0100) != 0;
  query.checking_disabled = (flags & 0x0010) != 0;
  const auto questions = reader.u16();
  const auto answers = reader.u16();
  const auto authorities = reader.u16();
  const auto additionals = reader.u16();
  if (query.opcode != opcode_query && query.opcode != opcode_notify && query.opcode != opcode_update) {
    return judge_opcode(query);
  }
  if (questions == 0) return reject(query, Rcode::format_error);
  if (questions > 1) return query;
  query.question.emplace();
  if (!read_question(reader, *query.question)) {
    query.question.reset();
    return query;
  }
  if (query.opcode != opcode_query) return judge_opcode(query);
  const bool transfer = query.question->type == static_cast<std::uint16_t>(Type::ixfr) ||
                        query.question->type == static_cast<std::uint16_t>(Type::axfr);
  if (transfer) return reject(query, Rcode::not_authoritative);
  if (answers != 0 || authorities != 0) return reject(query, Rcode::format_error);
  for (unsigned i = 0; i < additionals; ++i) {
    if (!read_additional(reader, query)) {
      query.edns.reset();
      return reject(query, Rcode::format_error);
    }
  }
  if (reader.left() > 0) return reject(query, Rcode::format_error);
  if (query.edns && query.edns->version > 0) return reject(query, Rcode::bad_version);
  query.verdict = Verdict::answer;
  return query;
}

std::uint8_t* Writer::take(std::size_t count) {
  if (overflowed_ || count > room_left()) {
    overflowed_ = true;
    return nullptr;
  }
  auto* place = room_.data() + size_;
  size_ += count;
  return place;
}

void Writer::u8(std::uint8_t value) {
  if (auto* place = take(1)) *place = value;
}

void Writer::u16(std::uint16_t value) {
  if (auto* place = take(2)) {
    place[0] = static_cast<std::uint8_t>(value >> 8);
    place[1] = static_cast<std::uint8_t>(value);
  }
}

void Writer::u32(std::uint32_t value) {
  u16(static_cast<std::uint16_t>(value >> 16));
  u16(static_cast<std::uint16_t>(value));
}

void Writer::bytes(Bytes value) {
  auto* place = take(value.size());
  if (place != nullptr && !value.empty()) std::memcpy(place, value.data(), value.size());
}

void Writer::text(std::string_view value) {
  bytes({reinterpret_cast<const std::uint8_t*>(value.data()), value.size()});
}

void Writer::set_u16(std::size_t at, std::uint16_t value) {
  room_[at] = static_cast<std::uint8_t>(value >> 8);
  room_[at + 1] = static_cast<std::uint8_t>(value);
}

void Writer::cut(std::size_t size) {
  size_ = size;
  overflowed_ = false;
}

}  // namespace berth::dns
