#include "messages.hpp"

#include <array>

#include <fmt/format.h>

namespace berth::dns::test {
namespace {

void put_u16(Message& to, unsigned value) {
  to.push_back(static_cast<std::uint8_t>(value >> 8));
  to.push_back(static_cast<std::uint8_t>(value));
}

/// Reads an answer independently of the code that is tested.
class Reader {
 public:
  explicit Reader(const Message& message) : message_(message) {}

  unsigned u8() { return at_ < message_.size() ? message_[at_++] : fail(); }
  unsigned u16() {
    const auto high = u8();
    return high << 8 | u8();
  }
  unsigned long u32() {
    const unsigned long high = u16();
    return high << 16 | u16();
  }
  std::string name() {
    std::string text;
    auto at = at_;
    bool jumped = false;
    for (int steps = 0; steps < 200; ++steps) {
      if (at >= message_.size()) return fail(), text;
      const auto length = message_[at];
      if (length >= 0xc0) {
        if (at + 1 >= message_.size()) return fail(), text;
        if (!jumped) at_ = at + 2;
        jumped = true;
        at = static_cast<std::size_t>(length & 0x3f) << 8 | message_[at + 1];
        continue;
      }
      if (!jumped) at_ = at + 1 + length;
      if (length == 0) return text.empty() ? "." : text;
      if (at + 1 + length > message_.size()) return fail(), text;
      if (!text.empty()) text += '.';
      text.append(message_.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                  message_.begin() + static_cast<std::ptrdiff_t>(at) + 1 + length);
      at += 1U + length;
    }
    fail();
    return text;
  }
  std::string record(unsigned& rcode_high) {
    const auto owner = name();
    const auto type = u16();
    u16();
    const auto ttl = u32();
    const auto size = u16();
    const auto end = at_ + size;
    if (end > message_.size()) return fail(), "";
    std::string text = data(type, ttl, size, rcode_high);
    if (failed_ || at_ > end) return fail(), "";
    at_ = end;
    return text;
  }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool at_end() const { return at_ == message_.size(); }

 private:
  unsigned fail() {
    failed_ = true;
    return 0;
  }
  std::string data(unsigned type, unsigned long ttl, unsigned size, unsigned& rcode_high) {
    switch (type) {
      case 1: {
        std::array<unsigned, 4> b{};
        for (auto& byte : b) byte = u8();
        return fmt::format("{}.{}.{}.{}", b[0], b[1], b[2], b[3]);
      }
      case 28: {
        std::string text = "[";
        for (int i = 0; i < 16; ++i) text += fmt::format("{:02x}", u8());
        return text + "]";
      }
      case 2:
      case 12: return name();
      case 6: return fmt::format("SOA({})", ttl);
      case 16: {
        std::string text;
        for (unsigned read = 0; read < size;) {
          const auto length = u8();
          text += '"';
          for (unsigned i = 0; i < length; ++i) text += static_cast<char>(u8());
          text += '"';
          read += length + 1;
        }
        return text;
      }
      case 33: {
        u32();
        const auto port = u16();
        return fmt::format("{}:{}", name(), port);
      }
      case 41: rcode_high = static_cast<unsigned>(ttl >> 24); return size == 0 ? "OPT" : fmt::format("OPT+{}", size);
      default: return fmt::format("TYPE{}", type);
    }
  }

  const Message& message_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

std::string rcode_name(unsigned rcode) {
  switch (rcode) {
    case 0: return "NOERROR";
    case 1: return "FORMERR";
    case 3: return "NXDOMAIN";
    case 4: return "NOTIMP";
    case 5: return "REFUSED";
    case 9: return "NOTAUTH";
    case 16: return "BADVERS";
    default: return fmt::format("RCODE{}", rcode);
  }
}

}  // namespace

Message make_query(std::string_view name, Type type, const QueryOptions& options) {
  Message query;
  put_u16(query, 0x1234);
  put_u16(query, options.flags);
  put_u16(query, 1);
  put_u16(query, 0);
  put_u16(query, 0);
  put_u16(query, options.opt.empty() ? 0 : 1);
  const auto wire = DomainName::from_text(name)->wire();
  query.insert(query.end(), wire.begin(), wire.end());
  put_u16(query, static_cast<unsigned>(type));
  put_u16(query, options.qclass);
  query.insert(query.end(), options.opt.begin(), options.opt.end());
  return query;
}

std::string opt_record(std::uint16_t udp_size, std::uint8_t version, std::string_view options) {
  Message record{0};
  put_u16(record, 41);
  put_u16(record, udp_size);
  put_u16(record, version);
  put_u16(record, 0);
  put_u16(record, static_cast<unsigned>(options.size()));
  return std::string(record.begin(), record.end()) + std::string(options);
}

std::string show(const Message& answer) {
  if (answer.empty()) return "no answer";
  Reader reader(answer);
  reader.u16();
  const auto flags = reader.u16();
  const auto questions = reader.u16();
  std::array<unsigned, 3> counts{};
  for (auto& count : counts) count = reader.u16();
  for (unsigned i = 0; i < questions; ++i) {
    reader.name();
    reader.u32();
  }
  unsigned rcode_high = 0;
  std::string records;
  for (const auto count : counts) {
    for (unsigned i = 0; i < count; ++i) records += " " + reader.record(rcode_high);
  }
  if (reader.failed() || !reader.at_end()) return "malformed:" + records;
  std::string text = rcode_name(rcode_high << 4 | (flags & 0xf));
  if ((flags & 0x0400) != 0) text += " AA";
  if ((flags & 0x0200) != 0) text += " TC";
  if ((flags & 0x0100) != 0) text += " RD";
  if ((flags & 0x0080) != 0) text += " RA";
  return fmt::format("{} {}/{}/{}{}", text, counts[0], counts[1], counts[2], records);
}

Message ask(const Zone& zone, const Message& query, bool tcp, std::uint64_t seed) {
  static constexpr std::array<std::uint8_t, 4> loopback{127, 0, 0, 1};
  AnswerContext context{.version = "berth test", .statistics = {}, .secret = {1, 2, 3}, .shuffler = Shuffler(seed)};
  const Asker asker{.tcp = tcp, .address = loopback, .now = 1'800'000'000};
  Message room(tcp ? tcp_limit : udp_limit);
  const auto result = answer(parse_query(query), zone, asker, context, room);
  room.resize(result.size);
  return room;
}

}  // namespace berth::dns::test
