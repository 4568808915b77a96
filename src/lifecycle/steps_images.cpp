// Steps on images: pull, build, remove.
#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "lifecycle/build_request.hpp"
#include "lifecycle/steps.hpp"
#include "plan/check_build.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;

engine::ProgressHandler progress_to(StepContext& context, StepIndex step) {
  const auto& planned = context.plan.steps[step];
  return [&context, step, action = action_of(planned.operation),
          resource = planned.resource](const engine_api::Progress& progress) {
    StepProgress event{step, action, resource, progress.id, progress.status, progress.current, progress.total};
    if (event.message.empty()) event.message = progress.text;
    if (!event.message.empty()) context.sink.emit(event);
  };
}

/// What the engine calls the way to this host is known to the engine alone; BuildKit wants an address.
asio::awaitable<void> resolve_host_gateway(engine::Engine& engine, engine_api::BuildOptions& options) {
  constexpr std::string_view gateway = ":host-gateway";
  const auto wanted = [&](const std::string& host) { return host.ends_with(gateway); };
  if (std::ranges::none_of(options.extra_hosts, wanted)) co_return;
  const auto bridge = co_await engine.inspect_network("bridge");
  std::string address;
  for (const auto& pool : bridge.ipam.config) {
    if (address.empty()) address = pool.gateway;
  }
  if (address.empty()) throw Error("host-gateway in build.extra_hosts: the engine's network \"bridge\" has no gateway");
  for (auto& host : options.extra_hosts) {
    if (wanted(host)) host = host.substr(0, host.size() - gateway.size()) + ':' + address;
  }
}

asio::awaitable<std::string> build(StepContext& context, StepIndex step, const plan::BuildImage& planned) {
  const auto& service = context.project.services.at(planned.service);
  const auto can = co_await context.engine.capabilities();
  auto progress = progress_to(context, step);
  if (plan::builds_with_buildkit(context.project, can)) {
    auto request = buildkit_build(context, planned, service, can);
    co_await resolve_host_gateway(context.engine, request.options);
    auto id =
        co_await context.engine.solve_image(std::move(request.options), std::move(request.offers), std::move(progress));
    co_return id;
  }
  auto request = classic_build(context, planned, service);
  auto id =
      co_await context.engine.build_image(std::move(request.options), std::move(request.tar), std::move(progress));
  co_return id;
}

}  // namespace

asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::PullImage& pull) {
  engine::PullOptions options;
  options.platform = pull.platform;
  if (context.options.credentials) options.auth = context.options.credentials(pull.reference);
  co_await context.engine.pull_image(pull.reference, std::move(options), progress_to(context, step));
  const auto image = co_await context.engine.inspect_image(pull.reference);
  co_return StepOutput{image.id, {}};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::BuildImage& planned) {
  if (planned.unless_pulled && context.results[*planned.unless_pulled].status == StepStatus::done) {
    co_return StepOutput{context.results[*planned.unless_pulled].id, "pulled"};
  }
  std::optional<engine::BuildError> failure;
  std::string id;
  try {
    id = co_await build(context, step, planned);
  } catch (const engine::BuildError& error) {
    failure = error;
  }
  if (failure) {
    ContainerFailure output;
    output.last_lines = failure->last_lines();
    throw ContainerError(failure->what(), failure->hint(), std::move(output));
  }
  if (!id.starts_with("sha256:")) {  // the short id of the builder's last line; labels carry the whole one
    const auto image = co_await context.engine.inspect_image(planned.reference);
    id = image.id;
  }
  co_return StepOutput{std::move(id), {}};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::RemoveImage& remove) {
  std::string kept;
  try {
    co_await context.engine.remove_image(remove.reference, false);
  } catch (const engine::EngineError& error) {
    if (error.kind() == engine::ErrorKind::not_found) co_return StepOutput{{}, "not there"};
    if (error.kind() != engine::ErrorKind::conflict) throw;
    kept = error.message();
  }
  if (kept.empty()) co_return StepOutput{};
  context.sink.emit(
      Warning{step, context.plan.steps[step].resource, fmt::format("image {} stays: {}", remove.reference, kept)});
  co_return StepOutput{{}, "in use"};
}

}  // namespace berth::lifecycle
