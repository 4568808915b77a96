// A build as BuildKit's Dockerfile frontend wants it (moby/buildkit frontend/dockerui: the keys of its options).
#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine_api/buildkit.hpp"

namespace berth::engine_api {
namespace {

namespace json = boost::json;

void add(StringMap& attributes, const std::string& key, const std::string& value) {
  if (!value.empty()) attributes[key] = value;
}

/// "name:address" → "name=address"; an address of IPv6 has colons of its own.
std::string hosts_text(const Strings& hosts) {
  Strings texts;
  for (auto host : hosts) {
    if (const auto colon = host.find(':'); colon != std::string::npos) host[colon] = '=';
    texts.push_back(std::move(host));
  }
  return fmt::format("{}", fmt::join(texts, ","));
}

std::string ulimits_text(const std::vector<Ulimit>& ulimits) {
  Strings texts;
  for (const auto& limit : ulimits) texts.push_back(fmt::format("{}={}:{}", limit.name, limit.soft, limit.hard));
  return fmt::format("{}", fmt::join(texts, ","));
}

/// Images are named as all versions understand it, the rest as JSON.
void add_cache_from(StringMap& attributes, const std::vector<CacheEntry>& entries) {
  Strings images;
  json::array others;
  for (const auto& entry : entries) {
    const auto reference = entry.attributes.find("ref");
    if (entry.type == "registry" && entry.attributes.size() == 1 && reference != entry.attributes.end()) {
      images.push_back(reference->second);
      continue;
    }
    json::object parameters;
    for (const auto& [name, value] : entry.attributes) parameters[name] = value;
    others.push_back(json::object{{"Type", entry.type}, {"Attrs", std::move(parameters)}});
  }
  add(attributes, "cache-from", fmt::format("{}", fmt::join(images, ",")));
  if (!others.empty()) attributes["cache-imports"] = json::serialize(others);
}

StringMap attributes_of(const BuildOptions& options) {
  StringMap attributes;
  add(attributes, "context", options.remote);
  add(attributes, "contextsubdir", options.remote_folder);
  add(attributes, "filename", options.dockerfile);
  if (options.dockerfile_here) attributes["dockerfilekey"] = "dockerfile";
  add(attributes, "target", options.target);
  add(attributes, "platform", fmt::format("{}", fmt::join(options.platforms, ",")));
  add(attributes, "add-hosts", hosts_text(options.extra_hosts));
  add(attributes, "ulimit", ulimits_text(options.ulimits));
  add_cache_from(attributes, options.cache_from);
  if (options.network_mode == "host" || options.network_mode == "none")
    attributes["force-network-mode"] = options.network_mode;
  if (options.shm_size != 0) attributes["shm-size"] = std::to_string(options.shm_size);
  // Without a value all stages are meant.
  if (options.no_cache) {
    attributes["no-cache"] = "";
  } else {
    add(attributes, "no-cache", fmt::format("{}", fmt::join(options.no_cache_filter, ",")));
  }
  attributes["image-resolve-mode"] = options.pull ? "pull" : "default";
  for (const auto& [name, value] : options.args) {
    if (value) attributes["build-arg:" + name] = *value;
  }
  for (const auto& [name, value] : options.labels) attributes["label:" + name] = value;
  for (const auto& [name, value] : options.contexts) attributes["context:" + name] = value;
  for (const auto& [name, value] : options.attestations) attributes["attest:" + name] = value;
  return attributes;
}

/// The cache within the image itself may be asked for by an argument, too.
std::vector<CacheEntry> exports_of(const BuildOptions& options) {
  auto entries = options.cache_to;
  const auto argument = options.args.find("BUILDKIT_INLINE_CACHE");
  const bool asked = argument != options.args.end() && (argument->second == "1" || argument->second == "true");
  const bool there = std::ranges::any_of(entries, [](const CacheEntry& entry) { return entry.type == "inline"; });
  if (asked && !there) entries.push_back({"inline", {}});
  return entries;
}

}  // namespace

SolveRequest solve_request(const BuildOptions& options) {
  SolveRequest request;
  request.exporter = "moby";
  if (!options.tags.empty()) request.exporter_attributes["name"] = fmt::format("{}", fmt::join(options.tags, ","));
  request.attributes = attributes_of(options);
  request.cache_exports = exports_of(options);
  request.entitlements = options.entitlements;
  const bool host = options.network_mode == "host";
  if (host && std::ranges::find(request.entitlements, "network.host") == request.entitlements.end())
    request.entitlements.emplace_back("network.host");
  return request;
}

}  // namespace berth::engine_api
