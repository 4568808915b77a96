#include "plan/request_parts.hpp"

namespace berth::plan::request {

namespace {

constexpr std::string_view visible_paths = "systempaths=unconfined";

/// A profile that stands in a file goes over by its bytes, or, to an engine that opens files itself, by its path.
std::string security_option(const std::string& option, const compose::Service& service, bool by_value) {
  const auto profile = service.seccomp_profiles.find(option);
  if (profile == service.seccomp_profiles.end()) return option;
  return "seccomp=" + (by_value ? profile->second.json : profile->second.path);
}

}  // namespace

void fill_security(engine_api::HostConfig& host, const compose::Service& service,
                   const engine_api::Capabilities& capabilities) {
  for (const auto& option : service.security_opt) {
    if (option != visible_paths) {
      host.security_opt.push_back(security_option(option, service, capabilities.security_by_value));
    } else if (capabilities.security_by_value) {
      // Docker's command line does the same: the option is none of the engine's.
      host.masked_paths.emplace();
      host.readonly_paths.emplace();
    } else {
      host.security_opt.emplace_back("unmask=ALL");
    }
  }
}

}  // namespace berth::plan::request
