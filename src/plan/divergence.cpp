#include "plan/divergence.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "compose/name_settings.hpp"
#include "plan/diff.hpp"
#include "plan/files.hpp"
#include "plan/labels.hpp"
#include "plan/names.hpp"

namespace berth::plan {

namespace {

std::string_view digits_of(std::string_view id) {
  return id.substr(id.find(':') == std::string_view::npos ? 0 : id.find(':') + 1);
}

void add_forced(std::vector<Cause>& causes, const DivergenceContext& context) {
  if (context.recreate == Recreate::force) causes.push_back({.reason = Reason::forced, .field = "--force-recreate"});
  if (context.renew_anonymous_volumes) causes.push_back({.reason = Reason::forced, .field = "--renew-anon-volumes"});
}

std::string referred_service(const std::string& mode) {
  constexpr std::string_view prefix = "service:";
  return mode.starts_with(prefix) ? mode.substr(prefix.size()) : "";
}

/// "service[:ro]" of volumes_from; empty for "container:name".
std::string volumes_service(const std::string& text) {
  return text.starts_with("container:") ? "" : text.substr(0, text.find(':'));
}

/// A namespace or volumes that belong to another container than the one that the service names today.
struct SharedWith {
  std::string service;
  std::string have;  ///< as the engine tells it; empty: unknown
  std::string want;  ///< "container:<id>"; still "service:<name>" when that container is a new one
};

std::vector<SharedWith> shared_fields(const compose::Service& service, const ContainerSummary& container,
                                      const engine_api::ContainerInspect* inspect,
                                      const engine_api::HostConfig& wanted) {
  std::vector<SharedWith> fields = {
      {referred_service(service.network_mode), inspect ? inspect->host.network_mode : container.network_mode,
       wanted.network_mode},
      {referred_service(service.ipc), inspect ? inspect->host.ipc_mode : "", wanted.ipc_mode},
      {referred_service(service.pid), inspect ? inspect->host.pid_mode : "", wanted.pid_mode},
  };
  for (std::size_t index = 0; index < service.volumes_from.size(); ++index) {
    const auto& have = inspect ? inspect->host.volumes_from : engine_api::Strings{};
    fields.push_back({volumes_service(service.volumes_from[index]), index < have.size() ? have[index] : "",
                      wanted.volumes_from[index]});
  }
  std::erase_if(fields, [](const SharedWith& field) { return field.service.empty(); });
  return fields;
}

void add_shared(std::vector<Cause>& causes, const DivergenceContext& context, const compose::Service& service,
                const ContainerSummary& container) {
  if (shared_services(service).empty()) return;
  const RequestContext request{context.project, context.observed, context.peers};
  const auto wanted = draft_container(request, service, number_of(container).value_or(1), {});
  for (const auto& field :
       shared_fields(service, container, inspect_of(context.observed, container), wanted.create.request.host)) {
    // The first container of the other service is made in this plan: its id is not known yet.
    const auto peers = context.peers.find(field.service);
    const bool is_new = peers != context.peers.end() && !peers->second.empty() &&
                        peers->second.front().reference.created_by.has_value();
    const bool stale = !field.have.empty() && field.have != field.want;
    const Cause cause{.reason = Reason::parent_recreated, .field = field.service};
    if ((is_new || stale) && std::ranges::find(causes, cause) == causes.end()) causes.push_back(cause);
  }
}

/// Another release than ours hashes some attributes in another way, and references to services hash with ids: then the
/// container itself decides.
bool hash_is_authoritative(const compose::Service& service, const ContainerSummary& container) {
  return container.label(label::version) == compose_version && shared_services(service).empty();
}

/// Docker Compose cuts "1500ms" down to one second, Berth rounds up: no reason to recreate.
void forgive_rounding(std::vector<Cause>& causes, const compose::Service& service) {
  if (!service.stop_grace_period) return;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(*service.stop_grace_period);
  const auto cut = seconds.count() == 0 ? std::string() : std::to_string(seconds.count());
  std::erase_if(causes, [&](const Cause& cause) { return cause.field == "stop_grace_period" && cause.from == cut; });
}

void add_configuration(std::vector<Cause>& causes, const DivergenceContext& context, const compose::Service& service,
                       const ContainerSummary& container) {
  if (!hash_differs(service, container) || context.lacks_variables) return;
  std::vector<Cause> found;
  const auto* inspect = inspect_of(context.observed, container);
  if (inspect != nullptr) {
    const RequestContext request{context.project, context.observed, context.peers};
    const auto wanted = draft_container(request, service, number_of(container).value_or(1), {});
    const auto* image = find_image(context.observed, compose::image_name(context.project, service));
    const bool same_image = image != nullptr && image->config && image->id == inspect->image_id;
    found = differences(*inspect, wanted, same_image ? &*image->config : nullptr);
    forgive_rounding(found, service);
    if (found.empty() && !hash_is_authoritative(service, container)) return;
  }
  if (found.empty()) found.push_back({.reason = Reason::hash_changed, .span = service.span});
  causes.insert(causes.end(), found.begin(), found.end());
}

void add_image(std::vector<Cause>& causes, const DivergenceContext& context, const compose::Service& service,
               const ContainerSummary& container) {
  const auto* image = find_image(context.observed, compose::image_name(context.project, service));
  if (image == nullptr || context.image_renewed) return;
  if (std::ranges::count(causes, "image", &Cause::field) != 0) return;  // another reference: said already
  const auto& written = container.label(label::image);
  const auto& current = written.empty() ? container.image_id : written;
  if (digits_of(current) != digits_of(image->id))
    causes.push_back({.reason = Reason::image_changed, .from = current, .to = image->id});
}

/// A network that was removed and made again has another id: a container that still names the old one cannot start.
/// One that does not run and is not on the network can still join it (keep_member).
bool misses_network(const ContainerSummary& container, const engine_api::NetworkSummary* network,
                    const std::string& name) {
  const auto attached = container.networks.find(name);
  if (attached == container.networks.end()) return is_running(container);
  const auto& id = attached->second.network_id;
  if (id.empty()) return false;
  if (network == nullptr) return true;
  // Podman 4 gives the network's name as its id.
  return id != network->id && id != network->name;
}

void add_networks(std::vector<Cause>& causes, const DivergenceContext& context, const compose::Service& service,
                  const ContainerSummary& container) {
  for (const auto& [key, attachment] : service.networks) {
    const auto name = network_name(context.project, key);
    if (misses_network(container, find_network(context.observed, name), name))
      causes.push_back({.reason = Reason::not_on_network, .field = name});
  }
}

void add_remade_volumes(std::vector<Cause>& causes, const DivergenceContext& context, const compose::Service& service) {
  for (const auto& mount : service.volumes) {
    if (mount.type != compose::MountType::volume) continue;
    auto name = volume_name(context.project, mount.source);
    if (context.remade_volumes.contains(name))
      causes.push_back({.reason = Reason::volume_changed, .field = std::move(name)});
  }
}

void add_volumes(std::vector<Cause>& causes, const DivergenceContext& context, const compose::Service& service,
                 const ContainerSummary& container) {
  const auto mounts = mounts_of(context.observed, container);
  if (!mounts) return;
  for (const auto& mount : service.volumes) {
    if (mount.type != compose::MountType::volume || mount.source.empty()) continue;
    auto name = volume_name(context.project, mount.source);
    if (!context.remade_volumes.contains(name) && std::ranges::count(*mounts, name, &engine_api::MountPoint::name) == 0)
      causes.push_back({.reason = Reason::not_on_volume, .field = std::move(name)});
  }
}

/// Docker Compose writes no digests: its containers are not judged by them.
void add_contents(std::vector<Cause>& causes, const DivergenceContext& context, const compose::Service& service,
                  const ContainerSummary& container) {
  const auto& written = container.label(label::content_hash);
  if (written.empty()) return;
  for (auto& path :
       changed_paths(written, content_digests(copied_files(context.project, service), service.seccomp_profiles)))
    causes.push_back({.reason = Reason::content_changed, .field = std::move(path)});
}

/// Labels of a container stay as they are. What its image says is not the file's to change.
void add_names(std::vector<Cause>& causes, const DivergenceContext& context, const compose::Service& service,
               const ContainerSummary& container) {
  const auto& written = container.label(compose::name_settings_label);
  const auto found = service.labels.find(compose::name_settings_label);
  const std::string wanted = found == service.labels.end() ? "" : found->second;
  if (written == wanted) return;
  const auto* image = find_image(context.observed, compose::image_name(context.project, service));
  const bool of_image =
      image != nullptr && image->config && image->config->labels.contains(compose::name_settings_label);
  if (wanted.empty() && of_image) return;
  causes.push_back({.reason = Reason::field_changed, .field = "x-berth.dns", .from = written, .to = wanted});
}

}  // namespace

std::set<std::string> shared_services(const compose::Service& service) {
  std::set<std::string> shared = {referred_service(service.network_mode), referred_service(service.ipc),
                                  referred_service(service.pid)};
  for (const auto& text : service.volumes_from) shared.insert(volumes_service(text));
  shared.erase("");
  return shared;
}

bool hash_differs(const compose::Service& service, const ContainerSummary& container) {
  return container.label(label::config_hash) != service.config_hash;
}

std::vector<Cause> recreate_causes(const DivergenceContext& context, const compose::Service& service,
                                   const ContainerSummary& container) {
  std::vector<Cause> causes;
  if (container.state == engine_api::ContainerStatus::dead)
    causes.push_back({.reason = Reason::not_running, .from = describe_state(context.observed, container)});
  if (context.recreate == Recreate::never) return causes;
  add_forced(causes, context);
  add_shared(causes, context, service, container);
  add_configuration(causes, context, service, container);
  add_image(causes, context, service, container);
  add_remade_volumes(causes, context, service);
  add_contents(causes, context, service, container);
  add_names(causes, context, service, container);
  // A changed configuration has named its networks and volumes already.
  if (hash_differs(service, container) && !causes.empty()) return causes;
  add_networks(causes, context, service, container);
  add_volumes(causes, context, service, container);
  return causes;
}

}  // namespace berth::plan
