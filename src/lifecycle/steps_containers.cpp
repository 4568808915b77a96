// Steps on containers: create, start, stop, restart, remove, rename, networks, files, hooks.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "engine_client/tar.hpp"
#include "lifecycle/failure.hpp"
#include "lifecycle/kill.hpp"
#include "lifecycle/port_conflict.hpp"
#include "lifecycle/steps.hpp"
#include "lifecycle/stop.hpp"
#include "plan/labels.hpp"
#include "plan/resolve.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using engine::ErrorKind;

constexpr std::size_t longest_output = 4096;

/// Who has the name that a new container should get?
std::string describe_owner(const engine_api::ContainerInspect& owner) {
  const auto label = owner.config.labels.find(plan::label::project);
  if (label == owner.config.labels.end()) {
    return fmt::format("container {} belongs to no project: remove or rename it", owner.name);
  }
  return fmt::format("container {} belongs to project {}: remove or rename it, or change container_name", owner.name,
                     label->second);
}

/// Did an earlier try of this very step make it, whose answer was lost with the connection?
bool own_work(const engine_api::ContainerInspect& there, const engine_api::StringMap& labels) {
  if (there.state.status != engine_api::ContainerStatus::created || labels.empty()) return false;
  return std::ranges::all_of(labels, [&](const auto& label) {
    const auto found = there.config.labels.find(label.first);
    return found != there.config.labels.end() && found->second == label.second;
  });
}

/// A name whose owner is being removed (by a command that was killed) is free in a moment. false: it stays taken.
asio::awaitable<bool> becomes_free(engine::Engine& engine, std::string name) {
  try {
    const auto owner = co_await engine.inspect_container(std::move(name));
    if (owner.state.status != engine_api::ContainerStatus::removing) co_return false;
    const engine::Deadline deadline{30s};
    co_await engine.wait_container(owner.id, engine::WaitCondition::removed, deadline);
  } catch (const engine::EngineError& error) {
    if (error.kind() != ErrorKind::not_found) throw;
  }
  co_return true;
}

bool says(const engine::EngineError& error, std::string_view words) {
  return error.message().find(words) != std::string::npos;
}

/// Also waits for a removal that is under way. false: it was not there.
asio::awaitable<bool> remove_container(engine::Engine& engine, std::string id, bool volumes) {
  bool under_way = false;
  try {
    const engine::RemoveContainer options{true, volumes};
    co_await engine.remove_container(id, options);
  } catch (const engine::EngineError& error) {
    if (error.kind() == ErrorKind::not_found) co_return false;
    under_way = error.kind() == ErrorKind::conflict && says(error, "already in progress");
    if (!under_way) throw;
  }
  if (!under_way) co_return true;
  try {
    co_await engine.wait_container(id, engine::WaitCondition::removed, engine::Deadline{2min});
  } catch (const engine::EngineError& error) {
    if (error.kind() != ErrorKind::not_found) throw;
  }
  co_return true;
}

/// An anonymous volume that a container outside of the project shares (volumes_from) is that one's to remove.
asio::awaitable<void> remove_unless_used(engine::Engine& engine, std::string volume) {
  try {
    co_await engine.remove_volume(std::move(volume), false);
  } catch (const engine::EngineError& error) {
    if (error.kind() != ErrorKind::not_found && error.kind() != ErrorKind::conflict) throw;
  }
}

asio::awaitable<StepOutput> try_create(StepContext& context, StepIndex step, engine_api::ContainerCreate request) {
  auto created = co_await context.engine.create_container(std::move(request));
  for (auto& warning : created.warnings) {
    context.sink.emit(Warning{step, context.plan.steps[step].resource, std::move(warning)});
  }
  co_return StepOutput{std::move(created.id), {}};
}

std::string relative_to_root(const std::string& path) {
  return path.substr(std::min(path.find_first_not_of('/'), path.size()));
}

}  // namespace

std::string id_of(const StepContext& context, const plan::ContainerReference& reference) {
  if (!reference.created_by) return reference.id;
  const auto& id = context.results[*reference.created_by].id;
  if (id.empty()) throw Error(fmt::format("container {} was not created", reference.name));
  return id;
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::CreateContainer& create) {
  const auto made_by = [&context](plan::StepIndex other) { return context.results[other].id; };
  const auto image = create.image_step ? context.results[*create.image_step].id : std::string();
  auto request = plan::resolve(create, made_by, image);
  std::optional<engine::EngineError> taken;
  try {
    auto output = co_await try_create(context, step, request);
    co_return output;
  } catch (const engine::EngineError& error) {
    if (error.kind() != ErrorKind::conflict) throw;
    taken = error;
  }
  const bool free = co_await becomes_free(context.engine, request.name);
  if (free) {
    auto output = co_await try_create(context, step, request);
    co_return output;
  }
  auto owner = co_await context.engine.inspect_container(request.name);
  if (own_work(owner, request.config.labels)) co_return StepOutput{std::move(owner.id), {}};
  throw Error(fmt::format("the name {} is taken: {}", request.name, taken->message()), describe_owner(owner));
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::StartContainer& start) {
  const auto id = id_of(context, start.container);
  if (context.has_gates) co_await context.hub.open();
  if (context.options.before_start) co_await context.options.before_start(context.plan.steps[step].resource, id);
  std::optional<engine::EngineError> refused;
  try {
    co_await context.engine.start_container(id);
  } catch (const engine::EngineError& error) {
    const bool tried = error.kind() == ErrorKind::failed || error.kind() == ErrorKind::bad_request;
    if (!tried) throw;
    refused = error;
  }
  if (!refused) {
    if (context.options.after_start) context.options.after_start(context.plan.steps[step].resource, id);
    co_return StepOutput{id, {}};
  }
  std::string hint = refused->hint();
  if (const auto port = taken_port(refused->message())) hint = co_await describe_holder(context.engine, *port);
  throw Error(refused->message(), std::move(hint));
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::StopContainer& stop) {
  const auto id = id_of(context, stop.container);
  co_await stop_container(context.engine, id, stop.timeout);
  co_return StepOutput{id, {}};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::RestartContainer& restart) {
  const auto id = id_of(context, restart.container);
  if (context.has_gates) co_await context.hub.open();
  engine::StopOptions options;
  if (restart.timeout) options.timeout = std::chrono::ceil<std::chrono::seconds>(*restart.timeout).count();
  co_await context.engine.restart_container(id, std::move(options));
  co_return StepOutput{id, {}};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::KillContainer& kill) {
  const auto id = id_of(context, kill.container);
  const bool ran = co_await kill_container(context.engine, id, kill.signal);
  co_return StepOutput{id, ran ? "" : "did not run"};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::PauseContainer& pause) {
  const auto id = id_of(context, pause.container);
  co_await context.engine.pause_container(id);
  co_return StepOutput{id, {}};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::UnpauseContainer& unpause) {
  const auto id = id_of(context, unpause.container);
  co_await context.engine.unpause_container(id);
  co_return StepOutput{id, {}};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::RemoveContainer& remove) {
  const auto id = id_of(context, remove.container);
  const bool there = co_await remove_container(context.engine, id, remove.anonymous_volumes.has_value());
  for (const auto& volume : remove.anonymous_volumes.value_or(std::vector<std::string>{})) {
    co_await remove_unless_used(context.engine, volume);
  }
  co_return StepOutput{{}, there ? "" : "not there"};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::RenameContainer& rename) {
  const auto id = id_of(context, rename.container);
  bool taken = false;
  try {
    co_await context.engine.rename_container(id, rename.new_name);
  } catch (const engine::EngineError& error) {
    if (says(error, "same name as its current name")) co_return StepOutput{id, {}};
    // An old one that somebody removed meanwhile holds no name any more.
    if (error.kind() == ErrorKind::not_found && !rename.container.created_by) co_return StepOutput{id, "not there"};
    if (error.kind() != ErrorKind::conflict) throw;
    taken = true;
  }
  if (!taken) co_return StepOutput{id, {}};
  co_await becomes_free(context.engine, rename.new_name);
  co_await context.engine.rename_container(id, rename.new_name);
  co_return StepOutput{id, {}};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::ConnectNetwork& connect) {
  const auto id = id_of(context, connect.container);
  try {
    co_await context.engine.connect_network(connect.network, id, connect.endpoint);
  } catch (const engine::EngineError& error) {
    if (!says(error, "already exists in network")) throw;
  }
  co_return StepOutput{id, {}};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::DisconnectNetwork& disconnect) {
  const auto id = id_of(context, disconnect.container);
  try {
    co_await context.engine.disconnect_network(disconnect.network, id, true);
  } catch (const engine::EngineError& error) {
    const bool off_already = error.kind() == ErrorKind::not_found || says(error, "is not connected to");
    if (!off_already) throw;
  }
  co_return StepOutput{id, {}};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::CopyFiles& copy) {
  const auto id = id_of(context, copy.container);
  std::vector<engine::ArchiveFile> files;
  for (const auto& file : copy.files) {
    engine::ArchiveFile entry;
    entry.path = relative_to_root(file.path);
    entry.content = file.content;
    entry.mode = static_cast<std::uint32_t>(file.mode);
    entry.uid = file.uid;
    entry.gid = file.gid;
    files.push_back(std::move(entry));
  }
  co_await context.engine.put_archive(id, "/", engine::tar_of(files));
  co_return StepOutput{id, {}};
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::RunHook& hook) {
  const auto id = id_of(context, hook.container);
  const auto ran = co_await engine::run_exec(context.engine, id, hook.request, longest_output);
  if (ran.exit_code == 0) co_return StepOutput{id, {}};
  ContainerFailure failure;
  failure.container = context.plan.steps[step].resource.name;
  for (const auto line : split(trim(ran.output), '\n')) failure.last_lines.emplace_back(line);
  const auto command = hook.request.command.empty() ? std::string() : hook.request.command.front();
  throw ContainerError(fmt::format("hook {} ended with exit code {}", command, ran.exit_code), {}, std::move(failure));
}

}  // namespace berth::lifecycle
