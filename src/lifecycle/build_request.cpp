#include "lifecycle/build_request.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "compose/resolve_paths.hpp"
#include "engine_client/build_context.hpp"
#include "engine_client/url.hpp"
#include "plan/build_source.hpp"
#include "plan/image_steps.hpp"
#include "plan/labels.hpp"

namespace berth::lifecycle {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view default_dockerfile = "Dockerfile";

std::string attribute(const compose::Service& service, std::string_view name) {
  return fmt::format("services.{}.build.{}", service.name, name);
}

/// `ARG` values that the file leaves open are taken from the environment (compose-spec build: args).
std::map<std::string, std::optional<std::string>> build_args(const compose::Project& project,
                                                             const compose::Build& build) {
  auto args = build.args;
  for (auto& [name, value] : args) {
    if (!value) value = project.environment.value(name);
  }
  std::erase_if(args, [](const auto& arg) { return !arg.second; });
  return args;
}

std::vector<engine_api::Ulimit> build_ulimits(const compose::Build& build) {
  std::vector<engine_api::Ulimit> limits;
  for (const auto& [name, limit] : build.ulimits) {
    limits.push_back({name, limit.single.value_or(limit.soft), limit.single.value_or(limit.hard)});
  }
  return limits;
}

std::vector<engine_api::CacheEntry> cache_entries(const std::vector<std::string>& texts) {
  std::vector<engine_api::CacheEntry> entries;
  for (const auto& text : texts) entries.push_back(plan::parse_cache_entry(text));
  return entries;
}

/// What both builders are told.
engine_api::BuildOptions common_options(const StepContext& context, const plan::BuildImage& step,
                                        const compose::Service& service) {
  const auto& build = *service.build;
  engine_api::BuildOptions options;
  options.tags = {step.reference};
  options.tags.insert(options.tags.end(), build.tags.begin(), build.tags.end());
  options.dockerfile = build.dockerfile.empty() ? default_dockerfile : build.dockerfile;
  if (compose::is_remote_context(build.context)) options.remote = build.context;
  options.target = build.target;
  options.platforms = build.platforms;
  if (options.platforms.empty() && !service.platform.empty()) options.platforms = {service.platform};
  options.network_mode = build.network;
  options.args = build_args(context.project, build);
  options.labels = build.labels;
  options.labels[plan::label::project] = context.project.name;
  options.labels[plan::label::service] = service.name;
  options.labels[plan::label::version] = plan::compose_version;
  options.cache_from = cache_entries(build.cache_from);
  for (const auto& [host, addresses] : build.extra_hosts) {
    for (const auto& address : addresses) options.extra_hosts.push_back(host + ":" + address);
  }
  options.ulimits = build_ulimits(build);
  options.shm_size = build.shm_size.value_or(0);
  options.no_cache = build.no_cache || step.no_cache;
  options.pull = build.pull || step.pull_base;
  return options;
}

/// A file that is to stay secret: its content is in no message.
std::string read_secret(const std::string& path) {
  constexpr std::uintmax_t limit = 500U * 1024U;  // bytes; BuildKit takes no more
  std::error_code error;
  if (fs::file_size(path, error) > limit && !error) throw Error("a secret has at most 500 KiB", {}, path);
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error("the secret cannot be read", "check the file's permissions", path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string id_of(const compose::FileReference& secret) {
  return secret.target.empty() ? secret.source : secret.target;
}

/// By id, as it is in the file, or in the environment.
std::map<std::string, compose::FileObject> build_secrets(const StepContext& context, const compose::Build& build) {
  std::map<std::string, compose::FileObject> secrets;
  for (const auto& reference : build.secrets) {
    const auto found = context.project.secrets.find(reference.source);
    if (found != context.project.secrets.end()) secrets.emplace(id_of(reference), found->second);
  }
  return secrets;
}

std::string value_of(const std::string& id, const compose::FileObject& secret) {
  if (!secret.file.empty()) return read_secret(secret.file);
  if (secret.content) return *secret.content;
  throw Error(fmt::format("the secret {} has no value: the variable {} is not set", id, secret.environment));
}

std::map<std::string, std::string> build_agents(const StepContext& context, const compose::Service& service) {
  std::map<std::string, std::string> agents;
  for (const auto& [id, path] : service.build->ssh) {
    const auto socket = path.empty() ? context.project.environment.value("SSH_AUTH_SOCK").value_or("") : path;
    if (socket.empty())
      throw Error(attribute(service, "ssh") + " needs an ssh agent, and SSH_AUTH_SOCK is not set",
                  "start one: eval $(ssh-agent), then ssh-add");
    std::error_code error;
    if (!fs::is_socket(socket, error))
      throw Error(fmt::format("{}: {} is no socket of an ssh agent", attribute(service, "ssh"), socket),
                  "load the key into an agent (ssh-add), and write \"default\"");
    agents.emplace(id, socket);
  }
  return agents;
}

void add_contexts(const StepContext& context, const compose::Service& service, BuildKitBuild& build) {
  for (const auto& [name, value] : service.build->additional_contexts) {
    auto& told = build.options.contexts[plan::context_key(name)];
    if (const auto base = plan::context_service(value)) {
      const auto* found = plan::find_service(context.project, *base);
      if (found == nullptr) throw Error(fmt::format("{}: there is no service {}", name, *base));
      told = "docker-image://" + compose::image_name(context.project, *found);
    } else if (compose::is_remote_context(value)) {
      told = value;
    } else {
      std::error_code error;
      if (!fs::is_directory(value, error))
        throw Error(fmt::format("{}.{}: {} is no folder", attribute(service, "additional_contexts"), name, value));
      const auto folder = "context-" + name;
      build.offers.folders[folder].root = value;
      told = "local:" + folder;
    }
  }
}

/// The first line of a Dockerfile may ask for a frontend of its own, which knows what it knows.
bool chooses_frontend(const engine_api::BuildOptions& options, const engine::BuildOffers& offers) {
  if (options.args.contains("BUILDKIT_SYNTAX")) return true;
  const auto folder = offers.folders.find("dockerfile");
  if (folder == offers.folders.end()) return true;  // in a repository: nobody knows
  const auto text = folder->second.files.find(options.dockerfile);
  if (text == folder->second.files.end()) return false;
  const auto first = std::string_view(text->second).substr(0, text->second.find('\n'));
  return first.starts_with('#') && first.find("syntax") != std::string_view::npos &&
         first.find('=') != std::string_view::npos;
}

void check_frontend(const compose::Service& service, const BuildKitBuild& build, const engine_api::Capabilities& can) {
  if (chooses_frontend(build.options, build.offers)) return;
  const auto refuse_if = [&](bool given, std::string_view name, std::string_view since) {
    if (!given) return;
    throw Error(fmt::format("{} is not known to this engine's Dockerfile frontend", attribute(service, name)),
                fmt::format("Docker {} knows it; or begin the Dockerfile with \"# syntax=docker/dockerfile:1\", which "
                            "fetches a newer frontend",
                            since));
  };
  refuse_if(!can.named_contexts && !build.options.contexts.empty(), "additional_contexts", "23");
  refuse_if(!can.build_limits && build.options.shm_size != 0, "shm_size", "23");
  refuse_if(!can.build_limits && !build.options.ulimits.empty(), "ulimits", "23");
}

/// "repository#main:folder" → the repository at main, and the folder in it.
void split_git_folder(engine_api::BuildOptions& options) {
  const auto hash = options.remote.find('#');
  const auto colon = hash == std::string::npos ? hash : options.remote.find(':', hash);
  if (colon == std::string::npos) return;
  options.remote_folder = options.remote.substr(colon + 1);
  options.remote.erase(colon == hash + 1 ? hash : colon);
  options.dockerfile = (fs::path(options.remote_folder) / options.dockerfile).string();
}

/// The same folder of the same user on the same machine.
std::string shared_key(const std::string& folder) {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  return engine::percent_encode(fmt::format("berth:{}:{}:{}", host.data(), ::getuid(), folder));
}

void add_dockerfile(const compose::Build& build, BuildKitBuild& out) {
  auto& folders = out.offers.folders;
  if (!build.dockerfile_inline.empty()) {
    out.options.dockerfile = default_dockerfile;
    out.options.dockerfile_here = true;
    folders["dockerfile"].files[out.options.dockerfile] = build.dockerfile_inline;
  } else if (out.options.remote.empty()) {
    auto read = engine::read_dockerfile(build.context, out.options.dockerfile);
    out.options.dockerfile = std::move(read.dockerfile);
    folders["dockerfile"].files = std::move(read.files);
  }
}

}  // namespace

ClassicBuild classic_build(const StepContext& context, const plan::BuildImage& step, const compose::Service& service) {
  const auto& build = *service.build;
  ClassicBuild out{common_options(context, step, service), nullptr};
  out.options.isolation = build.isolation;
  out.options.memory = step.memory;
  if (context.options.all_credentials) out.options.registries = context.options.all_credentials();
  std::vector<engine::ExtraFile> extras;
  for (const auto& [id, secret] : build_secrets(context, build)) {
    const auto path = fmt::format(".berth-secret-{}", extras.size());
    extras.push_back({path, value_of(id, secret)});
    out.options.secrets.push_back(fmt::format("id={},src={}", id, path));
  }
  if (!out.options.remote.empty()) return out;
  auto source = build.dockerfile_inline.empty()
                    ? engine::open_build_context(build.context, out.options.dockerfile, std::move(extras))
                    : engine::open_inline_build_context(build.context, build.dockerfile_inline, std::move(extras));
  out.options.dockerfile = std::move(source.dockerfile);
  out.tar = std::move(source.tar);
  return out;
}

BuildKitBuild buildkit_build(const StepContext& context, const plan::BuildImage& step, const compose::Service& service,
                             const engine_api::Capabilities& can) {
  const auto& build = *service.build;
  BuildKitBuild out{common_options(context, step, service), {}};
  auto& options = out.options;
  options.cache_to = cache_entries(build.cache_to);
  options.no_cache_filter = build.no_cache_filter;
  options.entitlements = build.entitlements;
  if (build.privileged) options.entitlements.emplace_back("security.insecure");
  if (plan::asks_for_attestation(build.provenance))
    options.attestations["provenance"] = plan::attestation_parameters(build.provenance);
  if (plan::asks_for_attestation(build.sbom)) options.attestations["sbom"] = plan::attestation_parameters(build.sbom);
  if (options.remote.empty()) out.offers.folders["context"].root = build.context;
  if (!can.git_folders) split_git_folder(options);
  add_dockerfile(build, out);
  add_contexts(context, service, out);
  check_frontend(service, out, can);
  out.offers.shared_key = shared_key(build.context);
  out.offers.agents = build_agents(context, service);
  out.offers.secret = [secrets = build_secrets(context, build)](const std::string& id) -> std::optional<std::string> {
    const auto found = secrets.find(id);
    if (found == secrets.end()) return std::nullopt;
    return value_of(id, found->second);
  };
  if (context.options.credentials) {
    out.offers.credentials = [&context](const std::string& registry) {
      return context.options.credentials(registry + "/any");
    };
  }
  return out;
}

}  // namespace berth::lifecycle
