#include "compose/lint.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "compose/lint_rules.hpp"
#include "compose/paths.hpp"
#include "compose/selection.hpp"
#include "compose/sound.hpp"

namespace berth::compose {

using yaml::Node;

std::vector<const yaml::Entry*> LintScene::sound_services() const {
  std::vector<const yaml::Entry*> entries;
  for (const auto& entry : mapping_of(model, "services")) {
    if (services.contains(entry.key) && entry.value.is_mapping() && !entry.value.broken()) entries.push_back(&entry);
  }
  return entries;
}

void LintScene::advise(Code code, Span span, std::string path, std::string message, std::string hint,
                       std::vector<Note> notes) const {
  diagnostics.add({.severity = Severity::warning,
                   .code = code,
                   .span = span,
                   .path = std::move(path),
                   .message = std::move(message),
                   .hint = std::move(hint),
                   .notes = std::move(notes)});
}

namespace lint_rules {

namespace {

struct Section {
  const char* name;
  const char* kind;
  Code code;
};

/// Whether the service has a health test of its own: yes, certainly none, or that of its image.
enum class HealthTest { own, none, of_image };

HealthTest health_test_of(const Node& service) {
  const auto* healthcheck = service.find("healthcheck");
  if (healthcheck == nullptr) return HealthTest::of_image;
  if (healthcheck->fault() != yaml::Fault::none) return HealthTest::own;
  if (flag_of(*healthcheck, "disable")) return HealthTest::none;
  if (healthcheck->find("test") == nullptr) return HealthTest::of_image;
  const auto& test = list_of(*healthcheck, "test");
  const bool none = !test.empty() && test.front().is_string() && test.front().string() == "NONE";
  return none ? HealthTest::none : HealthTest::own;
}

void healthy_dependency(const LintScene& scene, const yaml::Entry& dependency, const Node& other,
                        const std::string& path) {
  const auto test = health_test_of(other);
  const auto* extension = sound(other, "x-berth");
  const bool ready = extension != nullptr && extension->find("ready") != nullptr;
  if (ready || test == HealthTest::own || sound(other, "provider") != nullptr) return;
  scene.advise("no-healthcheck", dependency.key_span, path,
               fmt::format("waits for \"{}\" to be healthy, which has no health check{}", dependency.key,
                           test == HealthTest::none ? "" : " unless its image brings one"),
               fmt::format("add services.{0}.healthcheck.test, or services.{0}.x-berth.ready", dependency.key));
}

void completed_dependency(const LintScene& scene, const yaml::Entry& dependency, const Node& other,
                          const std::string& path) {
  const auto restart = text_of(other, "restart");
  if (restart != "always" && restart != "unless-stopped") return;
  scene.advise("never-completes", dependency.key_span, path,
               fmt::format("waits for \"{}\" to complete, which \"restart: {}\" starts again each time", dependency.key,
                           restart),
               fmt::format("remove services.{}.restart, or use on-failure", dependency.key));
}

}  // namespace

void unused_resources(const LintScene& scene) {
  if (scene.diagnostics.has_errors()) return;  // what could not be read may use them
  constexpr std::array<Section, 4> sections = {{{"networks", "network", "unused-network"},
                                                {"volumes", "volume", "unused-volume"},
                                                {"secrets", "secret", "unused-secret"},
                                                {"configs", "config", "unused-config"}}};
  const auto used = used_resources(scene.model);
  for (const auto& section : sections) {
    const auto names = used.find(section.name);
    for (const auto& entry : mapping_of(scene.model, section.name)) {
      if (!entry.key_span.begin.known() || (names != used.end() && names->second.contains(entry.key))) continue;
      scene.advise(section.code, entry.key_span, fmt::format("{}.{}", section.name, entry.key),
                   fmt::format("no service uses this {}", section.kind), "remove it, or use it in a service");
    }
  }
}

void dependencies(const LintScene& scene) {
  const auto& services = mapping_of(scene.model, "services");
  for (const auto* entry : scene.sound_services()) {
    const auto path = fmt::format("services.{}.depends_on", entry->key);
    for (const auto& dependency : mapping_of(entry->value, "depends_on")) {
      const auto* other = services.find(dependency.key);
      if (other == nullptr || other->fault() != yaml::Fault::none) continue;
      const auto condition = text_of(dependency.value, "condition");
      if (condition == "service_healthy") healthy_dependency(scene, dependency, *other, path);
      if (condition == "service_completed_successfully") completed_dependency(scene, dependency, *other, path);
    }
  }
}

void bind_sources(const LintScene& scene) {
  for (const auto* entry : scene.sound_services()) {
    for (const auto& mount : list_of(entry->value, "volumes")) {
      if (mount.broken() || text_of(mount, "type") != "bind") continue;
      const auto source = text_of(mount, "source");
      if (source.empty() || scene.disk.kind(source) != FileKind::missing) continue;
      scene.advise("missing-source", mount.span(), fmt::format("services.{}.volumes", entry->key),
                   fmt::format("there is no {}; an empty folder will be made in its place",
                               shown_path(source, scene.disk.working_directory())),
                   "create it, or mend the path");
    }
  }
}

}  // namespace lint_rules

void lint(const Node& model, const std::set<std::string>& services, const FileSystem& disk, Diagnostics& diagnostics) {
  constexpr std::array rules = {lint_rules::unused_resources,    lint_rules::dependencies,
                                lint_rules::bind_sources,        lint_rules::public_ports,
                                lint_rules::exposed_ports,       lint_rules::ports_published_twice,
                                lint_rules::host_port_conflicts, lint_rules::localhost_references};
  const LintScene scene{model, services, disk, diagnostics};
  for (const auto rule : rules) rule(scene);
}

}  // namespace berth::compose
