// Containers of `up`: which stay, which are replaced, which go, which come.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "plan/divergence.hpp"
#include "plan/labels.hpp"
#include "plan/names.hpp"
#include "plan/project_error.hpp"
#include "plan/up_members.hpp"

namespace berth::plan {

namespace {

Recreate recreate_policy(const Up& up, const std::string& service) {
  if (up.selection.named.contains(service)) return up.options.recreate;
  if (up.options.always_recreate_deps) return Recreate::force;
  return up.options.recreate == Recreate::never ? Recreate::never : Recreate::diverged;
}

std::vector<Candidate> judge(const Up& up, const compose::Service& service) {
  const bool named = up.selection.named.contains(service.name);
  const DivergenceContext context{.project = up.project,
                                  .observed = up.observed,
                                  .recreate = recreate_policy(up, service.name),
                                  .renew_anonymous_volumes = up.options.renew_anonymous_volumes && named,
                                  .image_renewed = up.image_steps.contains(compose::image_name(up.project, service)),
                                  .lacks_variables = !missing_variables(up.project, service, up.options).empty(),
                                  .remade_volumes = up.remade_volumes,
                                  .peers = up.peers};
  std::vector<Candidate> candidates;
  for (const auto* container : containers_of(up.observed, service.name))
    candidates.push_back({.container = container,
                          .number = number_of(*container).value_or(0),
                          .causes = recreate_causes(context, service, *container)});
  return candidates;
}

/// Those that fit first, then by number: what stands last goes first when there are too many. Of two with one number,
/// as an interrupted recreate leaves them, the one that fits comes first, then the one with the proper name.
void sort_by_worth(std::vector<Candidate>& candidates, const compose::Project& project,
                   const compose::Service& service) {
  const auto key = [&](const Candidate& candidate) {
    const bool misnamed = candidate.container->name() != container_name(project, service, candidate.number);
    return std::tuple(!candidate.causes.empty(), candidate.number, misnamed);
  };
  std::ranges::stable_sort(candidates, {}, key);
}

/// The first `wanted` of different numbers stay; the rest is surplus.
std::vector<Candidate> take_surplus(std::vector<Candidate>& candidates, std::int64_t wanted) {
  std::vector<Candidate> kept;
  std::vector<Candidate> surplus;
  for (auto& candidate : candidates) {
    const bool taken = std::ranges::find(kept, candidate.number, &Candidate::number) != kept.end();
    const bool full = static_cast<std::int64_t>(kept.size()) >= wanted;
    candidate.duplicate = taken;
    (taken || full ? surplus : kept).push_back(std::move(candidate));
  }
  std::ranges::sort(kept, {}, &Candidate::number);
  candidates = std::move(kept);
  return surplus;
}

void remove_surplus(Up& up, const std::vector<Candidate>& surplus, std::size_t there, std::int64_t wanted) {
  for (const auto& candidate : surplus) {
    Cause cause{.reason = Reason::replaced};
    if (!candidate.duplicate)
      cause = {.reason = Reason::scale_down, .from = std::to_string(there), .to = std::to_string(wanted)};
    remove_container(up, *candidate.container, std::move(cause));
  }
}

void check_single(const compose::Service& service, std::int64_t wanted) {
  if (wanted <= 1 || service.container_name.empty()) return;
  throw ProjectError(service.span,
                     fmt::format("service {}: {} containers cannot share the name {} of container_name", service.name,
                                 wanted, service.container_name),
                     "leave out container_name, or run one container");
}

void warn_fixed_ports(Up& up, const compose::Service& service, std::int64_t wanted) {
  if (wanted <= 1) return;
  for (const auto& port : service.ports) {
    if (port.published.empty() || port.published == "0" || port.published.find('-') != std::string::npos) continue;
    up.builder.warn(
        "fixed-port",
        fmt::format("service {}: {} containers cannot all publish host port {}", service.name, wanted, port.published),
        "publish a range, or leave the host port to the engine");
    return;
  }
}

void publish_peers(Up& up, const std::string& service) {
  auto& peers = up.peers[service];
  for (const auto& member : up.members[service]) peers.push_back(member.peer);
}

}  // namespace

void converge(Up& up, const std::string& name) {
  const auto& service = up.service(name);
  const auto wanted = wanted_replicas(service, up.options.scale);
  check_single(service, wanted);
  warn_fixed_ports(up, service, wanted);
  auto candidates = judge(up, service);
  std::int64_t next = 1;
  for (const auto& candidate : candidates) next = std::max(next, candidate.number + 1);
  const auto there = candidates.size();
  sort_by_worth(candidates, up.project, service);
  remove_surplus(up, take_surplus(candidates, wanted), there, wanted);

  for (auto& candidate : candidates) {
    if (candidate.causes.empty()) {
      keep_member(up, service, candidate);
    } else {
      replace_member(up, service, candidate);
    }
  }
  const auto kept = static_cast<std::int64_t>(candidates.size());
  for (std::int64_t count = kept; count < wanted; ++count) {
    Cause cause{.reason = Reason::absent};
    if (kept > 0) cause = {.reason = Reason::scale_up, .from = std::to_string(kept), .to = std::to_string(wanted)};
    create_member(up, service, next++, std::move(cause));
  }
  publish_peers(up, name);
}

}  // namespace berth::plan
