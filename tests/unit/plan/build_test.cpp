// What `build` says to builders, and what they do not know.
#include <doctest/doctest.h>

#include "plan/bake.hpp"
#include "plan/build_source.hpp"
#include "plan/check_build.hpp"
#include "plan/lookups.hpp"
#include "plan/make.hpp"
#include "unit/plan/load_project.hpp"

using namespace berth;
using namespace berth::plan;

TEST_CASE("where a cache comes from") {
  struct Case {
    std::string text;
    std::string type;
    engine_api::StringMap attributes;
  };
  const Case cases[] = {
      {"user/app:cache", "registry", {{"ref", "user/app:cache"}}},
      {"type=registry,ref=a/b,mode=max", "registry", {{"ref", "a/b"}, {"mode", "max"}}},
      {"type=inline", "inline", {}},
      {"ref=a/b", "registry", {{"ref", "a/b"}}},
      {"Type=gha, Scope=x", "gha", {{"scope", "x"}}},
      {"type=s3,\"name=a,b\"", "s3", {{"name", "a,b"}}},
      {"type=local,src=/x=y", "local", {{"src", "/x=y"}}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const auto entry = parse_cache_entry(c.text);
    CHECK(entry.type == c.type);
    CHECK(entry.attributes == c.attributes);
  }
}

TEST_CASE("names of contexts as the frontend looks them up") {
  const std::pair<std::string, std::string> cases[] = {
      {"base", "base"},         {"alpine:latest", "alpine"},           {"docker.io/library/alpine", "alpine"},
      {"alpine:3", "alpine:3"}, {"ghcr.io/a/b:latest", "ghcr.io/a/b"}, {"docker.io/user/app:1", "user/app:1"}};
  for (const auto& [name, key] : cases) CHECK(context_key(name) == key);
  CHECK(context_service("service:web") == "web");
  CHECK_FALSE(context_service("./web"));
  CHECK(attestation_parameters("true").empty());
  CHECK(attestation_parameters("mode=max") == "mode=max");
  CHECK_FALSE(asks_for_attestation("false"));
}

namespace {

/// "attribute" of each error, in order.
std::string refused(const std::string& build, const engine_api::Capabilities& can,
                    std::map<std::string, std::string> environment = {}) {
  auto project = test::load_project("services: {web: {build: {context: ., " + build + "}}, base: {build: .}}\n" +
                                    "secrets: {token: {file: ./token}}\n");
  for (const auto& [name, value] : environment)
    project.environment.set(name, {.value = value, .origin = {}, .span = {}});
  std::string text;
  const auto problems = check_build(project, can, {"web"});
  for (const auto& problem : problems.all()) {
    if (!text.empty()) text += ' ';
    text += problem.path.substr(std::string("services.web.build.").size());
    if (!problem.span.begin.known()) text += "(nowhere)";
  }
  return text;
}

engine_api::Capabilities docker() {
  return engine_api::capabilities(engine_api::identify("Docker/28.0", "1.48", ""));
}

engine_api::Capabilities old_docker() {
  return engine_api::capabilities(engine_api::identify("Docker/20.10.24", "1.41", ""));
}

engine_api::Capabilities podman() {
  return engine_api::capabilities(engine_api::identify("Libpod/4.3.1", "1.41", "4.3.1"));
}

}  // namespace

TEST_CASE("what a builder does not know is refused at its place") {
  struct Case {
    std::string build;
    std::string buildkit;
    std::string classic;
    std::string podman;
  };
  const Case cases[] = {
      {"args: {A: b}", "", "", ""},
      {"secrets: [token]", "", "secrets", ""},
      {"ssh: [default]", "", "ssh", "ssh"},
      {"additional_contexts: {a: 'service:base'}", "", "additional_contexts", "additional_contexts"},
      {"additional_contexts: {a: 'oci-layout://x'}", "additional_contexts", "additional_contexts",
       "additional_contexts"},
      {"cache_to: [type=inline]", "", "cache_to", "cache_to"},
      {"cache_to: ['type=local,dest=x']", "cache_to", "cache_to", "cache_to"},
      {"cache_from: ['type=local,src=x']", "cache_from", "cache_from", "cache_from"},
      {"entitlements: [network.host]", "", "entitlements", "entitlements"},
      {"privileged: true", "", "privileged", "privileged"},
      {"no_cache_filter: [a]", "", "no_cache_filter", "no_cache_filter"},
      {"network: host", "", "", ""},
      {"network: other", "network", "", ""},
      {"platforms: [linux/amd64, linux/arm64]", "", "platforms", "platforms"},
      {"provenance: true, sbom: true", "", "provenance sbom", "provenance sbom"},
      {"provenance: false", "", "", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.build);
    const auto buildkit = refused(c.build, docker());
    const auto classic = refused(c.build, docker(), {{"DOCKER_BUILDKIT", "0"}});
    if (c.build.starts_with("platforms") || c.build.starts_with("provenance: true"))
      CHECK(refused(c.build, old_docker()) == c.classic);
    const auto by_podman = refused(c.build, podman());
    CHECK(buildkit == c.buildkit);
    CHECK(classic == c.classic);
    CHECK(by_podman == c.podman);
  }
}

TEST_CASE("a service that is not selected is built when another one builds on its image") {
  auto project = test::load_project(R"(
name: shop
services:
  base: {build: .}
  other: {image: x}
  web: {build: {context: ., additional_contexts: {starting: 'service:base'}}}
)");
  project.disabled_services.insert(project.services.extract("base"));
  Observed observed;
  observed.images["x"].id = "sha256:1";
  const auto builds_of = [](const Plan& plan) {
    std::string text;
    for (const auto& step : plan.steps) {
      const auto* build = std::get_if<BuildImage>(&step.operation);
      if (build == nullptr) continue;
      text += build->service + "(";
      for (const auto& need : step.needs) text += std::get<BuildImage>(plan.steps[need.step].operation).service;
      text += ")";
    }
    return text;
  };
  const UpOptions options{.services = {"web"}};
  CHECK(builds_of(make_up(project, observed, options)) == "base()web(base)");
  CHECK(builds_of(make_build(project, observed, {.services = {"web"}})) == "base()web(base)");
  CHECK(lookups_for_up(project, options).images == std::set<std::string>{"shop-base", "shop-web"});
  observed.images["shop-base"].id = "sha256:2";
  CHECK(builds_of(make_up(project, observed, options)) == "web()");
}

TEST_CASE("images are pushed once they are built, under every name") {
  const auto project =
      test::load_project("name: shop\nservices: {web: {image: 'a/b:1', build: {context: ., tags: ['a/b:2']}}}");
  const auto plan = make_build(project, {}, {.push = true});
  REQUIRE(plan.steps.size() == 3);
  for (const std::size_t step : {1U, 2U}) {
    const auto* push = std::get_if<PushImage>(&plan.steps[step].operation);
    REQUIRE(push != nullptr);
    CHECK(push->reference == "a/b:" + std::to_string(step));
    CHECK(plan.steps[step].needs == std::vector<Need>{{0, true}});
  }
}

TEST_CASE("a bake file") {
  const auto project = test::load_project(R"(
name: shop
services:
  base: {image: 'base:1', build: {context: /app, dockerfile: D}}
  we.b:
    build:
      context: /app
      dockerfile_inline: "FROM base\n"
      secrets: [token]
      ssh: [default]
      additional_contexts: {base: 'service:base'}
      shm_size: 1k
      ulimits: {nofile: 10, nproc: {soft: 1, hard: 2}}
      privileged: true
      provenance: mode=max
      sbom: false
secrets: {token: {file: /token}}
)");
  const auto text = bake_file(project, {"base", "we.b"}, false);
  for (const auto* part : {
           "\"targets\": [\n        \"base\",\n        \"we_b\"\n      ]",
           "\"dockerfile\": \"/app/D\"",
           "\"dockerfile-inline\": \"FROM base\\n\"",
           "\"base\": \"target:base\"",
           "\"id=token,type=file,src=/token\"",
           "\"default=\"",
           "\"shm-size\": \"1024\"",
           "\"nofile=10\",\n        \"nproc=1:2\"",
           "\"security.insecure\"",
           "\"type=docker\"",
           "\"type=provenance,mode=max\",\n        \"type=sbom,disabled=true\"",
           "\"com.docker.compose.service\": \"we.b\"",
       }) {
    CAPTURE(part);
    CHECK(text.find(part) != std::string::npos);
  }
  CHECK(bake_file(project, {"base"}, true).find("\"type=registry\"") != std::string::npos);
}
