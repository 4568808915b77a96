#include "engine_client/registry_auth.hpp"

#include <utility>
#include <vector>

#include "engine_client/credential_helper.hpp"
#include "engine_client/docker_config.hpp"

namespace berth::engine {
namespace {

constexpr std::string_view docker_hub = "https://index.docker.io/v1/";

/// "https://ghcr.io/v2/" and "ghcr.io" are the same registry.
std::string_view bare(std::string_view registry) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (registry.starts_with(scheme)) registry.remove_prefix(scheme.size());
  }
  return registry.substr(0, registry.find('/'));
}

}  // namespace

std::string registry_of(std::string_view reference) {
  const auto slash = reference.find('/');
  const auto first = reference.substr(0, slash);
  const bool host =
      slash != std::string_view::npos && (first.find_first_of(".:") != std::string_view::npos || first == "localhost");
  if (!host || first == "docker.io" || first == "index.docker.io") return std::string(docker_hub);
  return std::string(first);
}

CredentialStore::CredentialStore(std::string folder) {
  auto config = read_docker_config(folder);
  auths_ = std::move(config.auths);
  helpers_ = std::move(config.credential_helpers);
  default_helper_ = std::move(config.credentials_store);
}

engine_api::RegistryAuth CredentialStore::credentials(const std::string& registry) const {
  if (const auto helper = helpers_.find(registry); helper != helpers_.end()) {
    return ask_credential_helper(helper->second, registry);
  }
  if (!default_helper_.empty()) {
    if (auto auth = ask_credential_helper(default_helper_, registry); !auth.empty()) return auth;
  }
  if (const auto exact = auths_.find(registry); exact != auths_.end()) return exact->second;
  for (const auto& [name, auth] : auths_) {
    if (bare(name) == bare(registry)) return auth;
  }
  return {};
}

std::map<std::string, engine_api::RegistryAuth> CredentialStore::all() const {
  auto result = auths_;
  std::vector<std::string> registries;
  for (const auto& [registry, helper] : helpers_) registries.push_back(registry);
  if (!default_helper_.empty()) {
    for (auto& registry : list_credential_helper(default_helper_)) registries.push_back(std::move(registry));
  }
  for (const auto& registry : registries) {
    if (auto auth = credentials(registry); !auth.empty()) result.insert_or_assign(registry, std::move(auth));
  }
  return result;
}

}  // namespace berth::engine
