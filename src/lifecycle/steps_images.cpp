// Steps on images: pull, build, remove.
#include <utility>

#include <fmt/format.h>

#include "engine_client/build_context.hpp"
#include "lifecycle/steps.hpp"
#include "plan/labels.hpp"

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

/// What only BuildKit can do is refused, not ignored.
void check_buildable(const std::string& service, const compose::Build& build) {
  const auto refuse = [&](bool used, const char* attribute) {
    if (!used) return;
    throw Error(fmt::format("services.{}.build.{} needs BuildKit, and images are built with the classic builder",
                            service, attribute),
                fmt::format("build the image with `docker buildx build` and name it in services.{}.image", service));
  };
  refuse(build.context.find("://") != std::string::npos || build.context.starts_with("git@"), "context with a URL");
  refuse(!build.additional_contexts.empty(), "additional_contexts");
  refuse(!build.secrets.empty(), "secrets");
  refuse(!build.ssh.empty(), "ssh");
  refuse(!build.cache_to.empty(), "cache_to");
  refuse(!build.entitlements.empty(), "entitlements");
  refuse(!build.no_cache_filter.empty(), "no_cache_filter");
  refuse(build.platforms.size() > 1, "platforms with several entries");
  refuse(build.privileged, "privileged");
}

/// `ARG` values that the file leaves open are taken from the environment (compose-spec build: args).
std::map<std::string, std::optional<std::string>> build_args(const compose::Project& project,
                                                             const compose::Build& build) {
  auto args = build.args;
  for (auto& [name, value] : args) {
    if (!value) value = project.environment.value(name);
  }
  std::erase_if(args, [](const auto& arg) { return !arg.second; });
  return args;
}

engine_api::BuildOptions build_options(const StepContext& context, const plan::BuildImage& step,
                                       const compose::Service& service) {
  const auto& build = *service.build;
  engine_api::BuildOptions options;
  options.tags = {step.reference};
  options.tags.insert(options.tags.end(), build.tags.begin(), build.tags.end());
  options.target = build.target;
  options.platform = build.platforms.empty() ? service.platform : build.platforms.front();
  options.network_mode = build.network;
  options.args = build_args(context.project, build);
  options.labels = build.labels;
  options.labels[plan::label::project] = context.project.name;
  options.labels[plan::label::service] = service.name;
  options.labels[plan::label::version] = plan::compose_version;
  options.cache_from = build.cache_from;
  for (const auto& [host, addresses] : build.extra_hosts) {
    for (const auto& address : addresses) options.extra_hosts.push_back(host + ":" + address);
  }
  options.shm_size = build.shm_size.value_or(0);
  options.no_cache = build.no_cache || step.no_cache;
  options.pull = build.pull || step.pull_base;
  if (context.options.all_credentials) options.registries = context.options.all_credentials();
  return options;
}

engine::BuildContext open_context(const compose::Build& build) {
  if (!build.dockerfile_inline.empty())
    return engine::open_inline_build_context(build.context, build.dockerfile_inline);
  return engine::open_build_context(build.context, build.dockerfile.empty() ? "Dockerfile" : build.dockerfile);
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

asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::BuildImage& build) {
  if (build.unless_pulled && context.results[*build.unless_pulled].status == StepStatus::done) {
    co_return StepOutput{context.results[*build.unless_pulled].id, "pulled"};
  }
  const auto& service = context.project.services.at(build.service);
  check_buildable(service.name, *service.build);
  auto options = build_options(context, build, service);
  auto source = open_context(*service.build);
  options.dockerfile = source.dockerfile;
  auto id = co_await context.engine.build_image(std::move(options), std::move(source.tar), progress_to(context, step));
  if (!id.starts_with("sha256:")) {  // the short id of the builder's last line; labels carry the whole one
    const auto image = co_await context.engine.inspect_image(build.reference);
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
