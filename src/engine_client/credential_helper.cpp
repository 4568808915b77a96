#include "engine_client/credential_helper.hpp"

#include "engine_api/codec.hpp"
#include "engine_api/json_reader.hpp"
#include "engine_client/child_process.hpp"

namespace berth::engine {
namespace {

constexpr std::chrono::seconds limit{30};

/// "" when it fails.
std::string ask(const std::string& helper, const std::string& question, const std::string& input) {
  const auto program = find_program("docker-credential-" + helper);
  if (program.empty()) return {};
  auto answer = run_program(program, {question}, input, limit);
  return answer.exit_code == 0 ? std::move(answer.output) : std::string();
}

engine_api::RegistryAuth decode(const std::string& answer, const std::string& registry) {
  const engine_api::JsonDocument document(answer);
  const engine_api::JsonReader reader(document.root());
  engine_api::RegistryAuth auth;
  auth.server_address = registry;
  auth.username = reader.at("Username").string();
  auth.password = reader.at("Secret").string();
  // The helpers' sign that the secret is a token and not a password.
  if (auth.username == "<token>") {
    auth.identity_token = std::move(auth.password);
    auth.username.clear();
    auth.password.clear();
  }
  return auth;
}

}  // namespace

engine_api::RegistryAuth ask_credential_helper(const std::string& helper, const std::string& registry) {
  const auto answer = ask(helper, "get", registry);
  if (answer.empty()) return {};
  try {
    return decode(answer, registry);
  } catch (const engine_api::DecodeError&) {
    return {};  // as documented: a helper that answers nonsense knows nothing
  }
}

std::vector<std::string> list_credential_helper(const std::string& helper) {
  std::vector<std::string> registries;
  const auto answer = ask(helper, "list", {});
  if (answer.empty()) return registries;
  try {
    const engine_api::JsonDocument document(answer);
    for (auto& registry : engine_api::JsonReader(document.root()).keys()) registries.push_back(registry);
  } catch (const engine_api::DecodeError&) {
    registries.clear();
  }
  return registries;
}

}  // namespace berth::engine
