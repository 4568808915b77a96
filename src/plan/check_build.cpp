#include "plan/check_build.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "compose/resolve_paths.hpp"
#include "plan/build_source.hpp"
#include "plan/image_steps.hpp"

namespace berth::plan {
namespace {

class BuildCheck {
 public:
  BuildCheck(const compose::Service& service, Diagnostics& diagnostics)
      : service_(service), build_(*service.build), diagnostics_(diagnostics) {}

  void for_buildkit(const engine_api::Capabilities& can);
  void for_classic(const engine_api::Capabilities& can);

 private:
  void refuse(const std::string& attribute, const std::string& why, const std::string& hint = {}) {
    const auto span = build_.spans.find(attribute);
    diagnostics_.add({.code = "unsupported-attribute",
                      .span = span == build_.spans.end() ? service_.span : span->second,
                      .path = fmt::format("services.{}.build.{}", service_.name, attribute),
                      .message = why,
                      .hint = hint,
                      .notes = {}});
  }
  void cache(const std::string& attribute, const std::vector<std::string>& entries);
  void contexts();

  const compose::Service& service_;
  const compose::Build& build_;
  Diagnostics& diagnostics_;
};

void BuildCheck::cache(const std::string& attribute, const std::vector<std::string>& entries) {
  for (const auto& entry : entries) {
    if (parse_cache_entry(entry).type == "local")
      refuse(attribute, "a cache in a folder of this machine is not sent to the engine or fetched from it",
             "use type=inline, or type=registry with an image's name");
  }
}

void BuildCheck::contexts() {
  for (const auto& [name, value] : build_.additional_contexts) {
    if (value.starts_with("oci-layout://"))
      refuse("additional_contexts", fmt::format("{}: an OCI layout of this machine is not sent to the engine", name),
             "load it as an image (docker load) and name it as docker-image://NAME");
  }
}

void BuildCheck::for_buildkit(const engine_api::Capabilities& can) {
  cache("cache_from", build_.cache_from);
  cache("cache_to", build_.cache_to);
  contexts();
  if (build_.platforms.size() > 1 && !can.several_platforms)
    refuse("platforms", "this engine keeps images of one platform only",
           "name one; Docker 25 and later can keep several, with their containerd image store");
  const auto attest = [&](const std::string& value, const char* attribute) {
    if (asks_for_attestation(value) && !can.attestations)
      refuse(attribute, "this engine makes no attestations", "Docker 24 and later can, with a containerd image store");
  };
  attest(build_.provenance, "provenance");
  attest(build_.sbom, "sbom");
  const auto& network = build_.network;
  if (!network.empty() && network != "default" && network != "host" && network != "none")
    refuse("network", fmt::format("BuildKit cannot build on the network {}", network),
           "use default, host or none; or set DOCKER_BUILDKIT=0 for the classic builder, which can");
}

void BuildCheck::for_classic(const engine_api::Capabilities& can) {
  const bool podman = can.kind == engine_api::EngineKind::podman;
  const std::string why = podman ? "Podman's build API does not know it" : "the classic builder does not know it";
  const std::string hint = podman ? "build it with Docker, or with `podman build`, and name the image in `image`"
                           : can.buildkit ? "leave out DOCKER_BUILDKIT=0: BuildKit knows it"
                                          : "Docker 18.09 and later have BuildKit, which knows it";
  const auto refuse_if = [&](bool given, const char* attribute) {
    if (given) refuse(attribute, why, hint);
  };
  refuse_if(!build_.additional_contexts.empty(), "additional_contexts");
  refuse_if(!build_.secrets.empty() && !podman, "secrets");
  refuse_if(!build_.ssh.empty(), "ssh");
  const auto no_image = [](const std::string& entry) { return parse_cache_entry(entry).type != "registry"; };
  refuse_if(std::ranges::any_of(build_.cache_from, no_image), "cache_from");
  refuse_if(!build_.cache_to.empty(), "cache_to");
  refuse_if(!build_.entitlements.empty(), "entitlements");
  refuse_if(!build_.no_cache_filter.empty(), "no_cache_filter");
  refuse_if(build_.privileged, "privileged");
  refuse_if(build_.platforms.size() > 1, "platforms");
  refuse_if(asks_for_attestation(build_.provenance), "provenance");
  refuse_if(asks_for_attestation(build_.sbom), "sbom");
  const bool remote = compose::is_remote_context(build_.context);
  refuse_if(remote && !build_.dockerfile_inline.empty(), "dockerfile_inline");
}

}  // namespace

bool builds_with_buildkit(const compose::Project& project, const engine_api::Capabilities& capabilities) {
  const auto wish = project.environment.value("DOCKER_BUILDKIT").value_or("");
  return capabilities.buildkit && (wish.empty() || project.environment.flag("DOCKER_BUILDKIT"));
}

Diagnostics check_build(const compose::Project& project, const engine_api::Capabilities& capabilities,
                        const std::set<std::string>& services) {
  Diagnostics diagnostics;
  const bool buildkit = builds_with_buildkit(project, capabilities);
  for (const auto& name : services) {
    const auto* service = find_service(project, name);
    if (service == nullptr || !service->build) continue;
    BuildCheck check(*service, diagnostics);
    if (buildkit) {
      check.for_buildkit(capabilities);
    } else {
      check.for_classic(capabilities);
    }
  }
  return diagnostics;
}

}  // namespace berth::plan
