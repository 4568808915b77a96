// What commands give to services beside what the files say.
#include "compose/additions.hpp"

#include "unit/compose/loaded.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

LoadResult with(const std::string& text, Additions additions) {
  LoadOptions options;
  options.additions = std::move(additions);
  return loaded({{"compose.yaml", text}}, options);
}

std::string hash(const LoadResult& result, const std::string& service) {
  REQUIRE(result.project.has_value());
  return result.project->services.at(service).config_hash;
}

}  // namespace

TEST_CASE("added variables count like those of the file") {
  Additions additions;
  additions.environment["a"] = {{"DB_URL", "db://x"}, {"LEVEL", "added"}};
  const auto added = with("services: {a: {image: i, environment: {LEVEL: info}}, b: {image: i}}", additions);
  const auto written =
      loaded({{"compose.yaml", "services: {a: {image: i, environment: [LEVEL=added, DB_URL=db://x]}, b: {image: i}}"}});
  CHECK(hash(added, "a") == hash(written, "a"));
  CHECK(hash(added, "b") == hash(written, "b"));
  CHECK(shown(added, "services.a.environment") == R"({"DB_URL":"db://x","LEVEL":"added"})");
}

TEST_CASE("use_api_socket mounts the socket and brings credentials, for the services that ask") {
  struct Case {
    const char* service;
    const char* volumes;
    const char* configs;
    const char* environment;
  };
  const char* socket = R"([{"type":"bind","source":"/run/engine.sock","target":"/var/run/docker.sock"}])";
  const char* reference = R"([{"source":"#apisocket","target":"/run/secrets/docker/config.json"}])";
  const Case cases[] = {
      {"{image: i}", "", "", ""},
      {"{image: i, use_api_socket: false}", "", "", ""},
      {"{image: i, use_api_socket: true}", socket, reference, R"({"DOCKER_CONFIG":"/run/secrets/docker"})"},
      {"{image: i, use_api_socket: true, environment: [DOCKER_CONFIG=/mine]}", socket, reference,
       R"({"DOCKER_CONFIG":"/mine"})"},
      {"{image: i, use_api_socket: true, read_only: true}", socket, "", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.service);
    Additions additions;
    additions.socket = ApiSocket{"/run/engine.sock", R"({"auths":{}})"};
    const auto result = with("services: {a: " + std::string(c.service) + "}", additions);
    CHECK(shown(result, "services.a.volumes") == c.volumes);
    CHECK(shown(result, "services.a.configs") == c.configs);
    CHECK(shown(result, "services.a.environment") == c.environment);
    REQUIRE(result.project.has_value());
    CHECK(result.project->configs.contains("#apisocket") == (*c.configs != '\0'));
  }
}
