// Names, labels and causes: the small values that other programs read.
#include <doctest/doctest.h>

#include "compose/file_targets.hpp"
#include "plan/cause.hpp"
#include "plan/files.hpp"
#include "plan/labels.hpp"
#include "plan/names.hpp"
#include "plan/run.hpp"

using namespace berth;
using namespace berth::plan;

TEST_CASE("names of containers") {
  compose::Service service;
  service.name = "db";
  compose::Project project;
  project.name = "shop";
  CHECK(container_name(project, service, 2) == "shop-db-2");
  CHECK(one_off_name(project, "db", "0123456789abcdef") == "shop-db-run-0123456789ab");
  CHECK(compose::image_name(project, service) == "shop-db");
  project.separator = '_';  // --compatibility
  CHECK(container_name(project, service, 2) == "shop_db_2");
  CHECK(one_off_name(project, "db", "0123456789abcdef") == "shop_db_run_0123456789ab");
  CHECK(compose::image_name(project, service) == "shop_db");
  service.container_name = "database";
  CHECK(container_name(project, service, 1) == "database");
  CHECK(replacement_name("0123456789abcdef", "shop-db-1") == "0123456789ab_shop-db-1");

  struct Case {
    const char* name;
    const char* expected;
  };
  const Case cases[] = {
      {"0123456789ab_shop-db-1", "shop-db-1"},      {"shop-db-1", "shop-db-1"},
      {"0123456789ab_", "0123456789ab_"},           {"0123456789xy_shop", "0123456789xy_shop"},
      {"0123456789abc_shop", "0123456789abc_shop"},
  };
  for (const auto& c : cases) CHECK(without_replacement_prefix(c.name) == c.expected);
}

TEST_CASE("the label depends_on is written and read") {
  std::map<std::string, compose::Dependency> dependencies;
  dependencies["db"].condition = compose::DependencyCondition::healthy;
  dependencies["cache"].restart = true;
  dependencies["job"].condition = compose::DependencyCondition::completed_successfully;
  const auto text = format_dependencies(dependencies);
  CHECK(text == "cache:service_started:true,db:service_healthy:false,job:service_completed_successfully:false");
  const auto read = parse_dependencies(text);
  REQUIRE(read.size() == 3);
  CHECK(read.at("db").condition == compose::DependencyCondition::healthy);
  CHECK(read.at("cache").restart);
  CHECK_FALSE(read.at("job").restart);
}

TEST_CASE("hostile labels are read as far as they make sense") {
  CHECK(parse_dependencies("").empty());
  CHECK(parse_dependencies(",,:x:true").empty());
  CHECK(parse_dependencies("db").at("db").condition == compose::DependencyCondition::started);
  CHECK(parse_dependencies("db:nonsense:maybe").at("db").restart == false);
  engine_api::ContainerSummary container;
  for (const auto* text : {"", "x", "1x", "99999999999999999999"}) {
    container.labels[label::container_number] = text;
    CHECK_FALSE(number_of(container));
  }
  container.labels[label::container_number] = "12";
  CHECK(number_of(container) == 12);
}

TEST_CASE("labels of a container") {
  compose::Project project;
  project.name = "shop";
  project.working_dir = "/srv/shop";
  project.config_files = {"/srv/shop/a.yaml", "/srv/shop/b.yaml"};
  compose::Service service;
  service.name = "db";
  service.config_hash = "hash";
  service.labels = {{"mine", "1"}};
  const auto labels = container_labels(project, service, 3, "sha256:1");
  const engine_api::StringMap expected = {
      {"mine", "1"},
      {label::project, "shop"},
      {label::service, "db"},
      {label::container_number, "3"},
      {label::config_hash, "hash"},
      {label::image, "sha256:1"},
      {label::depends_on, ""},
      {label::oneoff, "False"},
      {label::working_dir, "/srv/shop"},
      {label::config_files, "/srv/shop/a.yaml,/srv/shop/b.yaml"},
      {label::version, compose_version},
  };
  CHECK(labels == expected);
  project.env_files = {"/srv/shop/.env"};
  const auto one_off = container_labels(project, service, 0, "");
  CHECK(one_off.at(label::oneoff) == "True");
  CHECK_FALSE(one_off.contains(label::container_number));
  CHECK(one_off.at(label::environment_file) == "/srv/shop/.env");
}

TEST_CASE("causes for people and programs") {
  struct Case {
    Cause cause;
    const char* text;
    const char* reason;
  };
  const Case cases[] = {
      {{.reason = Reason::absent}, "not there", "absent"},
      {{.reason = Reason::field_changed, .field = "environment.A", .from = "1", .to = "2"},
       "environment.A: 1 → 2",
       "field_changed"},
      {{.reason = Reason::field_changed, .field = "environment.PASSWORD", .hidden = true},
       "environment.PASSWORD changed (not shown)",
       "field_changed"},
      {{.reason = Reason::image_changed, .from = "sha256:0123456789abcdef", .to = ""},
       "image changed: 0123456789ab → (unknown)",
       "image_changed"},
      {{.reason = Reason::orphan, .field = "db\x1b[31m"}, "service db\\x1b[31m is not in the file", "orphan"},
      {{.reason = Reason::disabled, .field = "db"}, "the profiles of service db are not active", "disabled"},
      {{.reason = Reason::in_use, .field = "a"}, "still used by a", "in_use"},
      {{.reason = Reason::replaced}, "takes the place of the old one", "replaced"},
  };
  for (const auto& c : cases) {
    CHECK(describe(c.cause) == c.text);
    CHECK(to_string(c.cause.reason) == c.reason);
  }
}

TEST_CASE("places of configs and secrets") {
  using compose::config_target;
  using compose::secret_target;
  CHECK(secret_target({.source = "word"}) == "/run/secrets/word");
  CHECK(secret_target({.source = "word", .target = "other"}) == "/run/secrets/other");
  CHECK(secret_target({.source = "word", .target = "/etc/word"}) == "/etc/word");
  CHECK(config_target({.source = "conf"}) == "/conf");
  CHECK(config_target({.source = "conf", .target = "/etc/conf"}) == "/etc/conf");
}

TEST_CASE("digests name the files that changed, by content, owner or mode") {
  const std::vector<FileContent> before = {{.path = "/a", .content = "1"}, {.path = "/b", .content = "1"}};
  auto after = before;
  CHECK(changed_paths(content_digests(before), content_digests(after)).empty());
  after[0].content = "2";
  CHECK(changed_paths(content_digests(before), content_digests(after)) == std::vector<std::string>{"/a"});
  after[1].mode = 0400;
  CHECK(changed_paths(content_digests(before), content_digests(after)) == std::vector<std::string>{"/a", "/b"});
  CHECK(changed_paths(content_digests(before), "") == std::vector<std::string>{"/a", "/b"});
  CHECK(changed_paths("nonsense", "").empty());
}
