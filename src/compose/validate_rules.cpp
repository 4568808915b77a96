// The rules of compose/validate.hpp that look at several attributes at once.
#include <array>
#include <functional>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "base/text.hpp"
#include "compose/place.hpp"
#include "compose/validate.hpp"

namespace berth::compose {

namespace {

using yaml::Node;

bool is_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> buffer{};
  return inet_pton(AF_INET, text.c_str(), buffer.data()) == 1 || inet_pton(AF_INET6, text.c_str(), buffer.data()) == 1;
}

class Rules {
 public:
  explicit Rules(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void check(const Node& tree) {
    const Place top;
    entries(tree, "volumes", top, [this](const Node& volume, const Place& place) { external(volume, place); });
    entries(tree, "configs", top, [this](const Node& config, const Place& place) {
      one_source(config, place, {"file", "environment", "content"});
    });
    entries(tree, "secrets", top, [this](const Node& secret, const Place& place) {
      one_source(secret, place, {"file", "environment"});
    });
    entries(tree, "services", top, [this](const Node& service, const Place& place) { this->service(service, place); });
  }

 private:
  using Visit = std::function<void(const Node&, const Place&)>;

  static void entries(const Node& node, const char* key, const Place& place, const Visit& visit) {
    const auto* child = node.find(key);
    if (child == nullptr) return;
    const Place here(place, key);
    if (child->is_mapping()) {
      for (const auto& entry : child->mapping()) visit(entry.value, Place(here, entry.key));
    } else if (child->is_sequence()) {
      std::size_t index = 0;
      for (const auto& item : child->sequence()) visit(item, Place(here, index++));
    }
  }

  void error(const char* code, const Node& node, const Place& place, const std::string& message,
             std::string hint = {}) {
    diagnostics_.error(code, node.span(), fmt::format("{}: {}", place.text(), message), std::move(hint));
  }

  void external(const Node& resource, const Place& place) {
    const auto* external = resource.find("external");
    if (external == nullptr || external->kind() != yaml::Kind::boolean || !external->boolean()) return;
    for (const auto& entry : resource.mapping()) {
      if (entry.key == "name" || entry.key == "external" || entry.key.starts_with("x-")) continue;
      diagnostics_.error("external-conflict", entry.key_span,
                         fmt::format("{}: \"external\" and \"{}\" cannot be used together", place.text(), entry.key),
                         "an external resource is made elsewhere; only its \"name\" can be given");
    }
  }

  void one_source(const Node& object, const Place& place, const std::vector<std::string>& keys) {
    std::vector<std::string> given;
    for (const auto& key : keys) {
      if (object.find(key) != nullptr) given.push_back(key);
    }
    if (given.size() > 1) {
      error("one-source", object, place, fmt::format("{} cannot be used together", join_words(given)));
    }
    if (given.empty() && object.find("driver") == nullptr && object.find("external") == nullptr) {
      error("one-source", object, place, fmt::format("one of {} is needed", fmt::join(keys, ", ")));
    }
  }

  void service(const Node& service, const Place& place) {
    entries(service, "ports", place, [this](const Node& port, const Place& here) { port_address(port, here); });
    entries(service, "gpus", place, [this](const Node& gpu, const Place& here) { device_request(gpu, here); });
    if (const auto* develop = service.find("develop")) {
      entries(*develop, "watch", Place(place, "develop"), [this](const Node& watch, const Place& here) {
        const auto* path = watch.find("path");
        if (path != nullptr && path->is_string() && path->string().empty()) {
          error("invalid-value", *path, here, "\"path\" is empty");
        }
      });
    }
    const auto* deploy = service.find("deploy");
    const auto* resources = deploy == nullptr ? nullptr : deploy->find("resources");
    const auto* reservations = resources == nullptr ? nullptr : resources->find("reservations");
    if (reservations == nullptr) return;
    const Place deploy_place(place, "deploy");
    const Place resources_place(deploy_place, "resources");
    entries(*reservations, "devices", Place(resources_place, "reservations"),
            [this](const Node& device, const Place& here) { device_request(device, here); });
  }

  void port_address(const Node& port, const Place& place) {
    const auto* address = port.find("host_ip");
    if (address == nullptr || !address->is_string() || address->string().empty()) return;
    if (!is_address(address->string())) {
      error("invalid-value", *address, place, fmt::format("\"{}\" is not an IP address", address->string()));
    }
  }

  void device_request(const Node& device, const Place& place) {
    if (device.find("count") == nullptr || device.find("device_ids") == nullptr) return;
    error("invalid-value", device, place, "\"count\" and \"device_ids\" cannot be used together", "keep one of them");
  }

  Diagnostics& diagnostics_;
};

}  // namespace

void validate_rules(const Node& tree, Diagnostics& diagnostics) {
  Rules(diagnostics).check(tree);
}

}  // namespace berth::compose
