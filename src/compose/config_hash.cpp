#include "compose/config_hash.hpp"

#include <array>

#include <fmt/format.h>
// The plain functions: the newer interface loads OpenSSL's configuration and providers first, which costs more than
// all the rest of an `up` with nothing to do.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

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
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_CTX state;
  SHA256_Init(&state);
  SHA256_Update(&state, bytes.data(), bytes.size());
  SHA256_Final(digest.data(), &state);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const auto byte : digest) {
    hex += digits[byte / digits.size()];
    hex += digits[byte % digits.size()];
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
