#include "dns/instance.hpp"

#include <map>

#include <doctest/doctest.h>

#include "dns/engine_host.hpp"
#include "plan/labels.hpp"

using namespace berth;
using namespace berth::dns;

namespace {

const IsOwnAddress host_of_bridges = [](const std::string& address) { return address == "172.18.0.1"; };

engine_api::ContainerInspect container() {
  engine_api::ContainerInspect made;
  made.id = "0123456789abcdef0123456789abcdef";
  made.name = "shop-web-2";
  made.state.status = engine_api::ContainerStatus::running;
  made.config.image = "img:1";
  made.config.hostname = "0123456789ab";
  made.config.labels = {
      {plan::label::project, "shop"}, {plan::label::service, "web"}, {plan::label::container_number, "2"}};
  made.config.exposed_ports = {"80/tcp", "53/udp"};
  auto& endpoint = made.networks["shop_default"];
  endpoint.gateway = "172.18.0.1";
  endpoint.ip_address = "172.18.0.5";
  endpoint.aliases = {"web", "shop-web-2", "0123456789ab", "front"};
  return made;
}

}  // namespace

TEST_CASE("a container's names are read from what the engine tells") {
  const auto instance = instance_of(container(), host_of_bridges);
  REQUIRE(instance.has_value());
  CHECK(instance->project == "shop");
  CHECK(instance->service == "web");
  CHECK(instance->number == 2);
  CHECK(instance->running);
  CHECK(instance->hostname == "");
  CHECK(instance->aliases == std::vector<std::string>{"front"});
  CHECK(instance->addresses == std::vector<Address>{{172, 18, 0, 5}});
  CHECK(instance->ports == std::vector<ReachablePort>{{53, "udp", 53}, {80, "tcp", 80}});
}

TEST_CASE("what is no container of a service has no names") {
  for (const auto& [key, value] : {std::pair(plan::label::oneoff, "True"), std::pair(plan::label::hook, "pre_start"),
                                   std::pair(plan::label::service, ""), std::pair(plan::label::project, "")}) {
    auto other = container();
    other.config.labels[key] = value;
    CHECK_FALSE(instance_of(other, host_of_bridges).has_value());
  }
}

TEST_CASE("where this host is no member of the network, published ports lead there") {
  auto elsewhere = container();
  elsewhere.networks.begin()->second.gateway = "10.88.0.1";
  CHECK(instance_of(elsewhere, host_of_bridges)->addresses.empty());
  elsewhere.published = {{"80/tcp", {{"0.0.0.0", "8080"}, {"::", "8080"}}}, {"53/udp", {}}};
  const auto instance = instance_of(elsewhere, host_of_bridges);
  REQUIRE(instance->addresses.size() == 1);
  const auto own = instance->addresses.front();  // the project's in 127.64.0.0/10
  CHECK(own.size() == 4);
  CHECK(own[0] == 127);
  CHECK((own[1] & 0xc0) == 64);
  CHECK(instance->ports == std::vector<ReachablePort>{{80, "tcp", 8080}});
  const auto published_at = [&](const std::map<std::string, std::vector<engine_api::PortBinding>>& published,
                                const std::string& project = "shop") {
    auto other = elsewhere;
    other.published = published;
    other.config.labels[plan::label::project] = project;
    return instance_of(other, host_of_bridges)->addresses;
  };
  CHECK(published_at({{"53/udp", {{"", "53"}}}}) == std::vector<Address>{own});
  CHECK(published_at({{"80/tcp", {{"", "8080"}}}}, "other") != std::vector<Address>{own});
  CHECK(published_at({{"80/tcp", {{"127.0.0.1", "8080"}}}}) == std::vector<Address>{{127, 0, 0, 1}});
  CHECK(published_at({{"80/tcp", {{"127.0.0.1", "80"}}}, {"81/tcp", {{"0.0.0.0", "81"}}}}) ==
        std::vector<Address>{{127, 0, 0, 1}});
  CHECK(published_at({{"80/tcp", {{"192.0.2.7", "80"}}}}) == std::vector<Address>{{192, 0, 2, 7}});
  elsewhere.networks.clear();
  elsewhere.host.network_mode = "host";
  CHECK(instance_of(elsewhere, host_of_bridges)->addresses == std::vector<Address>{{127, 0, 0, 1}});
}

TEST_CASE("an engine on another machine") {
  const std::vector<Address> there{{192, 0, 2, 1}};
  auto other = container();  // on a bridge of the same address as one of this host
  CHECK(instance_of(other, host_of_bridges, there)->addresses.empty());
  other.published = {{"80/tcp", {{"0.0.0.0", "8080"}}}};
  CHECK(instance_of(other, host_of_bridges, there)->addresses == there);
  other.published = {{"80/tcp", {{"127.0.0.1", "8080"}}}};
  CHECK(instance_of(other, host_of_bridges, there)->addresses.empty());
  other.published = {{"80/tcp", {{"192.0.2.9", "8080"}}}};
  CHECK(instance_of(other, host_of_bridges, there)->addresses == std::vector<Address>{{192, 0, 2, 9}});
  CHECK(remote_host("tcp://192.0.2.1:2375") == there);
  CHECK_FALSE(remote_host("tcp://127.0.0.1:2375"));
  CHECK_FALSE(remote_host("unix:///var/run/docker.sock"));
  CHECK_FALSE(remote_host("/var/run/docker.sock"));
}

TEST_CASE("what events alone say") {
  Instance instance;
  instance.running = true;
  engine_api::Event event;
  event.action = "health_status";
  event.health = engine_api::HealthStatus::unhealthy;
  CHECK(apply_event(event, instance));
  CHECK(instance.health == Health::unhealthy);
  event.health = engine_api::HealthStatus::starting;
  CHECK_FALSE(apply_event(event, instance));
  event.action = "start";
  CHECK_FALSE(apply_event(event, instance));
  event.action = "pause";
  CHECK(apply_event(event, instance));
  CHECK_FALSE(instance.running);
}
