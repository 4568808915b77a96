#include <array>
#include <functional>

#include <doctest/doctest.h>

#include "dns/name_table.hpp"
#include "messages.hpp"

using namespace berth::dns;
using namespace berth::dns::test;

namespace {

Instance replica(const std::string& service, unsigned number, std::uint8_t last) {
  return {.project = "shop",
          .service = service,
          .number = number,
          .container_name = "shop-" + service + "-" + std::to_string(number),
          .hostname = {},
          .aliases = {},
          .addresses = {{10, 0, 0, last}},
          .ports = {},
          .image = "img:1",
          .running = true,
          .state = "running",
          .health = Health::none,
          .settings = {}};
}

std::string asked(const std::vector<Instance>& instances, std::string_view name, Type type = Type::a) {
  const auto zone = zone_of(instances, *DomainName::from_text("berth.test"));
  return show(ask(*zone, make_query(name, type)));
}

}  // namespace

TEST_CASE("the names of a container") {
  auto web = replica("web", 2, 7);
  web.aliases = {"front", "www.inner"};
  web.hostname = "webhost";
  web.addresses.push_back({0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7});
  web.ports = {{8080, "tcp", 8080}, {53, "udp", 10053}};
  struct Case {
    std::string_view name;
    Type type;
    std::string_view expected;
  };
  const Case cases[] = {
      {"web.shop.berth.test", Type::a, "NOERROR AA 1/0/0 10.0.0.7"},
      {"web.shop.berth.test", Type::aaaa, "NOERROR AA 1/0/0 [fd000000000000000000000000000007]"},
      {"2.web.shop.berth.test", Type::a, "NOERROR AA 1/0/0 10.0.0.7"},
      {"1.web.shop.berth.test", Type::a, "NXDOMAIN AA 0/1/0 SOA(1)"},
      {"shop-web-2.berth.test", Type::a, "NOERROR AA 1/0/0 10.0.0.7"},
      {"front.shop.berth.test", Type::a, "NOERROR AA 1/0/0 10.0.0.7"},
      {"www.inner.shop.berth.test", Type::a, "NOERROR AA 1/0/0 10.0.0.7"},
      {"webhost.shop.berth.test", Type::a, "NOERROR AA 1/0/0 10.0.0.7"},
      {"_8080._tcp.web.shop.berth.test", Type::srv,
       "NOERROR AA 1/0/2 2.web.shop.berth.test:8080 10.0.0.7 [fd000000000000000000000000000007]"},
      {"_53._udp.web.shop.berth.test", Type::srv,
       "NOERROR AA 1/0/2 2.web.shop.berth.test:10053 10.0.0.7 [fd000000000000000000000000000007]"},
      {"web.shop.berth.test", Type::txt,
       "NOERROR AA 1/0/0 \"service=web\"\"state=running\"\"health=none\"\"image=img:1\""},
      {"7.0.0.10.in-addr.arpa", Type::ptr, "NOERROR AA 1/0/0 2.web.shop.berth.test"},
      {"7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", Type::ptr,
       "NOERROR AA 1/0/0 2.web.shop.berth.test"},
      {"x.web.shop.berth.test", Type::a, "NXDOMAIN AA 0/1/0 SOA(1)"},
      {"shop.berth.test", Type::a, "NOERROR AA 0/1/0 SOA(1)"},
      {"ns.berth.test", Type::a, "NOERROR AA 1/0/0 127.0.0.1"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(asked({web}, c.name, c.type) == c.expected);
  }
}

TEST_CASE("who is in the answer for a service") {
  struct Case {
    const char* what;
    std::vector<Health> health;
    Unhealthy unhealthy;
    std::string_view expected;
  };
  const Case cases[] = {
      {"no health checks", {Health::none}, Unhealthy::exclude, "NOERROR AA 1/0/0 10.0.0.1"},
      {"one that is starting", {Health::healthy, Health::starting}, Unhealthy::exclude, "NOERROR AA 1/0/0 10.0.0.1"},
      {"all are starting", {Health::starting}, Unhealthy::exclude, "NOERROR AA 1/0/0 10.0.0.1"},
      {"one that is not healthy",
       {Health::unhealthy, Health::healthy},
       Unhealthy::exclude,
       "NOERROR AA 1/0/0 10.0.0.2"},
      {"none is healthy", {Health::unhealthy}, Unhealthy::exclude, "NOERROR AA 0/1/0 SOA(1)"},
      {"all are wanted",
       {Health::unhealthy, Health::healthy},
       Unhealthy::include,
       "NOERROR AA 2/0/0 10.0.0.2 10.0.0.1"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    std::vector<Instance> instances;
    for (const auto health : c.health) {
      const auto number = static_cast<std::uint8_t>(instances.size() + 1);
      instances.push_back(replica("web", number, number));
      instances.back().health = health;
      instances.back().settings.unhealthy = c.unhealthy;
    }
    CHECK(asked(instances, "web.shop.berth.test") == c.expected);
    CHECK(asked(instances, "1.web.shop.berth.test") == "NOERROR AA 1/0/0 10.0.0.1");  // asked for by number
  }
}

TEST_CASE("who does not run has no name") {
  auto web = replica("web", 1, 1);
  web.running = false;
  CHECK(asked({web}, "web.shop.berth.test") == "NXDOMAIN AA 0/1/0 SOA(1)");
  CHECK(asked({web, replica("web", 2, 2)}, "web.shop.berth.test") == "NOERROR AA 1/0/0 10.0.0.2");
}

TEST_CASE("what a project says about its names") {
  const auto with = [](const std::function<void(NameSettings&)>& change) {
    std::vector<Instance> instances{replica("web", 1, 1), replica("db", 1, 2)};
    for (auto& instance : instances) change(instance.settings);
    return instances;
  };
  const auto own = with([](NameSettings& s) { s.suffix = "my.test"; });
  CHECK(asked(own, "web.my.test") == "NOERROR AA 1/0/0 10.0.0.1");
  CHECK(asked(own, "web.shop.berth.test") == "NXDOMAIN AA 0/1/0 SOA(1)");
  CHECK(asked(own, "nobody.my.test") == "NXDOMAIN AA 0/1/0 SOA(1)");
  CHECK(asked(own, "shop-web-1.berth.test") == "NOERROR AA 1/0/0 10.0.0.1");
  const auto inside = with([](NameSettings& s) { s.suffix = "s.berth.test"; });
  CHECK(asked(inside, "web.s.berth.test") == "NOERROR AA 1/0/0 10.0.0.1");
  CHECK(asked(inside, "s.berth.test", Type::soa) == "NOERROR AA 0/1/0 SOA(1)");
  const auto more = with([](NameSettings& s) { s.names = {{"www", "web"}, {"api.v1", "web"}, {"no", "nobody"}}; });
  CHECK(asked(more, "www.shop.berth.test") == "NOERROR AA 1/0/0 10.0.0.1");
  CHECK(asked(more, "api.v1.shop.berth.test") == "NOERROR AA 1/0/0 10.0.0.1");
  CHECK(asked(more, "no.shop.berth.test") == "NXDOMAIN AA 0/1/0 SOA(1)");
  CHECK(asked(with([](NameSettings& s) { s.wildcard = true; }), "tenant.web.shop.berth.test") ==
        "NOERROR AA 1/0/0 10.0.0.1");
  const auto slow = with([](NameSettings& s) { s.ttl = 5; });
  CHECK(zone_of(slow, *DomainName::from_text("berth.test"))
            ->find_exact(DomainName::from_text("web.shop.berth.test")->key())
            ->find(Type::a)
            ->ttl == 5);
}

TEST_CASE("names for hosts(5)") {
  auto web = replica("web", 1, 1);
  auto late = replica("web", 2, 2);
  late.health = Health::unhealthy;
  late.settings.unhealthy = web.settings.unhealthy = Unhealthy::include;
  web.settings.wildcard = late.settings.wildcard = true;
  auto other = replica("db", 1, 3);
  other.project = "else";
  other.container_name = "else-db-1";
  CHECK(hosts_text({late, web, other}, *DomainName::from_text("berth.test"), "shop") ==
        "10.0.0.3\tdb.else.berth.test\n"
        "10.0.0.3\t1.db.else.berth.test\n"
        "10.0.0.3\telse-db-1.berth.test\n"
        "10.0.0.1\tweb.shop.berth.test web\n"
        "10.0.0.1\t1.web.shop.berth.test 1.web\n"
        "10.0.0.1\tshop-web-1.berth.test\n"
        "10.0.0.2\tweb.shop.berth.test web\n"
        "10.0.0.2\t2.web.shop.berth.test 2.web\n"
        "10.0.0.2\tshop-web-2.berth.test\n");
}

TEST_CASE("data as zone files write it") {
  const std::array<std::uint8_t, 16> v6{0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7};
  CHECK(rdata::text(Type::aaaa, rdata::address(v6)) == "fd00::7");
  CHECK(rdata::text(Type::srv, rdata::service(1, 2, 5432, *DomainName::from_text("a.b"))) == "1 2 5432 a.b");
  CHECK(rdata::text(Type::ptr, rdata::name(*DomainName::from_text("a.b"))) == "a.b");
  CHECK(rdata::text(Type::txt, rdata::texts({"a \"b\"", "c"})) == R"("a \"b\"" "c")");
  CHECK(text_of(Type::srv) == "SRV");
  CHECK(text_of(static_cast<Type>(4711)) == "TYPE4711");
}

TEST_CASE("an alias takes no service's name, and two services may share one") {
  auto web = replica("web", 1, 1);
  auto db = replica("db", 1, 2);
  web.aliases = {"web", "db", "both"};
  db.aliases = {"db", "both"};
  CHECK(asked({web, db}, "db.shop.berth.test") == "NOERROR AA 1/0/0 10.0.0.2");
  CHECK(asked({web, db}, "both.shop.berth.test").starts_with("NOERROR AA 2/0/0 "));
}

TEST_CASE("what makes no name harms nobody") {
  auto web = replica("web", 1, 1);
  web.aliases = {"", "a..b", std::string(64, 'x')};
  web.hostname = ".";
  web.settings.suffix = "..";
  web.settings.names = {{"", "web"}};
  CHECK(asked({web}, "web.shop.berth.test") == "NOERROR AA 1/0/0 10.0.0.1");
}
