#include "dns/answer.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

#include "dns/wire_reader.hpp"

namespace berth::dns {
namespace {

constexpr std::uint16_t flag_response = 0x8000;
constexpr std::uint16_t flag_authoritative = 0x0400;
constexpr std::uint16_t flag_truncated = 0x0200;
constexpr std::uint16_t flag_recursion_desired = 0x0100;
constexpr std::uint16_t flag_recursion_available = 0x0080;
constexpr std::uint16_t flag_checking_disabled = 0x0010;
constexpr std::uint16_t option_cookie = 10;
constexpr std::size_t pointer_reach = 0x4000;  // bytes from the start that a compressed name can point to
constexpr std::size_t most_shuffled = 256;     // of more records the others follow as they are
constexpr std::size_t record_head = 12;        // bytes before the data of a record whose name is a pointer
constexpr std::size_t service_head = 6;        // bytes before the name in the data of SRV
constexpr std::size_t opt_head = 11;           // bytes before the options of OPT
constexpr std::size_t flags_at = 2;
constexpr std::size_t counts_at = 4;

/// An answer in the making.
class Draft {
 public:
  Draft(const Query& query, const Asker& asker, AnswerContext& context, std::span<std::uint8_t> room)
      : query_(query), asker_(asker), context_(context), out_(room), full_room_(room) {
    std::size_t limit = asker.tcp ? tcp_limit : 512;
    if (!asker.tcp && query.edns) limit = std::min<std::size_t>(query.edns->udp_size, udp_limit);
    if (query.edns) {
      make_cookie();
      limit -= opt_size();
    }
    out_.limit(room.first(std::min(limit, room.size() - (query.edns ? opt_size() : 0))));
    out_.u16(query.id);
    for (std::size_t at = flags_at; at < header_size; at += 2) out_.u16(0);
    if (query.question) out_.bytes(query.question->raw);
  }

  void authoritative() { flags_ |= flag_authoritative; }
  void rcode(Rcode code) { rcode_ = code; }
  void truncate() { flags_ |= flag_truncated; }

  /// The set as the answer; what does not fit is missing, and the answer says that it is cut.
  void answer(const RRset& set) {
    each_shuffled(set, [&](const Rdata& data) {
      const auto data_at = out_.size() + record_head;
      if (!write_record(header_size, set, data)) {
        truncate();
        return false;
      }
      ++answers_;
      if (set.type == Type::srv && mentioned_count_ < mentioned_.size()) {
        mentioned_[mentioned_count_++] = {data_at + service_head, std::string_view(data.bytes).substr(service_head)};
      }
      return true;
    });
  }

  /// The addresses of what SRV records mention (RFC 2782), as long as there is room.
  void add_addresses(const Zone& zone) {
    for (std::size_t i = 0; i < mentioned_count_; ++i) {
      const auto& [name_at, key] = mentioned_[i];
      const auto same = [&](const Mention& other) { return other.key == key; };
      if (std::any_of(mentioned_.begin(), mentioned_.begin() + static_cast<std::ptrdiff_t>(i), same)) continue;
      if (const auto* node = zone.find_exact(key)) add_addresses(name_at, *node);
    }
  }

  /// Says that there is no such thing, and for how long that may be remembered (RFC 2308 section 3).
  void deny(const Node& apex) {
    const auto name_at = header_size + query_.question->name_size - apex.key.size();
    const auto& denial = apex.head->denial;
    if (write_record(name_at, denial, denial.records.front())) ++authorities_;
  }

  void chaos_texts(const std::vector<std::string>& texts) {
    const RRset set{Type::txt, 0, {rdata::texts(texts)}};
    if (write_record(header_size, set, set.records.front(), Class::chaos)) ++answers_;
  }

  /// All of it or nothing: a part of it may be no answer at all.
  void relay(const RelayedAnswer& found, std::uint32_t age) {
    const auto begin = out_.size();
    out_.bytes(found.records);
    if (out_.overflowed()) {
      out_.cut(begin);
      return truncate();
    }
    for (const auto offset : found.ttl_offsets) age_ttl(found.records, offset, begin, age);
    answers_ = found.counts[0];
    authorities_ = found.counts[1];
    additionals_ = found.counts[2];
  }

  Answer finish() {
    if (query_.edns) write_opt();
    flags_ |= flag_response | static_cast<std::uint16_t>(query_.opcode << 11);
    if (query_.recursion_desired) flags_ |= flag_recursion_desired;
    if (query_.checking_disabled) flags_ |= flag_checking_disabled;
    if (context_.recursion_available) flags_ |= flag_recursion_available;
    out_.set_u16(flags_at, flags_ | (static_cast<std::uint16_t>(rcode_) & 0xf));
    const std::array<std::uint16_t, 4> counts{static_cast<std::uint16_t>(query_.question ? 1 : 0), answers_,
                                              authorities_, additionals_};
    for (std::size_t i = 0; i < counts.size(); ++i) out_.set_u16(counts_at + 2 * i, counts[i]);
    return {out_.size(), rcode_, (flags_ & flag_truncated) != 0};
  }

 private:
  struct Mention {
    std::size_t name_at = 0;  // bytes from the start of the message
    std::string_view key;
  };

  void age_ttl(Bytes records, std::uint16_t offset, std::size_t begin, std::uint32_t age) {
    WireReader reader(records.subspan(offset));
    const auto ttl = reader.u32();
    const auto left = ttl > age ? ttl - age : 0;
    out_.set_u16(begin + offset, static_cast<std::uint16_t>(left >> 16));
    out_.set_u16(begin + offset + 2, static_cast<std::uint16_t>(left));
  }

  void add_addresses(std::size_t name_at, const Node& node) {
    for (const auto type : {Type::a, Type::aaaa}) {
      const auto* set = node.find(type);
      if (set == nullptr) continue;
      for (const auto& data : set->records) {
        if (!write_record(name_at, *set, data)) return;
        ++additionals_;
      }
    }
  }

  /// The owner is a pointer to the name at `name_at`. False, and nothing written, when there is no room.
  bool write_record(std::size_t name_at, const RRset& set, const Rdata& data, Class in = Class::internet) {
    const auto before = out_.size();
    out_.u16(static_cast<std::uint16_t>(0xc000 | name_at));
    out_.u16(static_cast<std::uint16_t>(set.type));
    out_.u16(static_cast<std::uint16_t>(in));
    out_.u32(set.ttl);
    out_.u16(static_cast<std::uint16_t>(data.bytes.size()));
    out_.text(data.bytes);
    if (!out_.overflowed() && name_at < pointer_reach) return true;
    out_.cut(before);
    return false;
  }

  /// Calls `visit` for each record, those of one rank in any order, until it says that it has enough.
  template <typename Visit>
  void each_shuffled(const RRset& set, const Visit& visit) {
    const auto& records = set.records;
    if (records.size() == 1) {
      visit(records.front());
      return;
    }
    std::array<std::uint16_t, most_shuffled> order;
    const auto count = std::min(records.size(), order.size());
    std::iota(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), std::uint16_t{0});
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t end = i + 1;
      while (end < count && records[end].rank == records[i].rank) ++end;
      std::swap(order[i], order[i + context_.shuffler.below(static_cast<std::uint32_t>(end - i))]);
      if (!visit(records[order[i]])) return;
    }
    for (std::size_t i = count; i < records.size(); ++i) {
      if (!visit(records[i])) return;
    }
  }

  void make_cookie() {
    if (!query_.edns->cookie) return;
    cookie_ = make_server_cookie(*query_.edns->cookie, asker_.address, asker_.now, context_.secret);
  }

  [[nodiscard]] std::size_t opt_size() const {
    return opt_head + (cookie_ ? 4 + client_cookie_size + server_cookie_size : 0);
  }

  /// RFC 6891 section 6.1.3
  void write_opt() {
    out_.limit(full_room_);
    out_.u8(0);
    out_.u16(static_cast<std::uint16_t>(Type::opt));
    out_.u16(udp_limit);
    out_.u8(static_cast<std::uint8_t>(static_cast<std::uint16_t>(rcode_) >> 4));
    out_.u8(0);
    out_.u16(query_.edns->dnssec_ok ? 0x8000 : 0);
    out_.u16(static_cast<std::uint16_t>(opt_size() - opt_head));
    if (cookie_) {
      out_.u16(option_cookie);
      out_.u16(client_cookie_size + server_cookie_size);
      out_.bytes(*query_.edns->cookie);
      out_.bytes(*cookie_);
    }
    ++additionals_;
  }

  const Query& query_;
  const Asker& asker_;
  AnswerContext& context_;
  Writer out_;
  std::span<std::uint8_t> full_room_;
  std::optional<ServerCookie> cookie_;
  std::array<Mention, 32> mentioned_;  // of more names the addresses are asked for
  std::size_t mentioned_count_ = 0;
  std::uint16_t flags_ = 0;
  Rcode rcode_ = Rcode::no_error;
  std::uint16_t answers_ = 0;
  std::uint16_t authorities_ = 0;
  std::uint16_t additionals_ = 0;
};

/// RFC 4892: what a server says of itself.
void answer_chaos(const Question& question, const AnswerContext& context, Draft& draft) {
  const auto asked = [&](std::string_view name) { return DomainName::from_text(name)->wire() == question.key(); };
  const bool text =
      question.type == static_cast<std::uint16_t>(Type::txt) || question.type == static_cast<std::uint16_t>(Type::any);
  if (text && !context.version.empty() && (asked("version.server") || asked("version.bind"))) {
    return draft.chaos_texts({context.version});
  }
  if (text && !context.statistics.empty() && asked("statistics.berth")) return draft.chaos_texts(context.statistics);
  draft.rcode(Rcode::refused);
}

const RRset* asked_set(const Node& node, std::uint16_t type) {
  if (type != static_cast<std::uint16_t>(Type::any)) return node.find(static_cast<Type>(type));
  return node.any();  // one set is enough (RFC 8482 section 4.1)
}

void answer_internet(const Question& question, const Zone& zone, Draft& draft) {
  const auto found = zone.find(question.key());
  if (found.apex == nullptr) return draft.rcode(Rcode::refused);
  draft.authoritative();
  if (found.node == nullptr) {
    draft.rcode(Rcode::name_error);
    return draft.deny(*found.apex);
  }
  const auto* set = asked_set(*found.node, question.type);
  if (set == nullptr) return draft.deny(*found.apex);
  draft.answer(*set);
  draft.add_addresses(zone);
}

}  // namespace

std::uint32_t Shuffler::below(std::uint32_t count) {
  if (count <= 1) return 0;
  state_ ^= state_ >> 12;
  state_ ^= state_ << 25;
  state_ ^= state_ >> 27;
  const auto random = static_cast<std::uint32_t>(state_ * 0x2545f4914f6cdd1d >> 32);
  return static_cast<std::uint32_t>(std::uint64_t{random} * count >> 32);
}

Answer relay(const Query& query, const RelayedAnswer* found, std::uint32_t age, const Asker& asker,
             AnswerContext& context, std::span<std::uint8_t> room) {
  Draft draft(query, asker, context, room);
  draft.rcode(found == nullptr ? Rcode::server_failure : found->rcode);
  if (found != nullptr) draft.relay(*found, age);
  return draft.finish();
}

Answer answer(const Query& query, const Zone& zone, const Asker& asker, AnswerContext& context,
              std::span<std::uint8_t> room) {
  if (query.verdict == Verdict::drop) return {};
  Draft draft(query, asker, context, room);
  if (query.verdict == Verdict::reject) {
    draft.rcode(query.rcode);
  } else if (query.come_again_over_tcp) {
    draft.truncate();
  } else if (query.question->qclass == static_cast<std::uint16_t>(Class::internet)) {
    answer_internet(*query.question, zone, draft);
  } else if (query.question->qclass == static_cast<std::uint16_t>(Class::chaos)) {
    answer_chaos(*query.question, context, draft);
  } else {
    draft.rcode(Rcode::refused);
  }
  return draft.finish();
}

}  // namespace berth::dns
