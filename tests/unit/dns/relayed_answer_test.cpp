// Answers of other servers: read, kept and passed on.
#include "dns/relayed_answer.hpp"

#include <doctest/doctest.h>

#include "dns/answer_cache.hpp"
#include "messages.hpp"

using namespace berth::dns;
using namespace berth::dns::test;

namespace {

void put(Message& to, std::initializer_list<unsigned> bytes) {
  for (const auto byte : bytes) to.push_back(static_cast<std::uint8_t>(byte));
}

/// Records of answers: an owner that is a pointer to the question, and the data.
Message record(unsigned type, unsigned ttl, const Message& data) {
  Message bytes;
  put(bytes, {0xc0, 12, 0, type, 0, 1, 0, 0, ttl >> 8, ttl & 0xff, 0, static_cast<unsigned>(data.size())});
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

Message soa(unsigned ttl, unsigned minimum) {
  Message data{0, 0};
  for (int i = 0; i < 16; ++i) data.push_back(0);
  put(data, {0, 0, 0, minimum});
  return record(6, ttl, data);
}

Message opt() {
  const auto text = opt_record(1232);
  return {text.begin(), text.end()};
}

struct Sections {
  std::vector<Message> answers, authorities, additionals;
};

/// What an upstream says to the query.
Message reply(const Message& query, unsigned flags, const Sections& sections) {
  Message message(query.begin(), query.end());
  message[2] = static_cast<std::uint8_t>(0x80 | flags >> 8);
  message[3] = static_cast<std::uint8_t>(flags);
  message[7] = static_cast<std::uint8_t>(sections.answers.size());
  message[9] = static_cast<std::uint8_t>(sections.authorities.size());
  message[11] = static_cast<std::uint8_t>(sections.additionals.size());
  for (const auto* section : {&sections.answers, &sections.authorities, &sections.additionals}) {
    for (const auto& one : *section) message.insert(message.end(), one.begin(), one.end());
  }
  return message;
}

/// "NOERROR 1/0/0 10 …", or the problem.
std::string passed_on(const Message& query, const Message& upstream, std::uint32_t age = 0) {
  const auto parsed = parse_query(query);
  const auto found = read_relayed(upstream, parsed.question->raw, 0x1234);
  if (!found) return found.problem().message;
  AnswerContext context{.recursion_available = true};
  Message room(udp_limit);
  const auto result = relay(parsed, &*found, age, {.address = {}}, context, room);
  room.resize(result.size);
  return show(room) + " kept for " + std::to_string(found->lifetime);
}

}  // namespace

TEST_CASE("an answer of another server is passed on") {
  const auto query = make_query("www.example.org", Type::a, {.flags = 0x0100});
  const auto with_edns = make_query("www.example.org", Type::a, {.flags = 0x0100, .opt = opt_record(1232)});
  const Message address{10, 0, 0, 1};
  struct Case {
    const char* what;
    Message query;
    Message upstream;
    const char* expected;
  };
  const Case cases[] = {
      {"an address", query, reply(query, 0x0180, {{record(1, 300, address)}, {}, {}}),
       "NOERROR RD RA 1/0/0 10.0.0.1 kept for 300"},
      {"the shortest TTL counts", query,
       reply(query, 0x0180, {{record(1, 300, address), record(1, 7, {10, 0, 0, 2})}, {}, {}}),
       "NOERROR RD RA 2/0/0 10.0.0.1 10.0.0.2 kept for 7"},
      {"their OPT is not ours", query, reply(query, 0x0180, {{record(1, 300, address)}, {}, {opt()}}),
       "NOERROR RD RA 1/0/0 10.0.0.1 kept for 300"},
      {"ours is", with_edns, reply(query, 0x0180, {{record(1, 300, address)}, {}, {opt()}}),
       "NOERROR RD RA 1/0/1 10.0.0.1 OPT kept for 300"},
      {"what they say of authority is theirs", query, reply(query, 0x0580, {{record(1, 300, address)}, {}, {}}),
       "NOERROR RD RA 1/0/0 10.0.0.1 kept for 300"},
      {"no such name", query, reply(query, 0x0183, {{}, {soa(300, 60)}, {}}),
       "NXDOMAIN RD RA 0/1/0 SOA(300) kept for 60"},
      {"no such type", query, reply(query, 0x0180, {{}, {soa(30, 60)}, {}}), "NOERROR RD RA 0/1/0 SOA(30) kept for 30"},
      {"a denial without SOA", query, reply(query, 0x0183, {{}, {}, {}}), "NXDOMAIN RD RA 0/0/0 kept for 0"},
      {"refused", query, reply(query, 0x0185, {{}, {}, {}}), "REFUSED RD RA 0/0/0 kept for 0"},
      {"cut", query,
       [&] {
         auto message = reply(query, 0x0180, {{record(1, 300, address)}, {}, {}});
         message.pop_back();
         return message;
       }(),
       "the answer is cut"},
      {"a query", query, query, "this is no answer to the query"},
      {"another question", query, reply(make_query("www.example.net", Type::a), 0x0180, {}),
       "this is no answer to the query"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    CHECK(passed_on(c.query, c.upstream) == c.expected);
  }
}

TEST_CASE("an answer of another id is none") {
  const auto query = make_query("a.b", Type::a);
  auto message = reply(query, 0x0180, {});
  message[0] ^= 1;
  const auto parsed = parse_query(query);
  CHECK_FALSE(read_relayed(message, parsed.question->raw, 0x1234));
}

TEST_CASE("the TTLs of an answer that was kept have gone down") {
  const auto query = make_query("a.b", Type::a);
  const auto parsed = parse_query(query);
  const auto found = read_relayed(reply(query, 0x0180, {{}, {soa(300, 60)}, {}}), parsed.question->raw, 0x1234);
  REQUIRE(found);
  AnswerContext context;
  Message room(udp_limit);
  room.resize(relay(parsed, &*found, 50, {.address = {}}, context, room).size);
  CHECK(show(room) == "NOERROR 0/1/0 SOA(250)");
  room.resize(udp_limit);
  room.resize(relay(parsed, &*found, 500, {.address = {}}, context, room).size);
  CHECK(show(room) == "NOERROR 0/1/0 SOA(0)");
  room.resize(udp_limit);
  room.resize(relay(parsed, nullptr, 0, {.address = {}}, context, room).size);
  CHECK(show(room) == "RCODE2 0/0/0");
}

TEST_CASE("what does not fit into a datagram is asked for over TCP") {
  const auto query = make_query("a.b", Type::a);
  const auto parsed = parse_query(query);
  std::vector<Message> many;
  for (unsigned i = 0; i < 60; ++i) many.push_back(record(1, 9, {10, 0, 0, static_cast<std::uint8_t>(i)}));
  const auto found = read_relayed(reply(query, 0x0180, {many, {}, {}}), parsed.question->raw, 0x1234);
  REQUIRE(found);
  AnswerContext context;
  Message room(tcp_limit);
  room.resize(relay(parsed, &*found, 0, {.address = {}}, context, room).size);
  CHECK(show(room) == "NOERROR TC 0/0/0");
  room.resize(tcp_limit);
  const auto whole = relay(parsed, &*found, 0, {.tcp = true, .address = {}}, context, room);
  CHECK(whole.size == found->records.size() + header_size + parsed.question->raw.size());
}

TEST_CASE("what is asked elsewhere says what it wants and nothing of who asks") {
  const auto query = make_query("WwW.example.org", Type::a,
                                {.flags = 0x0110, .opt = opt_record(4096, 0, std::string("\0\x0a\0\x08cookie12", 12))});
  const auto parsed = parse_query(query);
  const auto sent = relayed_query(parsed, 0x4711);
  const auto again = parse_query(sent);
  CHECK(again.id == 0x4711);
  CHECK(again.recursion_desired);
  CHECK(again.checking_disabled);
  REQUIRE(again.edns);
  CHECK(again.edns->udp_size == udp_limit);
  CHECK_FALSE(again.edns->cookie);
  CHECK(std::ranges::equal(again.question->raw, parsed.question->raw));
}

TEST_CASE("names that are nobody's on the Internet") {
  for (const auto* name : {"test", "shop.test", "a.LOCALHOST", "printer.local", "x.internal", "x.home.arpa"}) {
    CAPTURE(name);
    CHECK(is_special_use(DomainName::from_text(name)->key()));
  }
  for (const auto* name : {".", "org", "test.org", "arpa", "mytest", "local.example.org"}) {
    CAPTURE(name);
    CHECK_FALSE(is_special_use(DomainName::from_text(name)->key()));
  }
}

TEST_CASE("the cache forgets what is old, and what was used longest ago") {
  const auto answer = [](std::uint32_t lifetime, std::size_t size) {
    return RelayedAnswer{.rcode = Rcode::no_error,
                         .counts = {1, 0, 0},
                         .records = std::vector<std::uint8_t>(size),
                         .ttl_offsets = {},
                         .lifetime = lifetime};
  };
  AnswerCache cache(4000);
  cache.put("a", answer(10, 100), 1000);
  CHECK(cache.find("a", 1009).age == 9);
  CHECK(cache.find("a", 1010).answer == nullptr);
  CHECK(cache.bytes() == 0);
  cache.put("never", answer(0, 1), 1000);
  cache.put("too big", answer(10, 5000), 1000);
  CHECK(cache.size() == 0);
  cache.put("a", answer(100, 1000), 1000);
  cache.put("b", answer(100, 1000), 1000);
  cache.put("c", answer(100, 1000), 1000);
  CHECK(cache.find("a", 1001).answer != nullptr);
  cache.put("d", answer(100, 1000), 1001);
  CHECK(cache.find("b", 1001).answer == nullptr);
  CHECK(cache.find("a", 1001).answer != nullptr);
  cache.put("a", answer(100, 10), 1002);
  CHECK(cache.find("a", 1002).answer->records.size() == 10);
  for (int i = 0; i < 1000; ++i) cache.put(std::to_string(i), answer(100, static_cast<std::size_t>(i)), 1002);
  CHECK(cache.bytes() <= 4000);
}

TEST_CASE("names are not looked for in answers that are asked for differently") {
  const auto key = [](const QueryOptions& options) {
    return relay_key(parse_query(make_query("A.b", Type::a, options)));
  };
  CHECK(key({}) == key({.flags = 0x0100}));
  CHECK(key({}) != key({.flags = 0x0010}));
  CHECK(key({}) == relay_key(parse_query(make_query("a.B", Type::a))));
  CHECK(key({}) != relay_key(parse_query(make_query("a.b", Type::aaaa))));
}
