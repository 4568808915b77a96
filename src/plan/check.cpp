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
  [[nodiscard]] Span place(std::string_view attribute) const {
    return compose::place_of(service_.places, attribute, service_.span);
  }
  void refuse(Span span, const std::string& attribute, const std::string& why, const std::string& hint = {}) {
    diagnostics_.add({.code = "unsupported-attribute",
                      .span = span.begin.known() ? span : service_.span,
                      .path = "services." + service_.name,
                      .message = attribute + " " + why,
                      .hint = hint});
  }
  void refuse_if(bool given, const std::string& attribute, const std::string& why) {
    if (given) refuse(place(attribute), attribute, why);
  }
  void ignore_if(bool given, const std::string& attribute,
                 const std::string& why = "means something only in a cluster and is ignored",
                 const std::string& hint = {}) {
    if (!given) return;
    diagnostics_.add({.severity = Severity::warning,
                      .code = "ignored-attribute",
                      .span = place(attribute),
                      .path = "services." + service_.name,
                      .message = attribute + " " + why,
                      .hint = hint});
  }
  void mode(const compose::Deploy& deploy);
  void file(const std::string& kind, const compose::FileReference& reference,
            const std::map<std::string, compose::FileObject>& objects);

  const compose::Project& project_;
  const compose::Service& service_;
  Diagnostics& diagnostics_;
};

bool is_whole_number(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void ServiceCheck::attributes() {
  ignore_if(service_.credential_spec.has_value(), "credential_spec",
            "names an account of Windows containers and has no effect");
  refuse_if(service_.uts.starts_with("service:"), "uts", "cannot name a service: engines share it with the host only");
}

void ServiceCheck::mode(const compose::Deploy& deploy) {
  constexpr std::string_view known[] = {"", "replicated", "global", "replicated-job", "global-job"};
  if (std::ranges::find(known, deploy.mode) == std::end(known)) {
    refuse(place("deploy.mode"), "deploy.mode", fmt::format("\"{}\" is unknown", deploy.mode),
           "modes are replicated, global, replicated-job and global-job");
  }
  ignore_if(deploy.is_global() && deploy.replicas.value_or(1) != 1, "deploy.replicas",
            fmt::format("has no effect: mode {} runs one container on each host", deploy.mode));
}

void ServiceCheck::deploy() {
  if (!service_.deploy) return;
  const auto& deploy = *service_.deploy;
  mode(deploy);
  ignore_if(!deploy.labels.empty(), "deploy.labels", "are those of a cluster's service object and reach no container",
            "labels of the containers stand in `labels`");
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
  const auto refuse_part = [&](bool given, const char* part, const char* why, const char* hint) {
    if (given) refuse(compose::place_of(described.places, part, described.span), attribute + "." + part, why, hint);
  };
  constexpr auto cluster = "is kept by a cluster, which this engine is not";
  refuse_part(described.external, "external", cluster, "use `file`, or `environment`");
  refuse_part(!described.driver.empty(), "driver", cluster, "use `file`, or `environment`");
  refuse_part(described.driver.empty() && !described.driver_opts.empty(), "driver_opts", cluster,
              "use `file`, or `environment`");
  refuse_part(!described.template_driver.empty(), "template_driver", cluster,
              "Berth puts variables in where the compose file names them: ${NAME}");
  if (described.content && service_.read_only)
    refuse(reference.span, attribute, "cannot be put into a container with read_only",
           "use `file`, or leave out read_only");
  for (const auto& [part, number] : {std::pair("uid", reference.uid), std::pair("gid", reference.gid)}) {
    if (!is_whole_number(number))
      refuse(reference.span, attribute, fmt::format("has the {} \"{}\", which is no number", part, number),
             "names are known only inside of the container");
  }
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
