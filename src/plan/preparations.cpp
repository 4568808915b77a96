#include "plan/preparations.hpp"

#include "plan/make.hpp"

namespace berth::plan {

StepIndex add_provider(PlanBuilder& builder, const compose::Service& service, const std::string& command) {
  RunProvider run{.service = service.name, .type = service.provider->type, .command = command, .options = {}};
  for (const auto& [name, values] : service.provider->options) {
    for (const auto& value : values) run.options.emplace_back(name, value);
  }
  const Resource resource{ResourceKind::service, service.name, service.name};
  const auto change = builder.change(
      ChangeKind::run, resource, {{.reason = Reason::provider, .field = service.provider->type, .span = service.span}});
  return builder.add(change, std::move(run), resource);
}

std::vector<std::string> providers_of(const compose::Project& project, const compose::Service& service) {
  std::vector<std::string> names;
  for (const auto& [name, how] : service.depends_on) {
    const auto needed = project.services.find(name);
    if (needed != project.services.end() && needed->second.provider) names.push_back(name);
  }
  return names;
}

std::vector<std::string> missing_variables(const compose::Project& project, const compose::Service& service,
                                           const UpOptions& options) {
  if (options.prepared) return {};
  auto names = providers_of(project, service);
  for (const auto& [key, use] : service.models) names.push_back(key);
  return names;
}

namespace {

void add_model(PlanBuilder& builder, Preparations& steps, const compose::Model& model) {
  if (steps.models.contains(model.key)) return;
  const Resource resource{ResourceKind::model, model.name.empty() ? model.key : model.name, ""};
  const auto change =
      builder.change(ChangeKind::run, resource, {{.reason = Reason::model, .field = model.model, .span = model.span}});
  PrepareModel prepare{model.key, model.model, model.context_size, model.runtime_flags};
  steps.models[model.key] = builder.add(change, std::move(prepare), resource);
}

}  // namespace

Preparations add_preparations(PlanBuilder& builder, const compose::Project& project, const Selection& selection) {
  Preparations steps;
  for (const auto& name : selection.ordered) {
    const auto& service = project.services.at(name);
    for (const auto& [key, use] : service.models) {
      const auto model = project.models.find(key);
      if (model != project.models.end()) add_model(builder, steps, model->second);
    }
    if (!service.provider) continue;
    const auto step = add_provider(builder, service, "up");
    for (const auto& needed : providers_of(project, service)) {
      const auto first = steps.providers.find(needed);
      if (first != steps.providers.end()) builder.need(step, first->second, service.depends_on.at(needed).required);
    }
    steps.providers[name] = step;
  }
  return steps;
}

Plan make_preparations(const compose::Project& project, const UpOptions& options) {
  PlanBuilder builder(options.no_start ? "create" : "up", project.name);
  add_preparations(builder, project, select_services(project, options.services, options.no_deps));
  return std::move(builder).finish();
}

}  // namespace berth::plan
