// Steps on images: pull, build, remove.
#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "engine_client/image_reference.hpp"
#include "lifecycle/build_request.hpp"
#include "lifecycle/steps.hpp"
#include "plan/check_build.hpp"
#include "plan/image_steps.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;

/// Without its line break, and what a terminal would do with a carriage return.
std::string_view trim_end(std::string_view line) {
  while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
  return line;
}

engine::ProgressHandler progress_to(StepContext& context, StepIndex step) {
  const auto& planned = context.plan.steps[step];
  return [&context, step, action = action_of(planned.operation),
          resource = planned.resource](const engine_api::Progress& progress) {
    StepProgress event{step, action, resource, progress.id, progress.status, progress.current, progress.total};
    if (!event.message.empty()) return context.sink.emit(event);
    for (const auto line : split(progress.text, '\n')) {
      event.message = trim_end(line);
      if (!event.message.empty()) context.sink.emit(event);
    }
  };
}

/// "172.17.0.0/16" → "172.17.0.1": what Docker takes for the gateway before it has been restarted once, and does not
/// tell.
std::string first_address(const std::string& subnet) {
  const auto base = subnet.substr(0, subnet.find('/'));
  const auto dot = base.rfind('.');
  return dot == std::string::npos || base.substr(dot) != ".0" ? std::string() : base.substr(0, dot) + ".1";
}

/// What the engine calls the way to this host is known to the engine alone; BuildKit wants an address.
asio::awaitable<void> resolve_host_gateway(engine::Engine& engine, engine_api::BuildOptions& options) {
  constexpr std::string_view gateway = ":host-gateway";
  const auto wanted = [&](const std::string& host) { return host.ends_with(gateway); };
  if (std::ranges::none_of(options.extra_hosts, wanted)) co_return;
  const auto bridge = co_await engine.inspect_network("bridge");
  std::string address;
  for (const auto& pool : bridge.ipam.config) {
    if (address.empty()) address = pool.gateway.empty() ? first_address(pool.subnet) : pool.gateway;
  }
  if (address.empty()) throw Error("host-gateway in build.extra_hosts: the engine's network \"bridge\" has no gateway");
  for (auto& host : options.extra_hosts) {
    if (wanted(host)) host = host.substr(0, host.size() - gateway.size()) + ':' + address;
  }
}

asio::awaitable<std::string> build(StepContext& context, StepIndex step, const plan::BuildImage& planned) {
  const auto& service = *plan::find_service(context.project, planned.service);
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

asio::awaitable<std::optional<engine_api::ImageInspect>> find_image(engine::Engine& engine, std::string reference) {
  try {
    auto image = co_await engine.inspect_image(std::move(reference));
    co_return image;
  } catch (const engine::EngineError& error) {
    if (error.kind() != engine::ErrorKind::not_found) throw;
  }
  co_return std::nullopt;
}

/// Nobody uses it any more, or the engine keeps it: both are fine.
asio::awaitable<void> remove_leftover(engine::Engine& engine, std::string id) {
  try {
    co_await engine.remove_image(std::move(id), false);
  } catch (const engine::EngineError& error) {
    if (error.kind() == engine::ErrorKind::unavailable) throw;
  }
}

/// The id of what was built. When it is what was there before, made once more, the image of before keeps the names: a
/// new id would make new containers of an unchanged image.
asio::awaitable<std::string> settle(StepContext& context, const plan::BuildImage& planned,
                                    std::optional<engine_api::ImageInspect> before, std::string id) {
  const bool whole = id.starts_with("sha256:");  // otherwise the short id of the classic builder's last line
  if (whole && (!before || before->id == id)) co_return id;
  const auto built = co_await context.engine.inspect_image(planned.reference);
  if (!before || before->id == built.id || before->content != built.content) co_return built.id;
  auto names = plan::find_service(context.project, planned.service)->build->tags;
  names.push_back(planned.reference);
  for (const auto& name : names) {
    const auto image = engine::split_reference(name);
    co_await context.engine.tag_image(before->id, image.repository, image.tag);
  }
  co_await remove_leftover(context.engine, built.id);
  co_return before->id;
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
  const auto can = co_await context.engine.capabilities();
  std::optional<engine_api::ImageInspect> before;
  if (!can.stable_builds) before = co_await find_image(context.engine, planned.reference);
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
  id = co_await settle(context, planned, before, std::move(id));
  co_return StepOutput{std::move(id), {}};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::PushImage& push) {
  engine_api::RegistryAuth auth;
  if (context.options.credentials) auth = context.options.credentials(push.reference);
  co_await context.engine.push_image(push.reference, std::move(auth), progress_to(context, step));
  co_return StepOutput{};
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
