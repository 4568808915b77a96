// Programs beside the engine: providers of services, and models.
#pragma once

#include <map>
#include <string>

#include "plan/builder.hpp"
#include "plan/options.hpp"
#include "plan/selection.hpp"

namespace berth::plan {

/// Steps by service (providers) and by key (models).
struct Preparations {
  std::map<std::string, StepIndex> providers;
  std::map<std::string, StepIndex> models;
};

/// The providers among the selected services, and the models that these use.
Preparations add_preparations(PlanBuilder& builder, const compose::Project& project, const Selection& selection);

/// One run of a provider: "up", "stop", "down".
StepIndex add_provider(PlanBuilder& builder, const compose::Service& service, const std::string& command);

/// Services with a provider that this one depends on directly.
std::vector<std::string> providers_of(const compose::Project& project, const compose::Service& service);

/// Whose variables the service lacks until the preparations are executed: providers and models.
std::vector<std::string> missing_variables(const compose::Project& project, const compose::Service& service,
                                           const UpOptions& options);

}  // namespace berth::plan
