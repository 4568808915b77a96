#include "ui/listing.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"
#include "ui/event_line.hpp"
#include "ui/image_list.hpp"
#include "ui/process_list.hpp"
#include "ui/project_list.hpp"
#include "ui/stats_list.hpp"
#include "ui/volume_list.hpp"

using namespace berth;

namespace {

ui::Listing sample() {
  ui::Listing listing;
  listing.columns = {{"THE ID", "ID"}, {"NAME", "Name"}};
  listing.other_headings = {{"MADE", "CreatedAt"}};
  listing.rows = {{{"CreatedAt", "now"}, {"ID", "abc"}, {"Name", "web"}},
                  {{"CreatedAt", "then"}, {"ID", "d"}, {"Name", "\x1b[2J"}}};
  return listing;
}

engine_api::ContainerSummary container(const std::string& project, engine_api::ContainerStatus state) {
  engine_api::ContainerSummary c;
  c.id = "824acf829cb1c85af83d9f41a7c9c0a2f65c804ab42929836b2eca54ae9cf664";
  c.names = {project + "-web-1"};
  c.image = "team/app:2";
  c.image_id = "sha256:0123456789abcdef0123";
  c.state = state;
  c.labels = {{"com.docker.compose.project", project}, {"com.docker.compose.project.config_files", "/a.yaml,/b.yaml"}};
  return c;
}

}  // namespace

TEST_CASE("a listing in each format") {
  struct Case {
    ui::ListingFormat format;
    std::string expected;
  };
  const Case cases[] = {
      {{}, "THE ID   NAME\nabc      web\nd        \\x1b[2J\n"},
      {{"table"}, "THE ID   NAME\nabc      web\nd        \\x1b[2J\n"},
      {{"json"},
       "{\"CreatedAt\":\"now\",\"ID\":\"abc\",\"Name\":\"web\"}\n"
       "{\"CreatedAt\":\"then\",\"ID\":\"d\",\"Name\":\"\\u001b[2J\"}\n"},
      {{"{{.Name}}/{{.ID}}"}, "web/abc\n\x1b[2J/d\n"},
      {{.format = "{{.Name}}", .terminal = true}, "web\n\\x1b[2J\n"},
      {{"\"{{ json .ID }}\""}, "\"\"abc\"\"\n\"\"d\"\"\n"},
      {{R"({{.ID}}\t{{.Name | upper}}\n)"}, "abc\tWEB\n\nd\t\x1b[2J\n\n"},
      {{"table {{.ID}}\\t{{.CreatedAt}}"}, "THE ID   MADE\nabc      now\nd        then\n"},
      {{"table {{.ID}}\t{{.CreatedAt}}"}, "THE ID   MADE\nabc      now\nd        then\n"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.format.format);
    CHECK(ui::render(sample(), c.format) == c.expected);
  }
  CHECK_THROWS_WITH_AS(ui::render(sample(), {"{{.Nam}}"}), doctest::Contains("there is no field .Nam"), Error);
  auto array = sample();
  array.json_array = true;
  array.rows.pop_back();
  CHECK(ui::render(array, {"json"}) == "[{\"CreatedAt\":\"now\",\"ID\":\"abc\",\"Name\":\"web\"}]\n");
  array.rows.clear();
  CHECK(ui::render(array, {"json"}) == "[]\n");
  CHECK(ui::render(array, {"table {{.ID}}"}) == "THE ID\n");
  array.style.narrowest = 20;
  CHECK(ui::render(array, {}) == "THE ID              NAME\n");
}

TEST_CASE("sizes as docker shows them") {
  CHECK(ui::decimal_size(0) == "0B");
  CHECK(ui::decimal_size(1070) == "1.07kB");
  CHECK(ui::decimal_size(1'984'209) == "1.98MB");
  CHECK(ui::binary_size(364'544) == "356KiB");
  CHECK(ui::binary_size(25'279'000'000.0) == "23.54GiB");
}

TEST_CASE("ls: projects with the states of their containers") {
  using engine_api::ContainerStatus;
  const auto projects =
      ui::projects_of({container("shop", ContainerStatus::running), container("shop", ContainerStatus::exited),
                       container("shop", ContainerStatus::running), container("a", ContainerStatus::paused)});
  CHECK(ui::render(ui::project_listing(projects), {"json"}) ==
        R"x([{"Name":"a","Status":"paused(1)","ConfigFiles":"/a.yaml,/b.yaml"},)x"
        R"x({"Name":"shop","Status":"exited(1), running(2)","ConfigFiles":"/a.yaml,/b.yaml"}])x"
        "\n");
  CHECK(ui::render(ui::project_listing({}), {}) == "NAME                STATUS              CONFIG FILES\n");
}

TEST_CASE("images: one row a container") {
  const auto c = container("shop", engine_api::ContainerStatus::running);
  engine_api::ImageInspect image;
  image.id = c.image_id;
  image.repo_tags = {"other/app:1", "team/app:2"};
  image.os = "linux";
  image.architecture = "arm64";
  image.variant = "v8";
  image.size = 1'984'209;
  image.created = "2026-11-21T08:01:58Z";
  const auto listing = ui::image_listing({c}, {{c.image_id, image}}, 1'795'248'118 + 3 * 3600);
  CHECK(ui::render(listing, {"{{.ContainerName}} {{.Repository}} {{.Tag}} {{.Platform}}"}) ==
        "shop-web-1 team/app 2 linux/arm64/v8\n");
  CHECK(ui::render(listing, {}).find("0123456789ab        1.98MB              3 hours ago\n") != std::string::npos);
  CHECK(ui::render(listing, {"json"}) ==
        R"([{"ID":"sha256:0123456789abcdef0123","ContainerName":"shop-web-1","Repository":"team/app","Tag":"2",)"
        R"("Platform":"linux/arm64/v8","Size":1984209,"Created":"2026-11-21T08:01:58Z"}])"
        "\n");
  CHECK(ui::render(ui::image_listing({c}, {}, 0), {"{{.Repository}}:{{.Tag}}"}) == "<none>:<none>\n");
}

TEST_CASE("top: every container's processes in one table") {
  const engine_api::Processes processes{{"UID", "PID", "CMD"}, {{"root", "14222", "sleep inf"}, {"app", "7", "sh"}}};
  CHECK(ui::process_table({{"db", 2, processes}, {"web", 1, {}}}) ==
        "SERVICE  #   UID   PID    CMD\n"
        "db       2   root  14222  sleep inf\n"
        "db       2   app   7      sh\n");
  CHECK(ui::process_table({}).empty());
}

TEST_CASE("volumes: the fields of docker volume ls") {
  engine_api::VolumeSummary volume;
  volume.name = "shop_data";
  volume.driver = "local";
  volume.mountpoint = "/v";
  volume.labels = {{"b", "2"}, {"a", "1"}};
  CHECK(ui::render(ui::volume_listing({volume}), {}) == "DRIVER    VOLUME NAME\nlocal     shop_data\n");
  CHECK(ui::render(ui::volume_listing({volume}), {"json"}) ==
        R"({"Availability":"N/A","Driver":"local","Group":"N/A","Labels":"a=1,b=2","Links":"N/A","Mountpoint":"/v",)"
        R"("Name":"shop_data","Scope":"local","Size":"N/A","Status":"N/A"})"
        "\n");
  CHECK(ui::render(ui::volume_listing({volume}), {R"({{.Label "b"}})"}) == "2\n");
  CHECK(ui::render(ui::volume_listing({volume}), {R"(table {{.Name}}\t{{.Label "x.b"}})"}) ==
        "VOLUME NAME   B\nshop_data\n");
}

TEST_CASE("stats: the fields of docker stats") {
  engine_api::ContainerStats stats;
  stats.read = engine_api::TimePoint{};
  stats.cpu = 300;
  stats.previous_cpu = 100;
  stats.system_cpu = 2000;
  stats.previous_system_cpu = 1000;
  stats.cpus = 2;
  stats.memory = 364'544;
  stats.memory_limit = 3'645'440;
  stats.received = 1070;
  stats.processes = 4;
  const std::string id(64, 'a');
  const auto listing = ui::stats_listing({{id, "shop-web-1", stats}, {id, "shop-db-1", std::nullopt}}, true);
  CHECK(
      ui::render(listing, {"json"}) ==
      R"({"BlockIO":"0B / 0B","CPUPerc":"40.00%","Container":")" + id +
          R"(","ID":"aaaaaaaaaaaa","MemPerc":"10.00%","MemUsage":"356KiB / 3.477MiB","Name":"shop-web-1",)"
          R"("NetIO":"1.07kB / 0B","PIDs":"4"})"
          "\n"
          R"({"BlockIO":"-- / --","CPUPerc":"--","Container":")" +
          id +
          R"(","ID":"aaaaaaaaaaaa","MemPerc":"--","MemUsage":"-- / --","Name":"shop-db-1","NetIO":"-- / --","PIDs":"--"})"
          "\n");
  CHECK(ui::render(listing, {}).starts_with("CONTAINER ID   NAME         CPU %     MEM USAGE / LIMIT   MEM %     "));
}

TEST_CASE("events as lines and as JSON") {
  engine_api::Event event;
  event.type = engine_api::EventType::container;
  event.action = "health_status";
  event.health = engine_api::HealthStatus::healthy;
  event.actor = "c754";
  event.attributes = {{"com.docker.compose.service", "web"}, {"image", "app:1"}, {"name", "shop-web-1"}};
  event.time = engine_api::TimePoint{std::chrono::seconds(1'795'248'118) + std::chrono::microseconds(43'771)};
  CHECK(ui::event_line(event) ==
        "2026-11-21 08:01:58.043771 container health_status: healthy c754 (image=app:1, name=shop-web-1)\n");
  CHECK(ui::event_json(event) ==
        R"({"action":"health_status: healthy","attributes":{"image":"app:1","name":"shop-web-1"},"id":"c754",)"
        R"("service":"web","time":"2026-11-21T08:01:58.043771000Z","type":"container"})"
        "\n");
}
