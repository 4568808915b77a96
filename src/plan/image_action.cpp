#include "plan/image_action.hpp"

#include <chrono>

#include <fmt/format.h>

#include "base/quantity.hpp"
#include "plan/facts.hpp"
#include "plan/project_error.hpp"

namespace berth::plan {

namespace {

std::string effective_policy(const compose::Service& service, Pull override_) {
  switch (override_) {
    case Pull::always: return "always";
    case Pull::missing: return "missing";
    case Pull::never: return "never";
    case Pull::by_policy: break;
  }
  if (service.pull_policy.empty() || service.pull_policy == "if_not_present") return "missing";
  return service.pull_policy;
}

/// daily, weekly, every_<duration>: how old the local image may be.
std::optional<Nanoseconds> refresh_period(const std::string& policy) {
  using namespace std::chrono_literals;
  constexpr std::string_view prefix = "every_";
  if (policy == "daily") return 24h;
  if (policy == "weekly") return 7 * 24h;
  if (policy.starts_with(prefix)) return parse_duration(std::string_view(policy).substr(prefix.size()));
  return std::nullopt;
}

bool is_stale(const Observed& observed, const ObservedImage& image, const std::string& policy) {
  const auto period = refresh_period(policy);
  if (!period) return false;
  return !image.last_tagged || observed.now - *image.last_tagged > *period;
}

[[noreturn]] void refuse(const compose::Service& service, const std::string& reference) {
  const bool buildable = service.build.has_value();
  throw ProjectError(
      service.span, fmt::format("service {}: image {} is not there and may not be pulled", service.name, reference),
      buildable ? "leave out --no-build" : "change pull_policy or --pull, or load the image yourself (docker load)");
}

}  // namespace

bool depends_on_age(const compose::Service& service, const UpOptions& options) {
  return refresh_period(effective_policy(service, options.pull)).has_value();
}

ImageAction image_action(const compose::Project& project, const compose::Service& service, const Observed& observed,
                         const UpOptions& options) {
  const auto reference = compose::image_name(project, service);
  const auto policy = effective_policy(service, options.pull);
  const auto* present = find_image(observed, reference);
  const bool may_build = service.build.has_value() && options.build != Build::never;
  const bool may_pull = !service.image.empty() && policy != "never" && policy != "build";

  ImageAction action;
  if (may_build && options.build == Build::always) {
    action.build = true;
    action.cause = {.reason = Reason::forced, .field = "--build"};
  } else if (may_build && policy == "build") {
    action.build = true;
    action.cause = {.reason = Reason::policy, .field = policy, .span = service.span};
  } else if (may_pull && (policy == "always" || (present != nullptr && is_stale(observed, *present, policy)))) {
    action.pull = true;
    action.build = may_build;
    action.cause = {.reason = Reason::policy, .field = policy, .span = service.span};
  } else if (present == nullptr) {
    action.pull = may_pull;
    action.build = may_build;
    action.cause = {.reason = Reason::absent};
    if (!action.any()) refuse(service, reference);
  }
  return action;
}

}  // namespace berth::plan
