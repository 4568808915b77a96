#include "cli/on_project.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "plan/labels.hpp"

namespace berth::cli {

namespace asio = boost::asio;
using engine_api::ContainerSummary;

int on_project(Context& context, const std::vector<std::string>& services, OnSignal on_signal,
               const ProjectTask& task) {
  const auto source = load_for_services(context, services);
  Session session(context);
  return session.run(on_signal, [&] { return task(session, source); });
}

asio::awaitable<ContainerSummary> container_of_service(engine::Engine& engine, const std::string& project,
                                                       const std::string& service, std::optional<int> index, bool all) {
  auto containers = co_await project_containers(engine, project, {service}, all);
  if (index && *index > 0) {
    std::erase_if(containers, [&](const auto& container) { return plan::number_of(container) != *index; });
  }
  if (!containers.empty()) co_return containers.front();
  if (index && *index > 0) throw Error(fmt::format("service \"{}\" is not running container #{}", service, *index));
  throw Error(fmt::format("service \"{}\" {}", service, all ? "has no container" : "is not running"),
              fmt::format("`berth up -d {}` brings it up", service));
}

bool only_told(const Context& context, const std::string& what) {
  if (context.options.dry_run) write(Stream::out, fmt::format("would {}\n", escape_terminal(what)));
  return context.options.dry_run;
}

}  // namespace berth::cli
