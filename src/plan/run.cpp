#include "plan/run.hpp"

#include <fmt/format.h>

#include "plan/check.hpp"
#include "plan/labels.hpp"
#include "plan/project_error.hpp"
#include "plan/up_members.hpp"

namespace berth::plan {

namespace {

constexpr std::size_t short_slug = 12;

template <typename Map>
void put_over(Map& target, const Map& over) {
  for (const auto& [name, value] : over) target[name] = value;
}

void append(auto& target, const auto& more) {
  target.insert(target.end(), more.begin(), more.end());
}

/// Nobody who looks for the service finds the one-off.
void forget_aliases(engine_api::EndpointSettings& endpoint, const std::string& name) {
  endpoint.aliases = {name};
}

ContainerDraft draft_one_off(const Up& up, const compose::Service& service, const OneOff& one_off) {
  auto draft = draft_container(up.request_context(), service, 0, {});
  auto& request = draft.create.request;
  request.config.labels[label::slug] = one_off.slug;
  request.config.attach_stdin = one_off.attached && one_off.stdin_open;
  request.config.stdin_once = request.config.attach_stdin;
  request.host.auto_remove = one_off.auto_remove;
  if (one_off.use_aliases) return draft;
  for (auto& [network, endpoint] : request.endpoints) forget_aliases(endpoint, one_off.name);
  for (auto& late : draft.late_networks) forget_aliases(late.endpoint, one_off.name);
  return draft;
}

void add_one_off(Up& up, const OneOff& one_off) {
  const auto& service = up.service(one_off.service);
  const Resource resource{ResourceKind::container, one_off.name, service.name};
  Member member;
  member.peer = {.name = one_off.name, .number = 1, .reference = {}};
  member.change = up.builder.change(ChangeKind::run, resource, {{.reason = Reason::requested, .field = "run"}});
  add_create(up, service, draft_one_off(up, service, one_off), member, resource);
  up.members[service.name].push_back(std::move(member));
}

}  // namespace

std::string one_off_name(const compose::Project& project, const std::string& service, const std::string& slug) {
  return fmt::format("{0}{1}{2}{1}run{1}{3}", project.name, project.separator, service, slug.substr(0, short_slug));
}

compose::Service service_of_one_off(const compose::Service& service, const OneOff& one_off) {
  auto run = service;
  run.container_name = one_off.name;
  run.tty = one_off.tty;
  run.stdin_open = one_off.stdin_open;
  run.scale = 1;
  run.restart.clear();
  if (run.deploy) run.deploy->restart_policy.reset();
  run.pre_start.clear();
  run.post_start.clear();
  if (one_off.entrypoint) {
    run.entrypoint = one_off.entrypoint;
    run.command = std::vector<std::string>{};
  }
  if (!one_off.command.empty()) run.command = one_off.command;
  put_over(run.environment, one_off.environment);
  put_over(run.labels, one_off.labels);
  if (!one_off.user.empty()) run.user = one_off.user;
  if (!one_off.working_dir.empty()) run.working_dir = one_off.working_dir;
  append(run.cap_add, one_off.cap_add);
  append(run.cap_drop, one_off.cap_drop);
  if (!one_off.service_ports) run.ports.clear();
  append(run.ports, one_off.ports);
  for (const auto& mount : one_off.volumes) {
    std::erase_if(run.volumes, [&](const compose::Mount& other) { return other.target == mount.target; });
  }
  append(run.volumes, one_off.volumes);
  return run;
}

Plan make_run(const compose::Project& project, const Observed& observed, const UpOptions& options,
              const OneOff& one_off) {
  auto changed = project;
  auto& target = changed.services.at(one_off.service);
  if (target.provider)
    throw ProjectError(target.span, fmt::format("service {} has a provider and no container to run", one_off.service));
  target = service_of_one_off(target, one_off);
  Up up(changed, observed, options, "run");
  refuse_unsupported(up);
  if (!options.prepared) up.preparations = add_preparations(up.builder, changed, up.selection);
  plan_images(up);
  plan_networks(up);
  plan_volumes(up);
  if (options.remove_orphans) plan_orphans(up);
  for (const auto& service : up.selection.ordered) {
    if (service != one_off.service && !up.service(service).provider) converge(up, service);
  }
  plan_restarts(up);
  plan_releases(up);
  add_one_off(up, one_off);
  plan_starts(up);
  connect_names(up);
  connect_ports(up);
  return std::move(up.builder).finish();
}

}  // namespace berth::plan
