#include "plan/check.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace berth::plan {

namespace {

/// Collects what is wrong with one service.
class ServiceCheck {
 public:
  ServiceCheck(const compose::Project& project, const compose::Service& service, Diagnostics& diagnostics)
      : project_(project), service_(service), diagnostics_(diagnostics) {}

  void attributes();
  void deploy();
  void files();
  void networks(const engine_api::Capabilities& can);
  void mounts(const engine_api::Capabilities& can);

 private:
  void refuse(Span span, const std::string& attribute, const std::string& why, const std::string& hint = {}) {
    diagnostics_.add({.code = "unsupported-attribute",
                      .span = span.begin.known() ? span : service_.span,
                      .path = "services." + service_.name,
                      .message = attribute + " " + why,
                      .hint = hint});
  }
  void refuse_if(bool given, const std::string& attribute, const std::string& why = "is not carried by Berth yet") {
    if (given) refuse(service_.span, attribute, why);
  }
  void ignore_if(bool given, const std::string& attribute) {
    if (!given) return;
    diagnostics_.add({.severity = Severity::warning,
                      .code = "ignored-attribute",
                      .span = service_.span,
                      .path = "services." + service_.name,
                      .message = attribute + " means something only in a cluster and is ignored"});
  }
  void file(const std::string& kind, const compose::FileReference& reference,
            const std::map<std::string, compose::FileObject>& objects);

  const compose::Project& project_;
  const compose::Service& service_;
  Diagnostics& diagnostics_;
};

bool names_profile_file(const std::string& option) {
  for (const std::string_view prefix : {"seccomp=", "seccomp:"}) {
    if (!option.starts_with(prefix)) continue;
    const auto value = option.substr(prefix.size());
    return value != "unconfined" && value != "builtin" && !value.starts_with('{');
  }
  return false;
}

void ServiceCheck::attributes() {
  refuse_if(service_.provider.has_value(), "provider");
  refuse_if(!service_.models.empty(), "models");
  refuse_if(service_.credential_spec.has_value(), "credential_spec");
  refuse_if(service_.use_api_socket, "use_api_socket");
  if (!service_.pre_start.empty())
    refuse(service_.pre_start.front().span, "pre_start", "is not carried by Berth yet",
           "make it a service of its own that others wait for with service_completed_successfully");
  refuse_if(service_.uts.starts_with("service:"), "uts", "cannot name a service: engines share it with the host only");
  for (const auto& option : service_.security_opt) {
    refuse_if(option.starts_with("systempaths=") || option.starts_with("systempaths:"), "security_opt",
              "does not carry systempaths yet");
    refuse_if(names_profile_file(option), "security_opt", "does not carry a seccomp profile from a file yet");
  }
}

void ServiceCheck::deploy() {
  if (!service_.deploy) return;
  const auto& deploy = *service_.deploy;
  refuse_if(!deploy.mode.empty() && deploy.mode != "replicated", "deploy.mode",
            fmt::format("\"{}\" needs a cluster", deploy.mode));
  ignore_if(!deploy.endpoint_mode.empty(), "deploy.endpoint_mode");
  ignore_if(deploy.update_config.has_value(), "deploy.update_config");
  ignore_if(deploy.rollback_config.has_value(), "deploy.rollback_config");
  ignore_if(!deploy.placement.constraints.empty() || !deploy.placement.preferences.empty(), "deploy.placement");
  ignore_if(deploy.reservations && deploy.reservations->cpus != 0, "deploy.resources.reservations.cpus");
  ignore_if(deploy.reservations && !deploy.reservations->generic_resources.empty(),
            "deploy.resources.reservations.generic_resources");
  if (deploy.restart_policy) {
    ignore_if(deploy.restart_policy->delay.has_value(), "deploy.restart_policy.delay");
    ignore_if(deploy.restart_policy->window.has_value(), "deploy.restart_policy.window");
  }
}

void ServiceCheck::file(const std::string& kind, const compose::FileReference& reference,
                        const std::map<std::string, compose::FileObject>& objects) {
  const auto object = objects.find(reference.source);
  if (object == objects.end()) return;
  const auto& described = object->second;
  const auto attribute = fmt::format("{}.{}", kind, reference.source);
  if (described.external) refuse(described.span, attribute, "is external, which needs a cluster", "use `file`");
  if (!described.driver.empty() || !described.template_driver.empty())
    refuse(described.span, attribute, "has a driver, which needs a cluster");
  if (described.content && service_.read_only)
    refuse(described.span, attribute, "cannot be put into a container with read_only",
           "use `file`, or leave out read_only");
}

void ServiceCheck::files() {
  for (const auto& reference : service_.secrets) file("secrets", reference, project_.secrets);
  for (const auto& reference : service_.configs) file("configs", reference, project_.configs);
}

void ServiceCheck::networks(const engine_api::Capabilities& can) {
  for (const auto& [name, attachment] : service_.networks) {
    if (!attachment) continue;
    if (attachment->gw_priority != 0 && !can.gateway_priority)
      refuse(attachment->span, "networks." + name + ".gw_priority", "is not known to this engine",
             "Docker 28 knows it");
    if (!attachment->interface_name.empty() && can.api < engine_api::ApiVersion{1, 49})
      refuse(attachment->span, "networks." + name + ".interface_name", "is not known to this engine",
             "Docker 28.1 knows it");
  }
}

void ServiceCheck::mounts(const engine_api::Capabilities& can) {
  using compose::MountType;
  for (const auto& mount : service_.volumes) {
    const auto attribute = "volumes." + mount.target;
    if (mount.type == MountType::npipe || mount.type == MountType::cluster)
      refuse(mount.span, attribute, "has a type that this engine does not know");
    if (mount.type == MountType::image && !can.image_mounts)
      refuse(mount.span, attribute, "mounts an image, which this engine cannot do", "Docker 28 can");
    if (mount.volume && !mount.volume->subpath.empty() && !can.volume_subpath)
      refuse(mount.span, attribute, "names a subpath, which this engine would ignore", "Docker 26 knows it");
  }
}

}  // namespace

Diagnostics check(const compose::Project& project, const engine_api::Capabilities& capabilities,
                  const std::vector<std::string>& services) {
  Diagnostics diagnostics;
  for (const auto& [name, service] : project.services) {
    if (!services.empty() && std::ranges::find(services, name) == services.end()) continue;
    ServiceCheck service_check(project, service, diagnostics);
    service_check.attributes();
    service_check.deploy();
    service_check.files();
    service_check.networks(capabilities);
    service_check.mounts(capabilities);
  }
  for (const auto& [key, network] : project.networks) {
    if (network.enable_ipv4 == false && !capabilities.enable_ipv4 && !network.external)
      diagnostics.error("unsupported-attribute", network.span,
                        fmt::format("networks.{}.enable_ipv4 is not known to this engine", key), "Docker 28 knows it");
  }
  return diagnostics;
}

}  // namespace berth::plan
