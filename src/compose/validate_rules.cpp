// The rules of compose/validate.hpp that look at several attributes at once.
#include <array>
#include <functional>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "base/text.hpp"
#include "compose/place.hpp"
#include "compose/port_syntax.hpp"
#include "compose/report.hpp"
#include "compose/validate.hpp"
#include "yaml/resolve.hpp"

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

  void check(Node& tree) {
    const Place top;
    entries(tree, "volumes", top, [this](Node& volume, const Place& place) { external(volume, place); });
    entries(tree, "configs", top, [this](Node& config, const Place& place) {
      one_source(config, place, {"file", "environment", "content"});
    });
    entries(tree, "secrets", top, [this](Node& secret, const Place& place) {
      one_source(secret, place, {"file", "environment"});
    });
    entries(tree, "services", top, [this](Node& service, const Place& place) { this->service(service, place); });
  }

 private:
  using Visit = std::function<void(Node&, const Place&)>;

  static void entries(Node& node, const char* key, const Place& place, const Visit& visit) {
    auto* child = node.find(key);
    if (child == nullptr || child->broken()) return;
    const Place here(place, key);
    if (child->is_mapping()) {
      for (auto& entry : child->mapping()) {
        if (!entry.value.broken()) visit(entry.value, Place(here, entry.key));
      }
    } else if (child->is_sequence()) {
      std::size_t index = 0;
      for (auto& item : child->sequence()) {
        const Place at(here, index++);
        if (!item.broken()) visit(item, at);
      }
    }
  }

  void error(Code code, Node& node, const Place& place, std::string message, std::string hint = {}) {
    refuse(node, code, place.text(), std::move(message), std::move(hint), diagnostics_);
  }

  void external(Node& resource, const Place& place) {
    auto* external = resource.find("external");
    if (external == nullptr || external->kind() != yaml::Kind::boolean || !external->boolean()) return;
    for (auto& entry : resource.mapping()) {
      if (entry.key == "name" || entry.key == "external" || entry.key.starts_with("x-")) continue;
      diagnostics_.add({.code = "external-conflict",
                        .span = entry.key_span,
                        .path = place.text(),
                        .message = fmt::format("\"external\" and \"{}\" cannot be used together", entry.key),
                        .hint = "an external resource is made elsewhere; only its \"name\" can be given"});
    }
  }

  void one_source(Node& object, const Place& place, const std::vector<std::string>& keys) {
    std::vector<std::string> given;
    for (const auto& key : keys) {
      if (object.find(key) != nullptr) given.push_back(key);
    }
    if (given.size() > 1) {
      error("one-source", object, place, fmt::format("{} cannot be used together", join_words(given)),
            "keep one of them");
    }
    const bool complete = object.fault() == yaml::Fault::none;
    if (complete && given.empty() && object.find("driver") == nullptr && object.find("external") == nullptr) {
      error("one-source", object, place, fmt::format("one of {} is needed", fmt::join(keys, ", ")),
            "say where its content comes from, such as \"file: ./PATH\"");
    }
  }

  void service(Node& service, const Place& place) {
    entries(service, "ports", place, [this](Node& port, const Place& here) { this->port(port, here); });
    entries(service, "gpus", place, [this](Node& gpu, const Place& here) { device_request(gpu, here); });
    if (auto* develop = service.find("develop")) {
      entries(*develop, "watch", Place(place, "develop"), [this](Node& watch, const Place& here) {
        auto* path = watch.find("path");
        if (path != nullptr && path->is_string() && path->string().empty()) {
          error("invalid-value", *path, here, "\"path\" is empty");
        }
      });
    }
    auto* deploy = service.find("deploy");
    auto* resources = deploy == nullptr ? nullptr : deploy->find("resources");
    auto* reservations = resources == nullptr ? nullptr : resources->find("reservations");
    if (reservations == nullptr) return;
    const Place deploy_place(place, "deploy");
    const Place resources_place(deploy_place, "resources");
    entries(*reservations, "devices", Place(resources_place, "reservations"),
            [this](Node& device, const Place& here) { device_request(device, here); });
  }

  void port(Node& port, const Place& place) {
    auto* address = port.find("host_ip");
    if (address != nullptr && address->is_string() && !address->string().empty() && !is_address(address->string())) {
      error("invalid-value", *address, place, fmt::format("\"{}\" is not an IP address", address->string()),
            "a port can only be bound to an address, not to a name");
    }
    port_number(port, "target", "container port", place);
    port_number(port, "published", "host port", place);
  }

  /// The long form says the same as the short one, but nobody has read its numbers yet.
  void port_number(Node& port, const char* key, std::string_view what, const Place& place) {
    auto* node = port.find(key);
    if (node == nullptr || node->broken() || !node->is_scalar() || node->is_null()) return;
    const auto text = yaml::scalar_text(*node);
    if (text.empty() || text.find('$') != std::string::npos) return;  // $: read without variables
    if (const auto range = parse_port_range(text, what); !range) {
      error("invalid-port", *node, place, range.problem().message, range.problem().hint);
    }
  }

  void device_request(Node& device, const Place& place) {
    if (device.find("count") == nullptr || device.find("device_ids") == nullptr) return;
    error("invalid-value", device, place, "\"count\" and \"device_ids\" cannot be used together", "keep one of them");
  }

  Diagnostics& diagnostics_;
};

}  // namespace

void validate_rules(Node& tree, Diagnostics& diagnostics) {
  Rules(diagnostics).check(tree);
}

}  // namespace berth::compose
