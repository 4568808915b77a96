// Steps on networks and volumes.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lifecycle/steps.hpp"
#include "plan/labels.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using engine::ErrorKind;

/// Made by somebody else in the meantime, for the same purpose?
bool same_purpose(const engine_api::NetworkSummary& there, const engine_api::NetworkCreate& wanted) {
  return std::ranges::all_of(wanted.labels,
                             [&](const auto& label) { return there.label(label.first) == label.second; });
}

Error still_used(const std::string& kind, const std::string& name, const std::vector<std::string>& users,
                 const std::string& engine_words) {
  if (users.empty()) return Error(fmt::format("{} {} is still in use: {}", kind, name, engine_words));
  return Error(
      fmt::format("{} {} is still used by {}", kind, name, join_words(users)),
      fmt::format("take {} off it or remove {}, then run the command again",
                  users.size() == 1 ? "that container" : "those containers", users.size() == 1 ? "it" : "them"));
}

asio::awaitable<std::vector<std::string>> containers_on_network(engine::Engine& engine, std::string id) {
  std::vector<std::string> names;
  const auto network = co_await engine.inspect_network(std::move(id));
  for (const auto& [container, endpoint] : network.containers) {
    names.push_back(endpoint.name.empty() ? container : endpoint.name);
  }
  std::ranges::sort(names);
  co_return names;
}

asio::awaitable<std::vector<std::string>> containers_with_volume(engine::Engine& engine, std::string name) {
  engine_api::Filters filters;
  filters["volume"] = {std::move(name)};
  const auto containers = co_await engine.list_containers(std::move(filters), true);
  std::vector<std::string> names;
  for (const auto& container : containers) names.push_back(container.name());
  std::ranges::sort(names);
  co_return names;
}

}  // namespace

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::CreateNetwork& create) {
  std::optional<engine::EngineError> taken;
  try {
    auto id = co_await context.engine.create_network(create.request);
    co_return StepOutput{std::move(id), {}};
  } catch (const engine::EngineError& error) {
    if (error.kind() != ErrorKind::conflict) throw;
    taken = error;
  }
  const auto there = co_await context.engine.inspect_network(create.request.name);
  if (!same_purpose(there, create.request)) throw engine::EngineError(*taken);
  co_return StepOutput{there.id, "made by another command"};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::RemoveNetwork& remove) {
  const auto capabilities = co_await context.engine.capabilities();
  std::string refused;
  try {
    co_await context.engine.remove_network(capabilities.checks_network_id ? remove.id : remove.name);
  } catch (const engine::EngineError& error) {
    if (error.kind() == ErrorKind::not_found) co_return StepOutput{{}, "not there"};
    if (error.kind() != ErrorKind::conflict) throw;
    refused = error.message();
  }
  if (refused.empty()) co_return StepOutput{};
  const auto users = co_await containers_on_network(context.engine, remove.id);
  throw still_used("network", remove.name, users, refused);
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::CreateVolume& create) {
  const auto volume = co_await context.engine.create_volume(create.request);
  co_return StepOutput{volume.name, {}};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::RemoveVolume& remove) {
  std::string refused;
  try {
    co_await context.engine.remove_volume(remove.name, true);
  } catch (const engine::EngineError& error) {
    if (error.kind() == ErrorKind::not_found) co_return StepOutput{{}, "not there"};
    if (error.kind() != ErrorKind::conflict) throw;
    refused = error.message();
  }
  if (refused.empty()) co_return StepOutput{};
  const auto users = co_await containers_with_volume(context.engine, remove.name);
  throw still_used("volume", remove.name, users, refused);
}

}  // namespace berth::lifecycle
