// A zone that is kept up by changes is the one that is made from what there is.
#include "dns/name_table.hpp"

#include <random>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "messages.hpp"

using namespace berth::dns;
using namespace berth::dns::test;

namespace {

const DomainName& suffix() {
  static const auto name = *DomainName::from_text("berth.test");
  return name;
}

/// One of a few services, so that replicas, aliases and extra names of different ones meet.
Instance random_instance(std::minstd_rand& random, unsigned index) {
  const auto pick = [&](unsigned count) { return static_cast<unsigned>(random() % count); };
  Instance instance{.project = "p" + std::to_string(index % 3),
                    .service = "s" + std::to_string(pick(4)),
                    .number = index,
                    .container_name = "c" + std::to_string(index),
                    .hostname = pick(3) == 0 ? "host" + std::to_string(pick(3)) : "",
                    .aliases = {},
                    .addresses = {{10, 0, static_cast<std::uint8_t>(pick(2)), static_cast<std::uint8_t>(index)}},
                    .ports = {{80, "tcp", 80}},
                    .image = "img",
                    .running = pick(5) != 0,
                    .state = "running",
                    .health = static_cast<Health>(pick(4)),
                    .settings = {}};
  if (pick(3) == 0) instance.aliases = {"s" + std::to_string(pick(5)), "a.b"};
  if (pick(4) == 0) instance.settings.suffix = pick(2) == 0 ? "my.test" : "x.my.test";
  if (pick(4) == 0) instance.settings.names = {{"www", instance.service}};
  instance.settings.wildcard = pick(4) == 0;
  instance.settings.unhealthy = pick(3) == 0 ? Unhealthy::include : Unhealthy::exclude;
  return instance;
}

/// Every name that could be there, and some that never are.
std::vector<std::string> names_to_ask() {
  std::vector<std::string> names{"berth.test", "my.test", "ns.berth.test", "nobody.berth.test", "elsewhere.org"};
  for (const std::string top : {"p0.berth.test", "p1.berth.test", "p2.berth.test", "my.test", "x.my.test"}) {
    names.push_back(top);
    for (const std::string label : {"s0", "s1", "s2", "s3", "s4", "a.b", "b", "www", "host0", "host1", "host2"}) {
      names.push_back(label + "." + top);
      names.push_back("any." + label + "." + top);
      names.push_back("_tcp." + label + "." + top);
      names.push_back("_80._tcp." + label + "." + top);
      names.push_back("7." + label + "." + top);
    }
  }
  for (unsigned i = 0; i < 20; ++i) {
    names.push_back("c" + std::to_string(i) + ".berth.test");
    names.push_back(std::to_string(i) + ".1.0.10.in-addr.arpa");
  }
  return names;
}

/// The records of a name without their order, which is nobody's business.
std::string answers(const Zone& zone, const std::string& name) {
  const auto found = zone.find(DomainName::from_text(name)->key());
  if (found.apex == nullptr) return "refused";
  auto text = (found.node == nullptr ? "nothing in " : "in ") + DomainName::from_wire(found.apex->key).text();
  if (found.node == nullptr) return text;
  for (const auto type : {Type::a, Type::txt, Type::ptr, Type::srv, Type::ns}) {
    const auto* set = found.node->find(type);
    if (set == nullptr) continue;
    text += "\n" + text_of(type) + " " + std::to_string(set->ttl);
    for (const auto& data : set->records) text += " " + std::to_string(data.rank) + ":" + rdata::text(type, data);
  }
  return text;
}

}  // namespace

TEST_CASE("changes give the zone that a new start gives") {
  const auto asked = names_to_ask();
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::minstd_rand random(seed);
    NameTable table(suffix());
    std::vector<InstancePointer> known(20);
    for (int round = 0; round < 30; ++round) {
      std::vector<InstanceChange> changes;
      const auto first = static_cast<unsigned>(random());
      for (unsigned count = 1 + static_cast<unsigned>(random() % 4), i = 0; i < count; ++i) {
        const auto index = (first + i) % static_cast<unsigned>(known.size());
        auto now = random() % 3 == 0 ? nullptr : std::make_shared<const Instance>(random_instance(random, index));
        changes.push_back({std::exchange(known[index], now), now});
      }
      const auto before = table.zone();
      const auto as_it_was = answers(*before, "s0.p0.berth.test");
      table.apply(changes);
      CHECK(answers(*before, "s0.p0.berth.test") == as_it_was);
    }
    std::vector<Instance> all;
    for (const auto& instance : known) {
      if (instance) all.push_back(*instance);
    }
    const auto fresh = zone_of(all, suffix());
    for (const auto& name : asked) {
      CAPTURE(seed);
      CAPTURE(name);
      CHECK(answers(*table.zone(), name) == answers(*fresh, name));
    }
  }
}

TEST_CASE("what does not change stays, however much does") {
  NameTable table(suffix());
  std::vector<InstancePointer> known;
  std::vector<InstanceChange> changes;
  for (unsigned i = 0; i < 3000; ++i) {
    Instance instance{.project = "shop",
                      .service = "s" + std::to_string(i),
                      .container_name = "c" + std::to_string(i),
                      .hostname = {},
                      .aliases = {},
                      .addresses = {{10, 1, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}},
                      .ports = {{80, "tcp", 80}},
                      .image = {},
                      .running = true,
                      .state = {},
                      .settings = {}};
    known.push_back(std::make_shared<const Instance>(instance));
    changes.push_back({nullptr, known.back()});
  }
  table.apply(changes);
  const auto names = table.zone()->names();
  for (unsigned round = 0; round < 50; ++round) {
    auto paused = *known[round];
    paused.running = false;
    const auto other = std::make_shared<const Instance>(paused);
    table.apply({{known[round], other}});
    table.apply({{other, known[round]}});
  }
  CHECK(table.zone()->names() == names);
  for (unsigned i = 0; i < 3000; ++i) {
    const auto name = *DomainName::from_text("s" + std::to_string(i) + ".shop.berth.test");
    CAPTURE(i);
    CHECK(table.zone()->find(name.key()).node != nullptr);
  }
}
