#include "cli/container_selection.hpp"

#include <algorithm>
#include <tuple>

#include "plan/labels.hpp"

namespace berth::cli {

using engine_api::ContainerSummary;

std::vector<ContainerSummary> service_containers(std::vector<ContainerSummary> containers,
                                                 const std::vector<std::string>& services) {
  std::erase_if(containers, [&](const ContainerSummary& container) {
    const bool wanted = services.empty() || std::ranges::find(services, plan::service_of(container)) != services.end();
    return !wanted || !plan::is_managed(container) || plan::is_one_off(container);
  });
  std::ranges::sort(containers, {}, [](const ContainerSummary& container) {
    return std::make_tuple(plan::service_of(container), plan::number_of(container).value_or(0), container.id);
  });
  return containers;
}

boost::asio::awaitable<std::vector<ContainerSummary>> project_containers(engine::Engine& engine,
                                                                         const std::string& project,
                                                                         const std::vector<std::string>& services,
                                                                         bool all) {
  engine_api::Filters filters{{"label", {std::string(plan::label::project) + "=" + project}}};
  auto containers = co_await engine.list_containers(std::move(filters), all);
  co_return service_containers(std::move(containers), services);
}

std::vector<lifecycle::LogTarget> log_targets(const std::vector<ContainerSummary>& containers,
                                              const compose::Project& project) {
  std::vector<lifecycle::LogTarget> targets;
  for (const auto& container : containers) {
    lifecycle::LogTarget target;
    target.id = container.id;
    target.source.index = targets.size();
    target.source.container = container.name();
    target.source.service = plan::service_of(container);
    target.source.number = static_cast<std::uint32_t>(plan::number_of(container).value_or(0));
    const auto service = project.services.find(target.source.service);
    target.tty = service != project.services.end() && service->second.tty;
    targets.push_back(std::move(target));
  }
  return targets;
}

}  // namespace berth::cli
