// Observing: how many requests, and what is kept of their answers.
#include "lifecycle/observe.hpp"

#include <doctest/doctest.h>

#include "lifecycle/image_match.hpp"
#include "unit/lifecycle/fake_engine.hpp"
#include "unit/lifecycle/run_task.hpp"

using namespace berth;
using namespace berth::lifecycle;
using namespace berth::test;

namespace {

constexpr auto project_label = "com.docker.compose.project";

compose::Project project_with(const std::vector<std::string>& services, const std::vector<std::string>& volumes) {
  compose::Project project;
  project.name = "shop";
  for (const auto& name : services) {
    project.services[name].name = name;
    project.services[name].image = name + ":1";
  }
  project.networks["default"].name = "shop_default";
  for (const auto& name : volumes) project.volumes[name].name = "shop_" + name;
  return project;
}

struct Setting {
  boost::asio::io_context loop;
  FakeEngine engine{loop.get_executor()};

  plan::Observed look(const compose::Project& project, ObserveOptions options) {
    plan::Observed observed;
    run_task(loop, [&]() -> boost::asio::awaitable<void> { observed = co_await observe(engine, project, options); });
    return observed;
  }
};

engine_api::ImageSummary image(const std::string& id, std::vector<std::string> tags,
                               std::vector<std::string> digests = {}) {
  engine_api::ImageSummary summary;
  summary.id = id;
  summary.repo_tags = std::move(tags);
  summary.repo_digests = std::move(digests);
  return summary;
}

}  // namespace

TEST_CASE("as few requests as possible") {
  struct Case {
    const char* name;
    std::vector<std::string> services;
    std::vector<std::string> volumes;
    ObserveOptions options;
    std::size_t requests;
  };
  const std::vector<Case> cases = {
      {"up of many services", {"a", "b", "c"}, {}, {}, 3},
      {"up of one service", {"a"}, {}, {}, 3},
      {"with volumes", {"a", "b"}, {"data"}, {}, 4},
      {"ps, stop", {"a", "b"}, {"data"}, {false, false, false, false}, 1},
      {"down", {"a", "b"}, {}, {true, false, true, false}, 2},
      {"down -v", {"a", "b"}, {}, {true, false, true, true}, 3},
  };
  for (const auto& one : cases) {
    CAPTURE(one.name);
    Setting at;
    for (const auto& name : one.services) at.engine.images.push_back(image("sha256:" + name, {name + ":1"}));
    const auto observed = at.look(project_with(one.services, one.volumes), one.options);
    CHECK(at.engine.calls.size() == one.requests);
    CHECK(observed.images.size() == (one.options.images ? one.services.size() : 0));
  }
}

TEST_CASE("only what concerns the project is kept") {
  Setting at;
  const auto add_network = [&](const std::string& name, const std::string& project) {
    engine_api::NetworkSummary network;
    network.id = "net-" + name;
    network.name = name;
    if (!project.empty()) network.labels[project_label] = project;
    at.engine.networks.push_back(network);
  };
  add_network("shop_default", "");  // somebody else's, used by name
  add_network("shop_old", "shop");  // not in the file any more
  add_network("other_default", "other");
  at.engine.add("shop-web-1", engine_api::ContainerStatus::running).inspect.config.labels[project_label] = "shop";
  at.engine.add("other-web-1", engine_api::ContainerStatus::running).inspect.config.labels[project_label] = "other";
  const auto observed = at.look(project_with({"web"}, {}), {});
  REQUIRE(observed.networks.size() == 2);
  CHECK(observed.networks[0].name == "shop_default");
  CHECK(observed.networks[1].name == "shop_old");
  REQUIRE(observed.containers.size() == 1);
  CHECK(observed.containers[0].name() == "shop-web-1");
}

TEST_CASE("an absent image is not in the observation") {
  Setting at;
  at.engine.images = {image("sha256:a", {"a:1"})};
  const auto observed = at.look(project_with({"a", "b", "c"}, {}), {});
  CHECK(observed.images.size() == 1);
  CHECK(at.engine.count("inspect_image") == 2);  // the list did not tell of them
}

TEST_CASE("an engine that fails fails the observation") {
  Setting at;
  at.engine.on_call = [](const std::string& call) {
    if (call == "list networks") throw engine_error(engine::ErrorKind::unavailable, "reset");
  };
  CHECK_THROWS_AS(at.look(project_with({"a"}, {}), {}), engine::EngineError);
}

TEST_CASE("which image a reference means") {
  const std::string digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const std::vector<engine_api::ImageSummary> images = {
      image("1", {"postgres:14", "postgres:latest"}, {"postgres@" + digest}),
      image("2", {"docker.io/eng/web:1"}),
      image("3", {"localhost/shop-app:latest"}),
      image("4", {"localhost:5000/app:2"}),
      image("5", {}),
  };
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"postgres:14", "1"},          {"postgres", "1"},   {"docker.io/library/postgres:14", "1"},
      {"postgres@" + digest, "1"},   {"eng/web:1", "2"},  {"shop-app", "3"},
      {"localhost:5000/app:2", "4"}, {"postgres:15", ""}, {"app:2", ""},
      {"not a reference", ""},
  };
  for (const auto& [reference, id] : cases) {
    CAPTURE(reference);
    const auto* found = find_image(images, reference);
    CHECK((found == nullptr ? std::string() : found->id) == id);
  }
}
