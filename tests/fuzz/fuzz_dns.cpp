// Messages to the name server: whatever comes in, what goes out is an answer to it, and never to an answer.
#include <algorithm>
#include <array>
#include <vector>

#include "dns/answer.hpp"
#include "dns/name_table.hpp"
#include "fuzz.hpp"

using namespace berth;
using namespace berth::dns;

namespace {

std::shared_ptr<const Zone> some_zone() {
  std::vector<Instance> instances;
  for (std::uint8_t i = 1; i <= 60; ++i) {
    instances.push_back({.project = "p",
                         .service = i < 50 ? "a" : "b",
                         .number = i,
                         .container_name = "p-a-" + std::to_string(i),
                         .hostname = "h",
                         .aliases = {"c"},
                         .addresses = {{10, 0, 0, i}, Address(16, i)},
                         .ports = {{80, "tcp", 80}},
                         .image = "i",
                         .running = true,
                         .state = "running",
                         .health = static_cast<Health>(i % 4),
                         .settings = {.wildcard = i >= 50, .unhealthy = Unhealthy::include}});
  }
  return zone_of(instances, *DomainName::from_text("test"));
}

unsigned u16(const std::vector<std::uint8_t>& bytes, std::size_t at) {
  return static_cast<unsigned>(bytes[at] << 8 | bytes[at + 1]);
}

void check(Bytes message, const Query& query, bool tcp) {
  static const auto zone = some_zone();
  static AnswerContext context{.version = "berth", .statistics = {}, .secret = {1}, .shuffler = Shuffler(1)};
  static constexpr std::array<std::uint8_t, 4> loopback{127, 0, 0, 1};
  std::vector<std::uint8_t> room(tcp ? tcp_limit : udp_limit);
  const auto result = answer(query, *zone, {.tcp = tcp, .address = loopback, .now = 1}, context, room);
  if (query.verdict == Verdict::drop) return fuzz::require(result.size == 0, "what is dropped has no answer");
  fuzz::require(result.size >= header_size && result.size <= room.size(), "an answer has a header and fits");
  fuzz::require(tcp || query.edns || result.size <= 512, "who says nothing takes 512 bytes");
  room.resize(result.size);
  fuzz::require(std::equal(message.begin(), message.begin() + 2, room.begin()), "an answer has its query's id");
  fuzz::require((room[2] & 0x80) != 0, "an answer says that it is one");
  fuzz::require(u16(room, 4) == (query.question ? 1U : 0U), "an answer repeats the question");
  fuzz::require(parse_query(room).verdict == Verdict::drop, "an answer is not answered");
}

/// What another server might say to our query for "a.test": it is passed on whole, or cut, or not at all.
void check_relayed(Bytes message) {
  static const std::vector<std::uint8_t> question{1, 'a', 4, 't', 'e', 's', 't', 0, 0, 1, 0, 1};
  std::vector<std::uint8_t> whole{0, 1, 0x81, 0x80};
  const auto rest = message.size() > 8 ? message.subspan(0, 8) : Bytes();
  whole.insert(whole.end(), rest.begin(), rest.end());
  if (whole.size() < header_size) return;
  whole[4] = 0;
  whole[5] = 1;
  whole.insert(whole.end(), question.begin(), question.end());
  whole.insert(whole.end(), message.begin() + 8, message.end());
  const auto found = read_relayed(whole, question, 1);
  if (!found) return;
  std::vector<std::uint8_t> asked{0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
  asked.insert(asked.end(), question.begin(), question.end());
  AnswerContext context;
  std::vector<std::uint8_t> room(udp_limit);
  const auto result = relay(parse_query(asked), &*found, 5, {.address = {}}, context, room);
  fuzz::require(result.size >= header_size && result.size <= 512, "who says nothing takes 512 bytes");
  fuzz::require(u16(room, 0) == 7, "what is passed on has the id of who asked");
  for (const auto offset : found->ttl_offsets) fuzz::require(offset + 4U <= found->records.size(), "a TTL is inside");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes message(data, size);
  const auto query = parse_query(message);
  if (query.question) fuzz::require(query.question->name_size <= longest_name, "a name has at most 255 bytes");
  check(message, query, false);
  check(message, query, true);
  check_relayed(message);
  const auto name = DomainName::from_text(fuzz::text_of(data, size));
  if (name) {
    const auto again = DomainName::from_text(name->text());
    fuzz::require(again && again->wire() == name->wire(), "a printed name is read as the same");
  }
  return 0;
}
