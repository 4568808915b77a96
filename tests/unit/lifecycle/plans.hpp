// Small plans for the tests: steps on containers, networks and gates, by name.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "plan/plan.hpp"

namespace berth::test {

class PlanOf {
 public:
  using Needs = std::vector<plan::Need>;

  plan::StepIndex network(const std::string& name) {
    plan::CreateNetwork create;
    create.request.name = name;
    return add(std::move(create), {plan::ResourceKind::network, name, {}}, {});
  }
  plan::StepIndex pull(const std::string& reference) {
    return add(plan::PullImage{reference, {}}, {plan::ResourceKind::image, reference, {}}, {});
  }
  plan::StepIndex create(const std::string& name, Needs needs = {}) {
    plan::CreateContainer create;
    create.request.name = name;
    create.request.config.labels = labels(name);
    return add(std::move(create), of(name), std::move(needs));
  }
  plan::StepIndex start(const std::string& name, plan::StepIndex created_by) {
    return add(plan::StartContainer{{{}, created_by, name}}, of(name), {{created_by, true}});
  }
  plan::StepIndex start(const std::string& name, plan::StepIndex created_by, Needs needs) {
    needs.push_back({created_by, true});
    return add(plan::StartContainer{{{}, created_by, name}}, of(name), std::move(needs));
  }
  plan::StepIndex start_existing(const std::string& name, Needs needs = {}) {
    return add(plan::StartContainer{existing(name)}, of(name), std::move(needs));
  }
  plan::StepIndex stop(const std::string& name, std::optional<Nanoseconds> timeout = {}, Needs needs = {}) {
    return add(plan::StopContainer{existing(name), timeout}, of(name), std::move(needs));
  }
  plan::StepIndex remove(const std::string& name, Needs needs = {}) {
    return add(plan::RemoveContainer{existing(name), std::nullopt}, of(name), std::move(needs));
  }
  plan::StepIndex rename(const std::string& name, const std::string& new_name, Needs needs = {}) {
    return add(plan::RenameContainer{existing(name), new_name}, of(name), std::move(needs));
  }
  plan::StepIndex remove_network(const std::string& name, Needs needs = {}) {
    return add(plan::RemoveNetwork{"net-" + name, name}, {plan::ResourceKind::network, name, {}}, std::move(needs));
  }
  /// After the start step of the container.
  plan::StepIndex gate(const std::string& name, plan::Condition condition, plan::StepIndex started) {
    plan::WaitFor wait;
    wait.condition = condition;
    const auto* start = std::get_if<plan::StartContainer>(&plan.steps.at(started).operation);
    wait.containers = {start->container};
    return add(std::move(wait), {plan::ResourceKind::service, name, name}, {{started, true}});
  }
  plan::StepIndex hook(const std::string& name, plan::StepIndex created_by, plan::StepIndex started) {
    plan::RunHook hook;
    hook.container = {{}, created_by, name};
    hook.request.command = {"warm-up"};
    return add(std::move(hook), of(name), {{started, true}});
  }

  plan::StepIndex run_to_end(const std::string& name, plan::StepIndex created_by) {
    return add(plan::RunToEnd{{{}, created_by, name}}, of(name), {{created_by, true}});
  }

  static engine_api::StringMap labels(const std::string& name) {
    return {{"com.docker.compose.project", "shop"}, {"com.docker.compose.config-hash", "hash-of-" + name}};
  }

  plan::Plan plan;

 private:
  static plan::Resource of(const std::string& name) { return {plan::ResourceKind::container, name, name}; }
  static plan::ContainerReference existing(const std::string& name) { return {"id-" + name, {}, name}; }

  plan::StepIndex add(plan::Operation operation, plan::Resource resource, Needs needs) {
    plan::Step step;
    step.operation = std::move(operation);
    step.resource = std::move(resource);
    step.needs = std::move(needs);
    step.causes = {{}};
    plan.steps.push_back(std::move(step));
    return plan.steps.size() - 1;
  }
};

}  // namespace berth::test
