#include "plan/bake.hpp"

#include <algorithm>
#include <filesystem>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compose/resolve_paths.hpp"
#include "plan/build_source.hpp"
#include "plan/image_steps.hpp"
#include "plan/labels.hpp"

namespace berth::plan {
namespace {

namespace json = boost::json;

/// A target's name has no dots.
std::string target_name(std::string service) {
  std::ranges::replace(service, '.', '_');
  return service;
}

void put(json::object& target, const char* key, const std::string& value) {
  if (!value.empty()) target[key] = value;
}

void put(json::object& target, const char* key, const std::vector<std::string>& values) {
  if (values.empty()) return;
  json::array array;
  for (const auto& value : values) array.emplace_back(value);
  target[key] = std::move(array);
}

void put(json::object& target, const char* key, const std::map<std::string, std::string>& values) {
  if (values.empty()) return;
  json::object object;
  for (const auto& [name, value] : values) object[name] = value;
  target[key] = std::move(object);
}

std::map<std::string, std::string> contexts_of(const compose::Build& build) {
  auto contexts = build.additional_contexts;
  for (auto& [name, value] : contexts) {
    if (const auto service = context_service(value)) value = "target:" + target_name(*service);
  }
  return contexts;
}

std::map<std::string, std::string> args_of(const compose::Project& project, const compose::Build& build) {
  std::map<std::string, std::string> args;
  for (const auto& [name, value] : build.args) {
    if (const auto known = value ? value : project.environment.value(name)) args[name] = *known;
  }
  return args;
}

/// Where secrets come from, not what they are.
std::vector<std::string> secrets_of(const compose::Project& project, const compose::Build& build) {
  std::vector<std::string> texts;
  for (const auto& secret : build.secrets) {
    const auto found = project.secrets.find(secret.source);
    if (found == project.secrets.end()) continue;
    const auto id = secret.target.empty() ? secret.source : secret.target;
    texts.push_back(found->second.file.empty() ? fmt::format("id={},type=env,env={}", id, found->second.environment)
                                               : fmt::format("id={},type=file,src={}", id, found->second.file));
  }
  return texts;
}

std::vector<std::string> ssh_of(const compose::Build& build) {
  std::vector<std::string> texts;
  for (const auto& [id, path] : build.ssh) texts.push_back(id + '=' + path);
  return texts;
}

std::vector<std::string> ulimits_of(const compose::Build& build) {
  std::vector<std::string> texts;
  for (const auto& [name, limit] : build.ulimits) {
    texts.push_back(limit.single ? fmt::format("{}={}", name, *limit.single)
                                 : fmt::format("{}={}:{}", name, limit.soft, limit.hard));
  }
  return texts;
}

std::vector<std::string> attestations_of(const compose::Build& build) {
  std::vector<std::string> texts;
  const auto add = [&](const char* type, const std::string& value) {
    if (value.empty()) return;
    if (!asks_for_attestation(value)) {
      texts.push_back(fmt::format("type={},disabled=true", type));
    } else {
      const auto parameters = attestation_parameters(value);
      texts.push_back(fmt::format("type={}{}{}", type, parameters.empty() ? "" : ",", parameters));
    }
  };
  add("provenance", build.provenance);
  add("sbom", build.sbom);
  return texts;
}

std::string dockerfile_of(const compose::Build& build) {
  if (!build.dockerfile_inline.empty() || build.dockerfile.empty()) return {};
  if (compose::is_remote_context(build.context)) return build.dockerfile;
  return (std::filesystem::path(build.context) / build.dockerfile).lexically_normal().string();
}

json::object target_of(const compose::Project& project, const compose::Service& service, bool push) {
  const auto& build = *service.build;
  json::object target;
  put(target, "context", build.context);
  put(target, "contexts", contexts_of(build));
  put(target, "dockerfile", dockerfile_of(build));
  put(target, "dockerfile-inline", build.dockerfile_inline);
  put(target, "args", args_of(project, build));
  auto labels = build.labels;
  labels[label::project] = project.name;
  labels[label::service] = service.name;
  labels[label::version] = compose_version;
  put(target, "labels", labels);
  auto tags = build.tags;
  const auto name = compose::image_name(project, service);
  if (std::ranges::find(tags, name) == tags.end()) tags.push_back(name);
  put(target, "tags", tags);
  put(target, "cache-from", build.cache_from);
  put(target, "cache-to", build.cache_to);
  put(target, "target", build.target);
  put(target, "secret", secrets_of(project, build));
  put(target, "ssh", ssh_of(build));
  put(target, "platforms", build.platforms);
  if (build.pull) target["pull"] = true;
  if (build.no_cache) target["no-cache"] = true;
  put(target, "no-cache-filter", build.no_cache_filter);
  put(target, "network", build.network);
  if (build.shm_size) target["shm-size"] = std::to_string(*build.shm_size);
  put(target, "ulimits", ulimits_of(build));
  auto entitlements = build.entitlements;
  if (build.privileged) entitlements.emplace_back("security.insecure");
  put(target, "entitlements", entitlements);
  std::map<std::string, std::string> hosts;
  for (const auto& [host, addresses] : build.extra_hosts) hosts[host] = fmt::format("{}", fmt::join(addresses, ","));
  put(target, "extra-hosts", hosts);
  put(target, "output", std::vector<std::string>{push ? "type=registry" : "type=docker"});
  put(target, "attest", attestations_of(build));
  return target;
}

void write(const json::value& value, std::string& out, std::size_t depth) {
  const std::string inner((depth + 1) * 2, ' ');
  const auto list = [&](char open, char close, const auto& items, const auto& write_item) {
    out += open;
    const char* before = "\n";
    for (const auto& item : items) {
      out += before + inner;
      write_item(item);
      before = ",\n";
    }
    out += '\n' + std::string(depth * 2, ' ') + close;
  };
  if (value.is_object()) {
    list('{', '}', value.get_object(), [&](const json::key_value_pair& entry) {
      out += json::serialize(entry.key()) + ": ";
      write(entry.value(), out, depth + 1);
    });
  } else if (value.is_array()) {
    list('[', ']', value.get_array(), [&](const json::value& item) { write(item, out, depth + 1); });
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string bake_file(const compose::Project& project, const std::vector<std::string>& services, bool push) {
  auto sorted = services;
  std::ranges::sort(sorted);
  json::array names;
  json::object targets;
  for (const auto& service : sorted) {
    names.emplace_back(target_name(service));
    targets[target_name(service)] = target_of(project, *find_service(project, service), push);
  }
  const json::object file{{"group", {{"default", {{"targets", std::move(names)}}}}}, {"target", std::move(targets)}};
  std::string out;
  write(file, out, 0);
  return out + '\n';
}

}  // namespace berth::plan
