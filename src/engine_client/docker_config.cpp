#include "engine_client/docker_config.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "base/error.hpp"
#include "engine_api/codec.hpp"
#include "engine_api/json_reader.hpp"
#include "engine_client/url.hpp"

namespace berth::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t file_limit = 4U << 20U;  // bytes

/// nullopt when there is no such file.
std::optional<std::string> read_small_file(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  if (fs::file_size(path, error) > file_limit) throw Error("the file is larger than 4 MiB", {}, path.string());
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error("the file cannot be read", "check its permissions", path.string());
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// {"auth": base64("user:password")} or the parts by name.
engine_api::RegistryAuth decode_auth(const std::string& registry, const engine_api::JsonReader& reader) {
  engine_api::RegistryAuth auth;
  auth.server_address = registry;
  auth.identity_token = reader.at("identitytoken").string();
  auth.username = reader.at("username").string();
  auth.password = reader.at("password").string();
  const auto both = base64_decode(reader.at("auth").string());
  if (const auto colon = both.find(':'); colon != std::string::npos) {
    auth.username = both.substr(0, colon);
    auth.password = both.substr(colon + 1);
    while (auth.password.ends_with('\0')) auth.password.pop_back();
  }
  return auth;
}

template <typename Read>
void read_json(const fs::path& path, Read read) {
  const auto text = read_small_file(path);
  if (!text) return;
  try {
    const engine_api::JsonDocument document(*text);
    read(engine_api::JsonReader(document.root()));
  } catch (const engine_api::DecodeError& error) {
    throw Error(error.what(), "it is a file of the docker command line", path.string());
  }
}

}  // namespace

DockerConfig read_docker_config(const std::string& folder) {
  DockerConfig config;
  read_json(fs::path(folder) / "config.json", [&](const engine_api::JsonReader& reader) {
    config.current_context = reader.at("currentContext").string();
    config.credentials_store = reader.at("credsStore").string();
    config.credential_helpers = reader.at("credHelpers").string_map();
    reader.at("auths").for_each_member([&](const std::string& registry, const engine_api::JsonReader& entry) {
      auto auth = decode_auth(registry, entry);
      if (!auth.empty()) config.auths.emplace(registry, std::move(auth));
    });
  });
  return config;
}

namespace {

/// The files of a context lie in folders of the same name.
std::optional<TlsSettings> context_tls(const fs::path& folder, const std::string& id, bool verify) {
  const auto files = folder / "contexts" / "tls" / id / "docker";
  std::error_code error;
  const auto there = [&](const char* name) {
    return fs::is_regular_file(files / name, error) ? (files / name).string() : std::string();
  };
  TlsSettings tls{there("ca.pem"), there("cert.pem"), there("key.pem"), verify};
  if (tls == TlsSettings{}) return std::nullopt;
  return tls;
}

}  // namespace

std::optional<DockerContext> read_docker_context(const std::string& folder, const std::string& name) {
  std::optional<DockerContext> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(fs::path(folder) / "contexts" / "meta", error)) {
    read_json(entry.path() / "meta.json", [&](const engine_api::JsonReader& reader) {
      if (reader.at("Name").string() != name) return;
      const auto endpoints = reader.at("Endpoints");
      const auto docker = endpoints.at("docker");
      const bool verify = !docker.at("SkipTLSVerify").boolean();
      found = DockerContext{docker.at("Host").string(), context_tls(folder, entry.path().filename(), verify)};
    });
    if (found) break;
  }
  return found;
}

}  // namespace berth::engine
