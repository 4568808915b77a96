#include "ui/container_list.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "base/text.hpp"

using namespace berth;
using engine_api::ContainerSummary;
using engine_api::Port;

namespace {

ContainerSummary catalog() {
  ContainerSummary c;
  c.id = "824acf829cb1c85af83d9f41a7c9c0a2f65c804ab42929836b2eca54ae9cf664";
  c.names = {"shop-catalog-1"};
  c.image = "shop/catalog:1";
  c.command = "java -jar app.jar --spring.profiles.active=testdata";
  c.labels = {{"com.docker.compose.project", "shop"}, {"com.docker.compose.service", "catalog"}, {"a", "<b>"}};
  c.state = engine_api::ContainerStatus::running;
  c.health = engine_api::HealthStatus::healthy;
  c.status = "Up 3 minutes (healthy)";
  c.created = 1'795'248'118;
  c.ports = {{"127.0.0.1", 9001, 9001, "tcp"}, {"", 8001, 0, "tcp"}};
  return c;
}

}  // namespace

TEST_CASE("published_ports joins what belongs together") {
  struct Case {
    std::vector<Port> ports;
    std::string expected;
  };
  const Case cases[] = {
      {{}, ""},
      {{{"", 80, 0, "tcp"}}, "80/tcp"},
      {{{"0.0.0.0", 80, 32768, "tcp"}, {"::", 80, 32768, "tcp"}}, "0.0.0.0:32768->80/tcp, [::]:32768->80/tcp"},
      {{{"127.0.0.1", 81, 81, "tcp"}, {"127.0.0.1", 80, 80, "tcp"}, {"127.0.0.1", 82, 82, "tcp"}},
       "127.0.0.1:80-82->80-82/tcp"},
      {{{"127.0.0.1", 80, 80, "tcp"}, {"127.0.0.1", 90, 90, "tcp"}}, "127.0.0.1:80->80/tcp, 127.0.0.1:90->90/tcp"},
      {{{"", 53, 0, "udp"}, {"", 53, 0, "tcp"}, {"", 54, 0, "tcp"}}, "53-54/tcp, 53/udp"},
  };
  for (const auto& c : cases) CHECK(ui::published_ports(c.ports) == c.expected);
}

TEST_CASE("human_age uses the docker CLI's words") {
  CHECK(ui::human_age(0) == "Less than a second");
  CHECK(ui::human_age(1) == "1 second");
  CHECK(ui::human_age(59) == "59 seconds");
  CHECK(ui::human_age(90) == "About a minute");
  CHECK(ui::human_age(600) == "10 minutes");
  CHECK(ui::human_age(4000) == "About an hour");
  CHECK(ui::human_age(36 * 3600) == "36 hours");
  CHECK(ui::human_age(10 * 86400) == "10 days");
  CHECK(ui::human_age(20 * 86400) == "2 weeks");
}

TEST_CASE("the table has Docker Compose's columns") {
  const auto text = ui::render(ui::container_listing({catalog()}, 1'795'248'118 + 200, {}), {});
  CHECK(text ==
        "NAME             IMAGE            COMMAND                  SERVICE   CREATED         STATUS                   "
        "PORTS\n"
        "shop-catalog-1   shop/catalog:1   \"java -jar app.jar -…\"   catalog   3 minutes ago   Up 3 minutes (healthy)"
        "   8001/tcp, 127.0.0.1:9001->9001/tcp\n");
  CHECK(display_width(text.substr(0, text.find('\n'))) < 120);
}

TEST_CASE("JSON has one object a line with Docker Compose's keys") {
  auto second = catalog();
  second.exit_code = 3;
  const auto text = ui::render(ui::container_listing({catalog(), second}, 1'795'248'118, {}), {"json"});
  CHECK(std::ranges::count(text, '\n') == 2);
  CHECK(text.starts_with(R"({"Command":"\"java -jar app.jar -…\"","CreatedAt":"2026-11-21 08:01:58 +0000 UTC",)"
                         R"("ExitCode":0,"Health":"healthy","ID":"824acf829cb1","Image":"shop/catalog:1",)"
                         R"("Labels":"a=\u003cb\u003e,com.docker.compose.project=shop,)"));
  CHECK(text.find(R"("Publishers":[{"URL":"","TargetPort":8001,"PublishedPort":0,"Protocol":"tcp"},)") !=
        std::string::npos);
  CHECK(text.find(R"("ExitCode":3)") != std::string::npos);
}

TEST_CASE("a hostile name cannot steer the terminal") {
  auto hostile = catalog();
  hostile.names = {"a\x1b[2Jb"};
  CHECK(ui::render(ui::container_listing({hostile}, 0, {}), {}).find('\x1b') == std::string::npos);
  CHECK(ui::render(ui::container_listing({hostile}, 0, {}), {"json"}).find('\x1b') == std::string::npos);
}

TEST_CASE("a narrow terminal cuts the widest columns") {
  const auto text = ui::render(ui::container_listing({catalog()}, 0, {}), {"table", 100});
  for (const auto line : split(text, '\n')) CHECK(display_width(line) <= 100);
}
