#include <optional>

#include "plan/labels.hpp"
#include "plan/request_parts.hpp"
#include "plan/resolve.hpp"

namespace berth::plan {

namespace {

constexpr std::string_view service_prefix = "service:";
constexpr std::string_view container_prefix = "container:";

std::string& field_of(engine_api::ContainerCreate& request, const LateReference& reference) {
  switch (reference.field) {
    case LateReference::Field::network_mode: return request.host.network_mode;
    case LateReference::Field::ipc_mode: return request.host.ipc_mode;
    case LateReference::Field::pid_mode: return request.host.pid_mode;
    case LateReference::Field::volumes_from: break;
  }
  return request.host.volumes_from.at(reference.index);
}

bool is_mode(const LateReference& reference) {
  return reference.field != LateReference::Field::volumes_from;
}

void set(engine_api::ContainerCreate& request, const LateReference& reference, const std::string& id) {
  field_of(request, reference) = (is_mode(reference) ? std::string(container_prefix) : "") + id + reference.suffix;
}

/// The first container of a service: what shares its namespace or volumes joins that one.
const Peer* first_peer(const RequestContext& context, const std::string& service) {
  const auto peers = context.peers.find(service);
  return peers == context.peers.end() || peers->second.empty() ? nullptr : &peers->second.front();
}

void refer(CreateContainer& create, const RequestContext& context, LateReference reference, const std::string& target) {
  const Peer* peer = first_peer(context, target);
  if (peer == nullptr) return;
  if (!peer->reference.created_by) return set(create.request, reference, peer->reference.id);
  reference.created_by = *peer->reference.created_by;
  create.references.push_back(reference);
}

void refer_mode(CreateContainer& create, const RequestContext& context, LateReference::Field field,
                const std::string& mode) {
  if (!mode.starts_with(service_prefix)) return;
  LateReference reference;
  reference.field = field;
  refer(create, context, reference, mode.substr(service_prefix.size()));
}

/// "service[:ro]" or "container:name[:ro]".
void refer_volumes(CreateContainer& create, const RequestContext& context, const std::string& text) {
  auto& list = create.request.host.volumes_from;
  if (text.starts_with(container_prefix)) {
    list.push_back(text.substr(container_prefix.size()));
    return;
  }
  const auto colon = text.find(':');
  LateReference reference;
  reference.field = LateReference::Field::volumes_from;
  reference.index = list.size();
  if (colon != std::string::npos) reference.suffix = text.substr(colon);
  list.push_back(text);
  refer(create, context, reference, text.substr(0, colon));
}

}  // namespace

void request::fill_references(CreateContainer& create, const RequestContext& context, const compose::Service& service) {
  using Field = LateReference::Field;
  refer_mode(create, context, Field::network_mode, service.network_mode);
  refer_mode(create, context, Field::ipc_mode, service.ipc);
  refer_mode(create, context, Field::pid_mode, service.pid);
  for (const auto& text : service.volumes_from) refer_volumes(create, context, text);
}

engine_api::ContainerCreate resolve(const CreateContainer& create,
                                    const std::function<std::string(StepIndex)>& container_id,
                                    const std::string& image_id) {
  auto request = create.request;
  for (const auto& reference : create.references) set(request, reference, container_id(reference.created_by));
  if (!image_id.empty()) request.config.labels[label::image] = image_id;
  return request;
}

}  // namespace berth::plan
