#include "compose/consistency.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "base/graph.hpp"
#include "base/text.hpp"
#include "compose/consistency_limits.hpp"
#include "compose/paths.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {

namespace {

using yaml::Node;

const yaml::Mapping& section(const Node& model, const char* name) {
  static const yaml::Mapping none;
  const auto* found = model.find(name);
  return found != nullptr && found->is_mapping() ? found->mapping() : none;
}

std::string text_of(const Node& node, std::string_view key) {
  const auto* value = node.find(key);
  return value != nullptr && value->is_string() ? value->string() : std::string();
}

const yaml::Sequence& list_of(const Node& node, std::string_view key) {
  static const yaml::Sequence none;
  const auto* value = node.find(key);
  return value != nullptr && value->is_sequence() ? value->sequence() : none;
}

const yaml::Mapping& mapping_of(const Node& node, std::string_view key) {
  static const yaml::Mapping none;
  const auto* value = node.find(key);
  return value != nullptr && value->is_mapping() ? value->mapping() : none;
}

class Checker {
 public:
  Checker(const Node& model, const std::set<std::string>& services, Diagnostics& diagnostics)
      : model_(model), services_(services), diagnostics_(diagnostics) {}

  void run() {
    for (const auto& entry : section(model_, "services")) {
      if (services_.contains(entry.key)) service(entry);
    }
    for (const auto& entry : section(model_, "secrets")) secret(entry);
    cycles();
  }

 private:
  void error(const char* code, Span span, const std::string& message, std::string hint = {}) {
    diagnostics_.error(code, span, fmt::format("services.{}{}", name_, message), std::move(hint));
  }

  void service(const yaml::Entry& entry) {
    name_ = entry.key;
    const auto& node = entry.value;
    if (node.find("build") == nullptr && text_of(node, "image").empty() && node.find("provider") == nullptr) {
      error("no-image", entry.key_span, ": neither an image nor a build is given",
            "add \"image: NAME\" or \"build: DIRECTORY\"");
    }
    if (const auto* build = node.find("build")) this->build(node, *build);
    networks(node);
    health_test(node);
    dependencies(node);
    references(node);
    check_limits(entry.key, node, diagnostics_);
    container_name(node);
    restart_policy(node);
    watch(node);
    mount_targets(node);
  }

  void undefined(const char* code, Span span, const std::string& place, const char* kind, const std::string& name,
                 const char* in) {
    std::vector<std::string_view> names;
    for (const auto& entry : section(model_, in)) names.push_back(entry.key);
    const auto meant = closest(name, names);
    error(code, span, fmt::format("{}: {} \"{}\" is not defined", place, kind, name),
          meant ? fmt::format("did you mean \"{}\"?", *meant) : fmt::format("add it below \"{}:\"", in));
  }

  void build(const Node& service, const Node& build) {
    if (!text_of(build, "dockerfile_inline").empty() && !text_of(build, "dockerfile").empty()) {
      error("conflict", build.span(), ".build: \"dockerfile\" and \"dockerfile_inline\" cannot be used together");
    }
    for (const auto& context : mapping_of(build, "additional_contexts")) additional_context(context);
    platforms(service, build);
    for (const auto& secret : list_of(build, "secrets")) {
      reference(secret, ".build.secrets", "secret", "secrets", "undefined-secret");
    }
  }

  void additional_context(const yaml::Entry& context) {
    constexpr std::string_view prefix = "service:";
    if (!context.value.is_string() || !context.value.string().starts_with(prefix)) return;
    const auto name = context.value.string().substr(prefix.size());
    const auto* other = section(model_, "services").find(name);
    const std::string place = ".build.additional_contexts." + context.key;
    if (other == nullptr) {
      undefined("undefined-service", context.value.span(), place, "service", name, "services");
    } else if (other->find("build") == nullptr) {
      error("undefined-service", context.value.span(), fmt::format("{}: service \"{}\" has no build", place, name));
    }
  }

  void platforms(const Node& service, const Node& build) {
    const auto platform = text_of(service, "platform");
    const auto& platforms = list_of(build, "platforms");
    if (platform.empty() || platforms.empty()) return;
    const auto same = [&](const Node& item) { return item.is_string() && item.string() == platform; };
    if (std::ranges::any_of(platforms, same)) return;
    error("conflict", service.find("platform")->span(),
          fmt::format(".platform: \"{}\" is not among build.platforms", platform), "add it there");
  }

  void networks(const Node& service) {
    const auto& networks = mapping_of(service, "networks");
    if (!text_of(service, "network_mode").empty() && !networks.empty()) {
      error("conflict", service.find("network_mode")->span(),
            ": \"network_mode\" and \"networks\" cannot be used together", "keep one of them");
    }
    for (const auto& network : networks) {
      if (section(model_, "networks").contains(network.key)) continue;
      undefined("undefined-network", network.key_span, ".networks", "network", network.key, "networks");
    }
    constexpr std::string_view prefix = "service:";
    const auto mode = text_of(service, "network_mode");
    if (mode.starts_with(prefix) && !services_.contains(mode.substr(prefix.size()))) {
      undefined("undefined-service", service.find("network_mode")->span(), ".network_mode", "service",
                mode.substr(prefix.size()), "services");
    }
  }

  void health_test(const Node& service) {
    const auto* healthcheck = service.find("healthcheck");
    if (healthcheck == nullptr) return;
    const auto& test = list_of(*healthcheck, "test");
    if (test.empty() || !test.front().is_string()) return;
    const auto& first = test.front().string();
    if (first == "CMD" || first == "CMD-SHELL" || first == "NONE") return;
    error("invalid-value", test.front().span(),
          fmt::format(".healthcheck.test: starts with \"{}\" instead of CMD, CMD-SHELL or NONE", first),
          "write [\"CMD\", …], or the whole command as one text");
  }

  void dependencies(const Node& service) {
    for (const auto& dependency : mapping_of(service, "depends_on")) {
      if (services_.contains(dependency.key)) continue;
      const auto* required = dependency.value.find("required");
      const bool optional = required != nullptr && required->kind() == yaml::Kind::boolean && !required->boolean();
      const bool disabled = section(model_, "services").contains(dependency.key);
      if (optional && disabled) continue;
      if (!disabled) {
        undefined("undefined-service", dependency.key_span, ".depends_on", "service", dependency.key, "services");
      } else {
        error("undefined-service", dependency.key_span,
              fmt::format(".depends_on: service \"{}\" is not active", dependency.key),
              "activate one of its profiles, or say \"required: false\"");
      }
    }
  }

  void reference(const Node& item, const char* place, const char* kind, const char* in, const char* code) {
    const auto source = text_of(item, "source");
    if (section(model_, in).contains(source)) return;
    const auto* node = item.find("source");
    undefined(code, node == nullptr ? item.span() : node->span(), place, kind, source, in);
  }

  void references(const Node& service) {
    for (const auto& volume : list_of(service, "volumes")) {
      if (text_of(volume, "type") != "volume" || text_of(volume, "source").empty()) continue;
      reference(volume, ".volumes", "volume", "volumes", "undefined-volume");
    }
    for (const auto& secret : list_of(service, "secrets")) {
      reference(secret, ".secrets", "secret", "secrets", "undefined-secret");
    }
    for (const auto& config : list_of(service, "configs")) {
      reference(config, ".configs", "config", "configs", "undefined-config");
    }
    for (const auto& model : mapping_of(service, "models")) {
      if (section(model_, "models").contains(model.key)) continue;
      undefined("undefined-model", model.key_span, ".models", "model", model.key, "models");
    }
  }

  /// Docker Compose leaves this to the engine, which refuses it when the container is made.
  void restart_policy(const Node& service) {
    const auto policy = text_of(service, "restart");
    constexpr std::array<std::string_view, 4> known = {"no", "always", "unless-stopped", "on-failure"};
    const auto word = policy.substr(0, policy.find(':'));
    if (policy.empty() || std::ranges::find(known, word) != known.end()) return;
    const auto meant = closest(word, known);
    diagnostics_.warning(
        "unknown-restart", service.find("restart")->span(),
        fmt::format("services.{}.restart: \"{}\" is not a restart policy", name_, policy),
        meant ? fmt::format("did you mean \"{}\"?", *meant) : "use no, always, unless-stopped or on-failure");
  }

  void container_name(const Node& service) {
    const auto name = text_of(service, "container_name");
    if (name.empty()) return;
    const auto [first, is_new] = container_names_.emplace(name, name_);
    if (is_new) return;
    error("conflict", service.find("container_name")->span(),
          fmt::format(".container_name: \"{}\" is the name of service \"{}\", too", name, first->second));
  }

  void watch(const Node& service) {
    const auto* develop = service.find("develop");
    if (develop == nullptr) return;
    for (const auto& trigger : list_of(*develop, "watch")) {
      const auto action = text_of(trigger, "action");
      if (action == "rebuild" || action == "restart" || !text_of(trigger, "target").empty()) continue;
      error("missing-attribute", trigger.span(), fmt::format(".develop.watch: \"{}\" needs a \"target\"", action),
            "give the path in the container");
    }
  }

  void mount_targets(const Node& service) {
    std::map<std::string, std::string> targets;
    const auto claim = [&](const std::string& target, std::string place, Span span) {
      const auto [first, is_new] = targets.emplace(target, place);
      if (is_new) return;
      error("conflict", span, fmt::format(".{}: {} is mounted by {} already", place, target, first->second));
    };
    std::size_t index = 0;
    for (const auto& tmpfs : list_of(service, "tmpfs")) {
      const auto text = yaml::scalar_text(tmpfs);
      claim(text.substr(0, text.find(':')), fmt::format("tmpfs[{}]", index++), tmpfs.span());
    }
    index = 0;
    for (const auto& volume : list_of(service, "volumes")) {
      claim(text_of(volume, "target"), fmt::format("volumes[{}]", index++), volume.span());
    }
  }

  void secret(const yaml::Entry& entry) {
    const auto& node = entry.value;
    const auto* external = node.find("external");
    const bool is_external = external != nullptr && external->kind() == yaml::Kind::boolean && external->boolean();
    if (is_external || !text_of(node, "file").empty() || !text_of(node, "environment").empty()) return;
    diagnostics_.error("one-source", entry.key_span,
                       fmt::format("secrets.{}: needs \"file\" or \"environment\"", entry.key));
  }

  void cycles() {
    DependencyGraph graph;
    for (const auto& entry : section(model_, "services")) {
      if (!services_.contains(entry.key)) continue;
      for (const auto& dependency : mapping_of(entry.value, "depends_on")) {
        if (services_.contains(dependency.key)) graph.add(entry.key, dependency.key);
      }
    }
    const auto cycle = graph.cycle();
    if (!cycle) return;
    const auto* entry = section(model_, "services").find_entry(cycle->front());
    const auto* dependency = mapping_of(entry->value, "depends_on").find_entry((*cycle)[1]);
    name_ = cycle->front();
    error("dependency-cycle", dependency == nullptr ? entry->key_span : dependency->key_span,
          fmt::format(".depends_on: a cycle: {}", fmt::join(*cycle, " → ")), "remove one of these dependencies");
  }

  const Node& model_;
  const std::set<std::string>& services_;
  Diagnostics& diagnostics_;
  std::string name_;
  std::map<std::string, std::string> container_names_;
};

}  // namespace

void check_consistency(const Node& model, const std::set<std::string>& services, Diagnostics& diagnostics) {
  Checker(model, services, diagnostics).run();
}

}  // namespace berth::compose
