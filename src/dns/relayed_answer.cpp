#include "dns/relayed_answer.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

#include "dns/answer.hpp"
#include "dns/wire_reader.hpp"

namespace berth::dns {
namespace {

constexpr std::uint16_t flag_response = 0x8000;
constexpr std::uint16_t flag_truncated = 0x0200;
constexpr std::uint16_t flag_recursion_desired = 0x0100;
constexpr std::uint16_t flag_checking_disabled = 0x0010;
constexpr std::uint16_t dnssec_ok = 0x8000;
constexpr std::uint32_t longest_lifetime = 3600;  // seconds
constexpr std::size_t soa_numbers = 20;           // bytes of the five behind the names; the last one is the minimum
constexpr std::array<std::string_view, 7> special_uses{"test",     "invalid", "localhost", "local",
                                                       "internal", "onion",   "home.arpa"};

/// Goes through the records behind the question.
class Records {
 public:
  Records(Bytes all, WireReader& reader, RelayedAnswer& answer) : all_(all), reader_(reader), answer_(answer) {}

  bool read() {
    for (std::size_t section = 0; section < answer_.counts.size(); ++section) {
      const auto count = answer_.counts[section];
      for (std::uint16_t i = 0; i < count; ++i) {
        const auto begin = size_so_far();
        const auto kind = read_one(section);
        if (reader_.failed()) return false;
        if (kind != static_cast<std::uint16_t>(Type::opt)) continue;
        // Ours is another one. What comes behind it is nothing that anybody waits for (TSIG, SIG(0)).
        answer_.counts[section] = i;
        end_ = begin;
        return finish();
      }
    }
    end_ = size_so_far();
    return finish();
  }

 private:
  [[nodiscard]] std::size_t size_so_far() const { return all_.size() - reader_.left(); }

  std::uint16_t read_one(std::size_t section) {
    reader_.skip_name();
    const auto type = reader_.u16();
    reader_.u16();
    const auto ttl_at = size_so_far();
    const auto ttl = reader_.u32();
    const auto data = reader_.bytes(reader_.u16());
    if (type == static_cast<std::uint16_t>(Type::opt) || reader_.failed()) return type;
    answer_.ttl_offsets.push_back(static_cast<std::uint16_t>(ttl_at));
    shortest_ = std::min(shortest_, ttl);
    if (section == 1 && type == static_cast<std::uint16_t>(Type::soa) && data.size() > soa_numbers) {
      WireReader minimum(data.last(4));
      negative_ = std::min(ttl, minimum.u32());
    }
    return type;
  }

  /// RFC 2308 section 5: without SOA a denial is not kept.
  bool finish() {
    answer_.records.assign(all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(end_));
    const bool positive = answer_.rcode == Rcode::no_error && answer_.counts[0] > 0;
    const bool negative = answer_.rcode == Rcode::name_error || (answer_.rcode == Rcode::no_error && !positive);
    if (positive) answer_.lifetime = shortest_;
    if (negative) answer_.lifetime = std::min(negative_, shortest_);
    answer_.lifetime = std::min(answer_.lifetime, longest_lifetime);
    return true;
  }

  Bytes all_;
  WireReader& reader_;
  RelayedAnswer& answer_;
  std::size_t end_ = 0;
  std::uint32_t shortest_ = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t negative_ = 0;
};

/// Names may come back in other letters (RFC 4343).
bool same_question(Bytes a, Bytes b) {
  return std::ranges::equal(
      a, b, {}, [](std::uint8_t c) { return lower(static_cast<char>(c)); },
      [](std::uint8_t c) { return lower(static_cast<char>(c)); });
}

}  // namespace

std::vector<std::uint8_t> relayed_query(const Query& query, std::uint16_t id) {
  std::vector<std::uint8_t> room(header_size + query.question->raw.size() + 11);
  Writer out(room);
  std::uint16_t flags = query.recursion_desired ? flag_recursion_desired : 0;
  if (query.checking_disabled) flags |= flag_checking_disabled;
  for (const auto field : {id, flags}) out.u16(field);
  for (const int count : {1, 0, 0, 1}) out.u16(static_cast<std::uint16_t>(count));
  out.bytes(query.question->raw);
  out.u8(0);
  out.u16(static_cast<std::uint16_t>(Type::opt));
  out.u16(udp_limit);
  out.u16(0);
  out.u16(query.edns && query.edns->dnssec_ok ? dnssec_ok : 0);
  out.u16(0);
  return room;
}

Result<RelayedAnswer> read_relayed(Bytes message, Bytes question, std::uint16_t id) {
  const Problem foreign{.message = "this is no answer to the query"};
  WireReader reader(message);
  const bool same_id = reader.u16() == id;
  const auto flags = reader.u16();
  const auto questions = reader.u16();
  RelayedAnswer answer;
  for (auto& count : answer.counts) count = reader.u16();
  const auto asked = reader.bytes(question.size());
  if (reader.failed() || !same_id || (flags & flag_response) == 0 || questions != 1 ||
      !same_question(asked, question)) {
    return foreign;
  }
  answer.rcode = static_cast<Rcode>(flags & 0xf);
  answer.truncated = (flags & flag_truncated) != 0;
  const Bytes all = message.subspan(header_size + question.size());
  WireReader records(all);
  if (!Records(all, records, answer).read() && !answer.truncated) return Problem{.message = "the answer is cut"};
  return answer;
}

std::string relay_key(const Query& query) {
  std::string key(query.question->key());
  for (const auto number : {query.question->type, query.question->qclass}) {
    key += static_cast<char>(number >> 8);
    key += static_cast<char>(number);
  }
  key += static_cast<char>((query.checking_disabled ? 1 : 0) | (query.edns && query.edns->dnssec_ok ? 2 : 0));
  return key;
}

bool is_special_use(std::string_view key) {
  static const auto ends = [] {
    std::vector<std::string> keys;
    for (const auto name : special_uses) keys.push_back(DomainName::from_text(name)->key());
    return keys;
  }();
  for (auto rest = key; rest.size() > 1; rest = parent_of(rest)) {
    if (std::ranges::find(ends, rest) != ends.end()) return true;
  }
  return false;
}

}  // namespace berth::dns
