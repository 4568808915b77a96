#include "compose/config_hash.hpp"

#include <doctest/doctest.h>

#include "yaml/parse.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

yaml::Node tree(std::string text) {
  SourceFiles files;
  Diagnostics diagnostics;
  const auto file = files.add("f", std::move(text));
  auto documents = yaml::parse(file, files, {}, diagnostics);
  REQUIRE(documents.size() == 1);
  return std::move(documents[0]);
}

}  // namespace

TEST_CASE("sha256_hex") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a hash is that of the JSON which Docker Compose makes") {
  CHECK(service_hash(tree("{image: \"feat-bb:1\", command: [\"true\"], networks: {default: }}")) ==
        sha256_hex(R"({"command":["true"],"entrypoint":null,"image":"feat-bb:1","networks":{"default":null}})"));
  CHECK(network_hash(tree("{name: p_default}")) == sha256_hex(R"({"name":"p_default","ipam":{}})"));
  CHECK(volume_hash(tree("{name: p_data}")) == sha256_hex(R"({"name":"p_data","driver":"local"})"));
  CHECK(volume_hash(tree("{name: p_data, driver: nfs}")) == sha256_hex(R"({"name":"p_data","driver":"nfs"})"));
}

TEST_CASE("what changes no container does not count") {
  const auto plain = service_hash(tree("{image: x}"));
  for (const auto* attribute :
       {"build: {context: /a}", "depends_on: {db: {condition: service_healthy}}", "profiles: [p]", "scale: 2",
        "pull_policy: always", "x-own: 1", "env_file: [{path: /e}]"}) {
    CAPTURE(attribute);
    CHECK(service_hash(tree("{image: x, " + std::string(attribute) + "}")) == plain);
  }
  CHECK(service_hash(tree("{image: x, deploy: {replicas: 2, mode: global}}")) ==
        service_hash(tree("{image: x, deploy: {mode: global}}")));
  for (const auto* attribute : {"environment: {A: b}", "labels: {a: b}", "tty: true", "deploy: {mode: global}"}) {
    CAPTURE(attribute);
    CHECK(service_hash(tree("{image: x, " + std::string(attribute) + "}")) != plain);
  }
}
