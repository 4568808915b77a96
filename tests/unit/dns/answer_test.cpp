#include "dns/answer.hpp"

#include <array>
#include <set>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "messages.hpp"

using namespace berth::dns;
using namespace berth::dns::test;

namespace {

using namespace std::string_literals;

Rdata v4(std::uint8_t last, std::uint8_t rank = 0) {
  const std::array<std::uint8_t, 4> bytes{10, 0, 0, last};
  auto data = rdata::address(bytes);
  data.rank = rank;
  return data;
}

DomainName named(std::string_view text) {
  return *DomainName::from_text(text);
}

std::shared_ptr<const Zone> small_zone() {
  ZoneBuilder builder;
  builder.add_apex(named("berth.test"), {.ttl = 2, .negative_ttl = 1, .serial = 7});
  builder.add(named("db.shop.berth.test"), Type::a, 1, v4(1));
  builder.add(named("1.db.shop.berth.test"), Type::a, 1, v4(1));
  builder.add(named("db.shop.berth.test"), Type::txt, 1, rdata::texts({"service=db", "health=healthy"}));
  builder.add(named("_5432._tcp.db.shop.berth.test"), Type::srv, 1,
              rdata::service(0, 0, 5432, named("1.db.shop.berth.test")));
  builder.add(named("*.web.shop.berth.test"), Type::a, 1, v4(9));
  builder.add(named("deep.web.shop.berth.test"), Type::txt, 1, rdata::texts({}));
  builder.add(named("elsewhere.example"), Type::a, 1, v4(66));
  const auto reverse = reverse_name(std::array<std::uint8_t, 4>{10, 0, 0, 1});
  builder.add_apex(reverse, {});
  builder.add(reverse, Type::ptr, 1, rdata::name(named("1.db.shop.berth.test")));
  return builder.build();
}

std::string asked(const Zone& zone, std::string_view name, Type type, const QueryOptions& options = {}) {
  return show(ask(zone, make_query(name, type, options)));
}

}  // namespace

TEST_CASE("what is asked for, and what is not there") {
  struct Case {
    const char* what;
    std::string_view name;
    Type type;
    std::string_view expected;
  };
  const Case cases[] = {
      {"an address", "db.shop.berth.test", Type::a, "NOERROR AA 1/0/0 10.0.0.1"},
      {"letters of any case", "DB.Shop.Berth.TEST", Type::a, "NOERROR AA 1/0/0 10.0.0.1"},
      {"no such type", "db.shop.berth.test", Type::aaaa, "NOERROR AA 0/1/0 SOA(1)"},
      {"a type that nobody knows", "db.shop.berth.test", static_cast<Type>(4711), "NOERROR AA 0/1/0 SOA(1)"},
      {"no such name", "nobody.shop.berth.test", Type::a, "NXDOMAIN AA 0/1/0 SOA(1)"},
      {"below a name", "x.db.shop.berth.test", Type::a, "NXDOMAIN AA 0/1/0 SOA(1)"},
      {"an empty non-terminal", "shop.berth.test", Type::a, "NOERROR AA 0/1/0 SOA(1)"},
      {"another one", "_tcp.db.shop.berth.test", Type::a, "NOERROR AA 0/1/0 SOA(1)"},
      {"the top", "berth.test", Type::soa, "NOERROR AA 1/0/0 SOA(2)"},
      {"its server", "berth.test", Type::ns, "NOERROR AA 1/0/0 ns.berth.test"},
      {"texts", "db.shop.berth.test", Type::txt, "NOERROR AA 1/0/0 \"service=db\"\"health=healthy\""},
      {"a port", "_5432._tcp.db.shop.berth.test", Type::srv, "NOERROR AA 1/0/1 1.db.shop.berth.test:5432 10.0.0.1"},
      {"any", "db.shop.berth.test", Type::any, "NOERROR AA 1/0/0 10.0.0.1"},
      {"any of nothing", "shop.berth.test", Type::any, "NOERROR AA 0/1/0 SOA(1)"},
      {"outside", "www.example.org", Type::a, "REFUSED 0/0/0"},
      {"above", "test", Type::a, "REFUSED 0/0/0"},
      {"the root", ".", Type::ns, "REFUSED 0/0/0"},
      {"added outside", "elsewhere.example", Type::a, "REFUSED 0/0/0"},
      {"an address's name", "1.0.0.10.in-addr.arpa", Type::ptr, "NOERROR AA 1/0/0 1.db.shop.berth.test"},
      {"its other types", "1.0.0.10.in-addr.arpa", Type::a, "NOERROR AA 0/1/0 SOA(1)"},
      {"an address of others", "2.0.0.10.in-addr.arpa", Type::ptr, "REFUSED 0/0/0"},
      {"what a wildcard covers", "any.thing.web.shop.berth.test", Type::a, "NOERROR AA 1/0/0 10.0.0.9"},
      {"another type there", "thing.web.shop.berth.test", Type::aaaa, "NOERROR AA 0/1/0 SOA(1)"},
      {"what exists beside it", "deep.web.shop.berth.test", Type::a, "NOERROR AA 0/1/0 SOA(1)"},
      {"below what exists beside it", "x.deep.web.shop.berth.test", Type::a, "NXDOMAIN AA 0/1/0 SOA(1)"},
      {"the wildcard itself", "*.web.shop.berth.test", Type::a, "NOERROR AA 1/0/0 10.0.0.9"},
      {"a zone transfer", "berth.test", Type::axfr, "NOTAUTH 0/0/0"},
  };
  const auto zone = small_zone();
  for (const auto& c : cases) {
    CAPTURE(c.what);
    CHECK(asked(*zone, c.name, c.type) == c.expected);
  }
}

TEST_CASE("messages that are no plain queries") {
  const auto zone = small_zone();
  const auto plain = make_query("db.shop.berth.test", Type::a);
  const auto with = [&](const auto& change) {
    auto query = plain;
    change(query);
    return show(ask(*zone, query));
  };
  CHECK(with([](Message& q) { q[2] = 0x80; }) == "no answer");  // a response
  CHECK(with([](Message& q) { q[2] = 0x01; }) == "NOERROR AA RD 1/0/0 10.0.0.1");
  CHECK(with([](Message& q) { q[2] = 0x20; }) == "NOTAUTH 0/0/0");  // NOTIFY
  CHECK(with([](Message& q) { q[2] = 0x28; }) == "FORMERR 0/0/0");  // UPDATE of no zone
  CHECK(with([](Message& q) { q[2] = 0x78; }) == "NOTIMP 0/0/0");   // opcode 15
  CHECK(with([](Message& q) { q[5] = 0; }) == "FORMERR 0/0/0");     // no question
  CHECK(with([](Message& q) { q[5] = 2; }) == "no answer");         // two
  CHECK(with([](Message& q) { q[7] = 1; }) == "FORMERR 0/0/0");     // an answer in a query
  CHECK(with([](Message& q) { q[11] = 1; }) == "FORMERR 0/0/0");    // a record that is not there
  CHECK(with([](Message& q) { q.push_back(0); }) == "FORMERR 0/0/0");
  CHECK(with([](Message& q) { q[12] = 0xc0; }) == "no answer");  // a name that points to itself
  CHECK(with([](Message& q) { q.resize(5); }) == "no answer");
  CHECK(with([](Message& q) { q.resize(20); }) == "no answer");
  CHECK(with([](Message& q) { q.back() = 255; }) == "REFUSED 0/0/0");  // class ANY
  Message long_name(plain.begin(), plain.begin() + header_size);
  for (int i = 0; i < 5; ++i) {
    long_name.push_back(63);
    long_name.insert(long_name.end(), 63, 'a');
  }
  long_name.insert(long_name.end(), {0, 0, 1, 0, 1});
  CHECK(show(ask(*zone, long_name)) == "no answer");
  auto update = make_query("berth.test", Type::soa, {.flags = 0x2800});
  CHECK(show(ask(*zone, update)) == "NOTIMP 0/0/0");
}

TEST_CASE("who is the server") {
  const auto zone = small_zone();
  CHECK(asked(*zone, "version.server", Type::txt, {.qclass = 3}) == "NOERROR 1/0/0 \"berth test\"");
  CHECK(asked(*zone, "VERSION.BIND", Type::txt, {.qclass = 3}) == "NOERROR 1/0/0 \"berth test\"");
  CHECK(asked(*zone, "version.server", Type::a, {.qclass = 3}) == "REFUSED 0/0/0");
  CHECK(asked(*zone, "db.shop.berth.test", Type::txt, {.qclass = 3}) == "REFUSED 0/0/0");
}

TEST_CASE("extensions of RFC 6891") {
  const auto zone = small_zone();
  const auto ask_with = [&](std::string opt, std::string_view name = "db.shop.berth.test") {
    return asked(*zone, name, Type::a, {.opt = std::move(opt)});
  };
  CHECK(ask_with(opt_record(1232)) == "NOERROR AA 1/0/1 10.0.0.1 OPT");
  CHECK(ask_with(opt_record(0)) == "NOERROR AA 1/0/1 10.0.0.1 OPT");
  CHECK(ask_with(opt_record(1232), "nobody.berth.test") == "NXDOMAIN AA 0/1/1 SOA(1) OPT");
  CHECK(ask_with(opt_record(1232), "example.org") == "REFUSED 0/0/1 OPT");
  CHECK(ask_with(opt_record(1232, 1)) == "BADVERS 0/0/1 OPT");
  CHECK(ask_with(opt_record(1232, 1, "garbage")) == "BADVERS 0/0/1 OPT");
  CHECK(ask_with(opt_record(1232, 0, "\xfe\xdc\0\3abc"s)) == "NOERROR AA 1/0/1 10.0.0.1 OPT");
  CHECK(ask_with(opt_record(1232, 0, "\xfe\xdc\0\4abc"s)) == "FORMERR 0/0/0");
  auto owner = opt_record(1232);
  owner.replace(0, 1, "\1a\0"s);
  CHECK(ask_with(owner) == "FORMERR 0/0/0");
  auto query = make_query("db.shop.berth.test", Type::a, {.opt = opt_record(1232) + opt_record(1232)});
  query[11] = 2;
  CHECK(show(ask(*zone, query)) == "FORMERR 0/0/0");
}

TEST_CASE("cookies of RFC 7873") {
  const auto zone = small_zone();
  const auto ask_with = [&](const std::string& cookie) {
    const auto size = std::string{'\0', '\12', '\0', static_cast<char>(cookie.size())};
    return asked(*zone, "db.shop.berth.test", Type::a, {.opt = opt_record(1232, 0, size + cookie)});
  };
  CHECK(ask_with("12345678") == "NOERROR AA 1/0/1 10.0.0.1 OPT+28");
  CHECK(ask_with("12345678" + std::string(16, 'x')) == "NOERROR AA 1/0/1 10.0.0.1 OPT+28");
  CHECK(ask_with("1234567") == "FORMERR 0/0/0");
  CHECK(ask_with("123456789") == "FORMERR 0/0/0");
  CHECK(ask_with(std::string(41, 'x')) == "FORMERR 0/0/0");

  const CookieSecret secret{9, 8, 7};
  const ClientCookie client{1, 2, 3, 4, 5, 6, 7, 8};
  const std::array<std::uint8_t, 4> here{127, 0, 0, 1};
  const std::array<std::uint8_t, 4> there{127, 0, 0, 2};
  const auto cookie = make_server_cookie(client, here, 1000, secret);
  CHECK(is_our_cookie(cookie, client, here, 1000, secret));
  CHECK(is_our_cookie(cookie, client, here, 4600, secret));
  CHECK_FALSE(is_our_cookie(cookie, client, here, 4601, secret));
  CHECK(is_our_cookie(cookie, client, here, 700, secret));
  CHECK_FALSE(is_our_cookie(cookie, client, here, 699, secret));
  CHECK_FALSE(is_our_cookie(cookie, client, there, 1000, secret));
  CHECK_FALSE(is_our_cookie(cookie, {1}, here, 1000, secret));
  CHECK_FALSE(is_our_cookie(Bytes(cookie).first(8), client, here, 1000, secret));
}

TEST_CASE("the published vectors of SipHash-2-4") {
  CookieSecret key{};
  std::array<std::uint8_t, 64> text{};
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<std::uint8_t>(i);
  std::copy_n(text.begin(), key.size(), key.begin());
  CHECK(siphash(Bytes(text).first(0), key) == 0x726fdb47dd0e0e31);
  CHECK(siphash(Bytes(text).first(1), key) == 0x74f839c593dc67fd);
  CHECK(siphash(Bytes(text).first(15), key) == 0xa129ca6149be45e5);
}

TEST_CASE("more records than a message over UDP holds") {
  ZoneBuilder builder;
  builder.add_apex(named("berth.test"), {});
  for (std::uint8_t i = 1; i <= 100; ++i) builder.add(named("many.berth.test"), Type::a, 1, v4(i));
  const auto zone = builder.build();
  const auto query = make_query("many.berth.test", Type::a);
  const auto plain = ask(*zone, query);
  CHECK(plain.size() <= 512);
  CHECK(show(plain).starts_with("NOERROR AA TC 29/0/0 "));
  const auto with_opt = ask(*zone, make_query("many.berth.test", Type::a, {.opt = opt_record(4096)}));
  CHECK(with_opt.size() <= udp_limit);
  CHECK(show(with_opt).starts_with("NOERROR AA TC 74/0/1 "));
  CHECK(show(ask(*zone, query, true)).starts_with("NOERROR AA 100/0/0 "));
}

TEST_CASE("records of one rank come in any order, those of a lower one first") {
  ZoneBuilder builder;
  builder.add_apex(named("berth.test"), {});
  for (std::uint8_t i = 1; i <= 3; ++i) builder.add(named("web.berth.test"), Type::a, 1, v4(i));
  builder.add(named("web.berth.test"), Type::a, 1, v4(4, 1));
  builder.add(named("web.berth.test"), Type::a, 1, v4(2, 1));  // known already, and better
  const auto zone = builder.build();
  std::set<std::string> orders;
  for (std::uint64_t seed = 1; seed < 100; ++seed) {
    const auto order = show(ask(*zone, make_query("web.berth.test", Type::a), false, seed * 77));
    CHECK(order.ends_with(" 10.0.0.4"));
    CHECK(order.starts_with("NOERROR AA 4/0/0 "));
    orders.insert(order);
  }
  CHECK(orders.size() == 6);
}
