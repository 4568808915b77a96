#include "compose/consistency.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "base/graph.hpp"
#include "base/text.hpp"
#include "compose/consistency_limits.hpp"
#include "compose/report.hpp"
#include "compose/sound.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {

namespace {

using yaml::Node;

class Checker {
 public:
  Checker(const Node& model, const std::set<std::string>& services, Diagnostics& diagnostics)
      : model_(model), services_(services), diagnostics_(diagnostics) {}

  void run() {
    for (const auto& entry : mapping_of(model_, "services")) {
      if (services_.contains(entry.key) && !entry.value.broken()) service(entry);
    }
    for (const auto& entry : mapping_of(model_, "secrets")) secret(entry);
    cycles();
  }

 private:
  void error(Code code, Span span, const std::string& attribute, std::string message, std::string hint = {},
             std::vector<Note> notes = {}) {
    diagnostics_.add({.code = code,
                      .span = span,
                      .path = fmt::format("services.{}{}{}", name_, attribute.empty() ? "" : ".", attribute),
                      .message = std::move(message),
                      .hint = std::move(hint),
                      .notes = std::move(notes)});
  }

  void service(const yaml::Entry& entry) {
    name_ = entry.key;
    current_ = &entry.value;
    const auto& node = entry.value;
    image(entry);
    if (const auto* build = sound(node, "build")) this->build(node, *build);
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

  void image(const yaml::Entry& entry) {
    const auto& node = entry.value;
    if (!lacks(node, "build") || !lacks(node, "provider")) return;
    if (lacks(node, "image")) {
      error("no-image", entry.key_span, "", "neither an image nor a build is given",
            "add \"image: NAME\" or \"build: DIRECTORY\"");
    } else if (const auto* image = sound(node, "image"); image != nullptr && text_of(node, "image").empty()) {
      error("no-image", image->span(), "image", "the name of the image is empty",
            "name an image, or give a variable in it a default: ${NAME:-default}", notes_of(*image));
    }
  }

  /// `name` is no key of that section. Nothing is said when a part of it, or of the files, could not be read.
  void undefined(Code code, const Node* node, Span span, const std::string& attribute, const char* kind,
                 const std::string& name, const char* in) {
    const auto* section = model_.find(in);
    if (model_.fault() != yaml::Fault::none) return;
    if (section != nullptr && section->fault() != yaml::Fault::none) return;
    std::vector<std::string_view> names;
    for (const auto& entry : mapping_of(model_, in)) names.push_back(entry.key);
    const auto meant = closest(name, names);
    error(code, span, attribute, fmt::format("{} \"{}\" is not defined", kind, name),
          meant ? fmt::format("did you mean \"{}\"?", *meant) : fmt::format("add it below \"{}:\"", in),
          node == nullptr ? std::vector<Note>() : notes_of(*node));
  }

  void build(const Node& service, const Node& build) {
    if (!text_of(build, "dockerfile_inline").empty() && !text_of(build, "dockerfile").empty()) {
      error("conflict", build.span(), "build", "\"dockerfile\" and \"dockerfile_inline\" cannot be used together",
            "keep one of them");
    }
    for (const auto& context : mapping_of(build, "additional_contexts")) additional_context(context);
    platforms(service, build);
    for (const auto& secret : list_of(build, "secrets")) {
      reference(secret, "build.secrets", "secret", "secrets", "undefined-secret");
    }
  }

  void additional_context(const yaml::Entry& context) {
    constexpr std::string_view prefix = "service:";
    if (context.value.broken() || !context.value.is_string() || !context.value.string().starts_with(prefix)) return;
    const auto name = context.value.string().substr(prefix.size());
    const auto* other = mapping_of(model_, "services").find(name);
    const std::string place = "build.additional_contexts." + context.key;
    if (other == nullptr) {
      undefined("undefined-service", &context.value, context.value.span(), place, "service", name, "services");
    } else if (lacks(*other, "build") && !other->broken()) {
      error("undefined-service", context.value.span(), place, fmt::format("service \"{}\" has no build", name),
            "name a service that is built");
    }
  }

  void platforms(const Node& service, const Node& build) {
    const auto platform = text_of(service, "platform");
    const auto& platforms = list_of(build, "platforms");
    if (platform.empty() || platforms.empty()) return;
    const auto same = [&](const Node& item) {
      return item.broken() || (item.is_string() && item.string() == platform);
    };
    if (std::ranges::any_of(platforms, same)) return;
    error("conflict", service.find("platform")->span(), "platform",
          fmt::format("\"{}\" is not among build.platforms", platform), "add it there");
  }

  void networks(const Node& service) {
    const auto& networks = mapping_of(service, "networks");
    if (!text_of(service, "network_mode").empty() && !networks.empty()) {
      const auto* entry = service.mapping().find_entry("networks");
      error("conflict", service.find("network_mode")->span(), "",
            "\"network_mode\" and \"networks\" cannot be used together", "keep one of them",
            {{entry->key_span, "\"networks\" stands here"}});
    }
    for (const auto& network : networks) {
      if (mapping_of(model_, "networks").contains(network.key)) continue;
      undefined("undefined-network", nullptr, network.key_span, "networks", "network", network.key, "networks");
    }
    constexpr std::string_view prefix = "service:";
    const auto mode = text_of(service, "network_mode");
    if (mode.starts_with(prefix) && !services_.contains(mode.substr(prefix.size()))) {
      const auto& node = *service.find("network_mode");
      needed_service(&node, node.span(), "network_mode", mode.substr(prefix.size()), "");
    }
  }

  void health_test(const Node& service) {
    const auto* healthcheck = sound(service, "healthcheck");
    if (healthcheck == nullptr) return;
    const auto& test = list_of(*healthcheck, "test");
    if (test.empty() || !test.front().is_string() || test.front().broken()) return;
    const auto& first = test.front().string();
    if (first == "CMD" || first == "CMD-SHELL" || first == "NONE") return;
    error("invalid-value", test.front().span(), "healthcheck.test",
          fmt::format("starts with \"{}\" instead of CMD, CMD-SHELL or NONE", first),
          "write [\"CMD\", …], or the whole command as one text");
  }

  void dependencies(const Node& service) {
    for (const auto& dependency : mapping_of(service, "depends_on")) {
      if (services_.contains(dependency.key)) continue;
      const auto* required = dependency.value.find("required");
      const bool optional = required != nullptr && required->kind() == yaml::Kind::boolean && !required->boolean();
      const bool disabled = mapping_of(model_, "services").contains(dependency.key);
      if (optional && disabled) continue;
      needed_service(nullptr, dependency.key_span, "depends_on", dependency.key, ", or say \"required: false\"");
    }
  }

  /// A service that takes no part: there is none of this name, or its profiles are not active.
  void needed_service(const Node* node, Span span, const char* attribute, const std::string& name,
                      std::string_view other_way) {
    const auto* other = mapping_of(model_, "services").find(name);
    if (other == nullptr) return undefined("undefined-service", node, span, attribute, "service", name, "services");
    if (const auto* profiles = current_->find("profiles"); profiles != nullptr && profiles->broken()) return;
    std::vector<std::string> profiles;
    for (const auto& profile : list_of(*other, "profiles")) profiles.push_back(yaml::scalar_text(profile));
    error("undefined-service", span, attribute, fmt::format("service \"{}\" is not active", name),
          fmt::format("activate its profile with --profile {}{}", fmt::join(profiles, " or "), other_way));
  }

  void reference(const Node& item, const char* attribute, const char* kind, const char* in, Code code) {
    const auto* node = sound(item, "source");
    if (item.broken() || (node == nullptr && !lacks(item, "source"))) return;
    const auto source = text_of(item, "source");
    if (mapping_of(model_, in).contains(source)) return;
    undefined(code, node, node == nullptr ? item.span() : node->span(), attribute, kind, source, in);
  }

  void references(const Node& service) {
    for (const auto& volume : list_of(service, "volumes")) {
      if (text_of(volume, "type") != "volume" || text_of(volume, "source").empty()) continue;
      reference(volume, "volumes", "volume", "volumes", "undefined-volume");
    }
    for (const auto& secret : list_of(service, "secrets")) {
      reference(secret, "secrets", "secret", "secrets", "undefined-secret");
    }
    for (const auto& config : list_of(service, "configs")) {
      reference(config, "configs", "config", "configs", "undefined-config");
    }
    for (const auto& model : mapping_of(service, "models")) {
      if (mapping_of(model_, "models").contains(model.key)) continue;
      undefined("undefined-model", nullptr, model.key_span, "models", "model", model.key, "models");
    }
  }

  /// Docker Compose leaves this to the engine, which refuses it when the container is made.
  void restart_policy(const Node& service) {
    const auto policy = text_of(service, "restart");
    constexpr std::array<std::string_view, 4> known = {"no", "always", "unless-stopped", "on-failure"};
    const auto word = policy.substr(0, policy.find(':'));
    if (policy.empty() || std::ranges::find(known, word) != known.end()) return;
    const auto meant = closest(word, known);
    diagnostics_.add(
        {.severity = Severity::warning,
         .code = "unknown-restart",
         .span = service.find("restart")->span(),
         .path = fmt::format("services.{}.restart", name_),
         .message = fmt::format("\"{}\" is not a restart policy", policy),
         .hint = meant ? fmt::format("did you mean \"{}\"?", *meant) : "use no, always, unless-stopped or on-failure",
         .notes = notes_of(*service.find("restart"))});
  }

  void container_name(const Node& service) {
    const auto name = text_of(service, "container_name");
    if (name.empty()) return;
    const auto [first, is_new] = container_names_.emplace(name, name_);
    if (is_new) return;
    error("conflict", service.find("container_name")->span(), "container_name",
          fmt::format("\"{}\" is the name of service \"{}\", too", name, first->second), "give each its own");
  }

  void watch(const Node& service) {
    const auto* develop = sound(service, "develop");
    if (develop == nullptr) return;
    for (const auto& trigger : list_of(*develop, "watch")) {
      const auto action = text_of(trigger, "action");
      if (trigger.broken() || action.empty() || action == "rebuild" || action == "restart") continue;
      if (!lacks(trigger, "target") && (sound(trigger, "target") == nullptr || !text_of(trigger, "target").empty())) {
        continue;
      }
      error("missing-attribute", trigger.span(), "develop.watch", fmt::format("\"{}\" needs a \"target\"", action),
            "give the path in the container");
    }
  }

  void mount_targets(const Node& service) {
    std::map<std::string, std::string> targets;
    const auto claim = [&](const std::string& target, std::string place, Span span) {
      const auto [first, is_new] = targets.emplace(target, place);
      if (is_new) return;
      error("conflict", span, place, fmt::format("{} is mounted by {} already", target, first->second),
            "keep one of them");
    };
    std::size_t index = 0;
    for (const auto& tmpfs : list_of(service, "tmpfs")) {
      if (tmpfs.broken()) continue;
      const auto text = yaml::scalar_text(tmpfs);
      claim(text.substr(0, text.find(':')), fmt::format("tmpfs[{}]", index++), tmpfs.span());
    }
    index = 0;
    for (const auto& volume : list_of(service, "volumes")) {
      const auto place = fmt::format("volumes[{}]", index++);
      const auto* target = volume.broken() ? nullptr : sound(volume, "target");
      if (target != nullptr) claim(text_of(volume, "target"), place, volume.span());
    }
  }

  void secret(const yaml::Entry& entry) {
    const auto& node = entry.value;
    if (node.fault() != yaml::Fault::none) return;
    const bool is_external = flag_of(node, "external");
    const bool told = (node.find("file") != nullptr && node.find("file")->broken()) ||
                      (node.find("environment") != nullptr && node.find("environment")->broken());
    if (told || is_external || !text_of(node, "file").empty() || !text_of(node, "environment").empty()) return;
    diagnostics_.add({.code = "one-source",
                      .span = entry.key_span,
                      .path = "secrets." + entry.key,
                      .message = "needs \"file\" or \"environment\"",
                      .hint = "say where its content comes from, such as \"file: ./PATH\""});
  }

  /// Every service is part of at most one circle that is told.
  void cycles() {
    constexpr std::size_t most = 20;
    std::set<std::string> told;
    for (std::size_t count = 0; count < most; ++count) {
      const auto cycle = dependencies_without(told).cycle();
      if (!cycle) return;
      const auto* entry = mapping_of(model_, "services").find_entry(cycle->front());
      const auto* dependency = mapping_of(entry->value, "depends_on").find_entry((*cycle)[1]);
      name_ = cycle->front();
      error("dependency-cycle", dependency == nullptr ? entry->key_span : dependency->key_span, "depends_on",
            fmt::format("a cycle: {}", chain_text(*cycle)), "remove one of these dependencies");
      told.insert(cycle->begin(), cycle->end());
    }
  }

  [[nodiscard]] DependencyGraph dependencies_without(const std::set<std::string>& left_out) const {
    DependencyGraph graph;
    for (const auto& entry : mapping_of(model_, "services")) {
      if (!services_.contains(entry.key) || left_out.contains(entry.key)) continue;
      for (const auto& dependency : mapping_of(entry.value, "depends_on")) {
        if (services_.contains(dependency.key) && !left_out.contains(dependency.key)) {
          graph.add(entry.key, dependency.key);
        }
      }
    }
    return graph;
  }

  const Node& model_;
  const std::set<std::string>& services_;
  Diagnostics& diagnostics_;
  std::string name_;               // of the service that is being checked
  const Node* current_ = nullptr;  // that service
  std::map<std::string, std::string> container_names_;
};

}  // namespace

void check_consistency(const Node& model, const std::set<std::string>& services, Diagnostics& diagnostics) {
  Checker(model, services, diagnostics).run();
}

}  // namespace berth::compose
