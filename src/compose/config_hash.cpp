#include "compose/config_hash.hpp"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/error.hpp"
#include "compose/attribute_tree.hpp"
#include "compose/present.hpp"
#include "yaml/emit.hpp"

namespace berth::compose {
namespace {

using yaml::Mapping;
using yaml::Node;

const AttributeNode& attribute_of(std::string_view section) {
  const std::array<std::string_view, 2> path{section, "*"};
  const auto* found = find_attribute(path);
  if (found == nullptr) throw Error(fmt::format("nothing describes {}", section));
  return *found;
}

/// Drops what is not hashed, on every level.
void keep_hashed(Node& node, const AttributeNode& described) {
  if (node.is_sequence() && described.item() != nullptr) {
    for (auto& item : node.sequence()) keep_hashed(item, *described.item());
  }
  if (!node.is_mapping()) return;
  Mapping kept;
  for (auto& entry : node.mapping()) {
    const auto* child = described.child(entry.key);
    if (child != nullptr && !child->attribute().hashed) continue;
    if (child != nullptr) keep_hashed(entry.value, *child);
    kept.set(entry.key, std::move(entry.value), entry.key_span);
  }
  node.assign(std::move(kept));
}

std::string hash_of(Node node, const AttributeNode& described) {
  keep_hashed(node, described);
  return sha256_hex(yaml::emit_json(present(node, described, Format::json), 0));
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  // Looked up once: OpenSSL's search for it costs more than the digest of a service.
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (algorithm == nullptr || EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, algorithm, nullptr) != 1) {
    throw Error("SHA-256 is not available in OpenSSL", "check OPENSSL_CONF and the installed providers");
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (unsigned i = 0; i < length; ++i) {
    hex += digits[digest[i] / digits.size()];
    hex += digits[digest[i] % digits.size()];
  }
  return hex;
}

std::string service_hash(const Node& service) {
  return hash_of(service, attribute_of("services"));
}

std::string network_hash(const Node& network) {
  return hash_of(network, attribute_of("networks"));
}

std::string volume_hash(const Node& volume) {
  Node with_driver = volume;
  if (!with_driver.is_mapping()) with_driver.assign(Mapping{});
  // Docker Compose fills the default in before it counts.
  if (with_driver.find("driver") == nullptr) with_driver.mapping().set("driver", Node("local"));
  return hash_of(std::move(with_driver), attribute_of("volumes"));
}

}  // namespace berth::compose
