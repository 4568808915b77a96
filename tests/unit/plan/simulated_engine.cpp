#include "unit/plan/simulated_engine.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "plan/labels.hpp"
#include "plan/lookups.hpp"
#include "plan/resolve.hpp"

namespace berth::test {

using engine_api::ContainerStatus;

namespace {

bool runs(const SimulatedEngine::Container& container) {
  return container.summary.state == ContainerStatus::running;
}

engine_api::ContainerInspect inspect(const SimulatedEngine::Container& container) {
  engine_api::ContainerInspect told;
  told.id = container.summary.id;
  told.name = container.summary.name();
  told.image_id = container.summary.image_id;
  told.state.status = container.summary.state;
  told.state.running = runs(container);
  told.state.exit_code = container.summary.exit_code.value_or(0);
  told.config = container.request.config;
  told.host = container.request.host;
  told.mounts = container.summary.mounts;
  told.networks = container.summary.networks;
  told.state.health.emplace().status = container.summary.health;
  return told;
}

}  // namespace

std::string SimulatedEngine::new_id() {
  constexpr std::uint64_t spread = 0x9e3779b97f4a7c15ULL;
  const std::uint64_t number = ++ids_;
  return fmt::format("{:016x}{:016x}{:016x}{:016x}", number * spread, number, number * 3, number * 5);
}

void SimulatedEngine::add_image(const std::string& reference) {
  images[reference] = "sha256:" + new_id();
}

void SimulatedEngine::add_foreign_network(const std::string& name) {
  engine_api::NetworkSummary network;
  network.id = new_id();
  network.name = name;
  networks.push_back(std::move(network));
}

void SimulatedEngine::add_foreign_volume(const std::string& name) {
  engine_api::VolumeSummary volume;
  volume.name = name;
  volumes.push_back(std::move(volume));
}

void SimulatedEngine::add_foreign_container(const std::string& name) {
  Container container;
  container.summary.id = new_id();
  container.summary.names = {name};
  container.summary.state = ContainerStatus::running;
  containers.push_back(std::move(container));
}

SimulatedEngine::Container* SimulatedEngine::find(const std::string& name) {
  const auto found = std::ranges::find(containers, name, [](const Container& c) { return c.summary.name(); });
  return found == containers.end() ? nullptr : &*found;
}

void SimulatedEngine::stop(Container& container, std::int64_t exit_code) {
  container.summary.state = ContainerStatus::exited;
  container.summary.exit_code = exit_code;
  container.summary.health = engine_api::HealthStatus::none;
  container.summary.ports.clear();
  container.healthy = false;
}

std::string SimulatedEngine::outside(const std::string& project) const {
  std::string text;
  for (const auto& container : containers) {
    if (container.summary.label(plan::label::project) != project)
      text +=
          fmt::format("{} {} {}\n", container.summary.id, container.summary.name(), to_string(container.summary.state));
  }
  for (const auto& network : networks) {
    if (network.label(plan::label::project) != project) text += network.id + network.name + "\n";
  }
  for (const auto& volume : volumes) {
    if (volume.label(plan::label::project) != project) text += volume.name + "\n";
  }
  return text;
}

plan::Observed SimulatedEngine::observe(const compose::Project& project) const {
  plan::Observed observed;
  observed.capabilities = capabilities;
  for (const auto& container : containers) {
    if (container.summary.label(plan::label::project) != project.name) continue;
    auto& listed = observed.containers.emplace_back(container.summary);
    if (!capabilities.mounts_in_list) listed.mounts.clear();
    if (!capabilities.health_in_list) listed.health = engine_api::HealthStatus::none;
  }
  const auto is_wanted = [&](const auto& summary, const auto& declared) {
    return summary.label(plan::label::project) == project.name ||
           std::ranges::any_of(declared, [&](const auto& entry) { return entry.second.name == summary.name; });
  };
  for (const auto& network : networks) {
    if (is_wanted(network, project.networks)) observed.networks.push_back(network);
  }
  for (const auto& volume : volumes) {
    if (is_wanted(volume, project.volumes)) observed.volumes.push_back(volume);
  }
  for (const auto& [reference, id] : images) observed.images[reference].id = id;
  return observed;
}

plan::Observed SimulatedEngine::observe_for_up(const compose::Project& project, const plan::UpOptions& options) const {
  auto observed = observe(project);
  for (auto facts = missing_facts(project, observed, options); !facts.empty();
       facts = missing_facts(project, observed, options)) {
    for (const auto& container : containers) {
      if (facts.containers.contains(container.summary.id)) observed.inspects[container.summary.id] = inspect(container);
    }
    for (const auto& reference : facts.images) observed.images.at(reference).config.emplace();
  }
  return observed;
}

/// One execution of a plan.
struct SimulatedEngine::Run {
  SimulatedEngine& engine;
  const plan::Plan& plan;
  const compose::Project& project;
  std::map<plan::StepIndex, std::string> made = {};  ///< container ids by step
  bool cut_short = false;                            ///< the step that comes is left in its middle

  [[noreturn]] void refuse(const std::string& why) const { throw PlanFault(why); }
  void require(bool condition, const std::string& why) const {
    if (!condition) refuse(why);
  }

  Container& container(const plan::ContainerReference& reference) {
    const auto id = reference.created_by ? made.at(*reference.created_by) : reference.id;
    const auto found = std::ranges::find(engine.containers, id, [](const Container& c) { return c.summary.id; });
    require(found != engine.containers.end(), "no such container: " + reference.name);
    require(found->summary.name() == reference.name || reference.created_by.has_value() ||
                found->summary.name().ends_with(reference.name),
            "the reference calls the container " + found->summary.name() + " " + reference.name);
    return *found;
  }

  engine_api::NetworkSummary* network(const std::string& name) {
    const auto found = std::ranges::find_if(
        engine.networks, [&](const auto& network) { return network.name == name || network.id == name; });
    return found == engine.networks.end() ? nullptr : &*found;
  }

  void join(Container& joining, const std::string& name, const engine_api::EndpointSettings& endpoint) {
    const auto* found = network(name);
    require(found != nullptr, joining.summary.name() + " joins a network that is not there: " + name);
    require(std::ranges::count(engine.networks, name, &engine_api::NetworkSummary::name) <= 1,
            joining.summary.name() + " joins one of several networks of the name " + name);
    require(!joining.summary.networks.contains(name), joining.summary.name() + " is on " + name + " already");
    auto& joined = joining.summary.networks[name] = endpoint;
    joined.network_id = found->id;
  }

  bool is_met(const compose::Dependency& dependency, const Container& needed) const {
    using compose::DependencyCondition;
    switch (dependency.condition) {
      case DependencyCondition::started: return needed.summary.state != ContainerStatus::created;
      case DependencyCondition::healthy: return runs(needed) && needed.healthy;
      case DependencyCondition::completed_successfully:
        return needed.summary.state == ContainerStatus::exited && needed.summary.exit_code == 0;
    }
    return false;
  }

  bool goes(const Container& container) const {
    return std::ranges::any_of(plan.steps, [&](const plan::Step& step) {
      const auto* remove = std::get_if<plan::RemoveContainer>(&step.operation);
      return remove != nullptr && remove->container.id == container.summary.id;
    });
  }

  /// Everything that the service depends on is as it asks for, in every container that stays.
  void require_dependencies(const Container& starting) {
    const auto service = project.services.find(starting.summary.label(plan::label::service));
    if (service == project.services.end()) return;
    for (const auto& [name, dependency] : service->second.depends_on) {
      for (const auto& needed : engine.containers) {
        if (needed.summary.label(plan::label::project) != project.name ||
            needed.summary.label(plan::label::service) != name || goes(needed))
          continue;
        require(is_met(dependency, needed),
                fmt::format("{} starts before {} is as it asks for", starting.summary.name(), needed.summary.name()));
      }
    }
  }

  void publish(Container& starting) {
    for (const auto& [key, bindings] : starting.request.host.port_bindings) {
      for (const auto& binding : bindings) {
        if (binding.host_port.empty() || binding.host_port.find('-') != std::string::npos) continue;
        const auto port = static_cast<std::uint16_t>(std::stoi(binding.host_port));
        for (const auto& other : engine.containers) {
          for (const auto& taken : other.summary.ports)
            require(taken.public_port != port, fmt::format("port {} is taken by {} when {} starts", port,
                                                           other.summary.name(), starting.summary.name()));
        }
        starting.summary.ports.push_back({"0.0.0.0", 80, port, "tcp"});
      }
    }
  }

  void operator()(plan::StepIndex, const plan::PullImage& pull) { engine.add_image(pull.reference); }
  void operator()(plan::StepIndex, const plan::BuildImage& build) { engine.add_image(build.reference); }
  void operator()(plan::StepIndex, const plan::PushImage&) {}
  void operator()(plan::StepIndex, const plan::RemoveImage& remove) { engine.images.erase(remove.reference); }

  void operator()(plan::StepIndex, const plan::CreateNetwork& create) {
    require(network(create.request.name) == nullptr, "network is there already: " + create.request.name);
    engine_api::NetworkSummary made_network;
    made_network.id = engine.new_id();
    made_network.name = create.request.name;
    made_network.driver = create.request.driver;
    made_network.internal = create.request.internal;
    made_network.labels = create.request.labels;
    engine.networks.push_back(std::move(made_network));
  }
  static bool is_on(const Container& container, const plan::RemoveNetwork& remove) {
    const auto joined = container.summary.networks.find(remove.name);
    return joined != container.summary.networks.end() && joined->second.network_id == remove.id;
  }
  void operator()(plan::StepIndex, const plan::RemoveNetwork& remove) {
    for (const auto& holder : engine.containers)
      require(!is_on(holder, remove), fmt::format("network {} is used by {}", remove.name, holder.summary.name()));
    const auto gone = std::erase_if(engine.networks, [&](const auto& network) { return network.id == remove.id; });
    require(gone == 1, "no such network: " + remove.name);
  }
  void operator()(plan::StepIndex, const plan::CreateVolume& create) {
    engine_api::VolumeSummary volume;
    volume.name = create.request.name;
    volume.labels = create.request.labels;
    require(std::ranges::count(engine.volumes, volume.name, &engine_api::VolumeSummary::name) == 0,
            "volume is there already: " + volume.name);
    engine.volumes.push_back(std::move(volume));
  }
  void operator()(plan::StepIndex, const plan::RemoveVolume& remove) {
    for (const auto& holder : engine.containers)
      require(std::ranges::count(holder.summary.mounts, remove.name, &engine_api::MountPoint::name) == 0,
              fmt::format("volume {} is used by {}", remove.name, holder.summary.name()));
    const auto gone = std::erase_if(engine.volumes, [&](const auto& volume) { return volume.name == remove.name; });
    require(gone == 1, "no such volume: " + remove.name);
  }

  void mount(Container& creating, const std::string& type, const std::string& source, const std::string& target) {
    const bool anonymous = type == "volume" && source.empty();
    creating.summary.mounts.push_back(
        {.type = type, .name = anonymous ? engine.new_id() : source, .source = source, .destination = target});
    if (type != "volume" || anonymous || source.size() == 64) return;
    require(std::ranges::count(engine.volumes, source, &engine_api::VolumeSummary::name) == 1,
            "no such volume: " + source);
  }

  void operator()(plan::StepIndex step, const plan::CreateContainer& create) {
    for (const auto& reference : create.references)
      require(made.contains(reference.created_by), create.request.name + " shares with a container that is not there");
    const auto request = plan::resolve(
        create, [&](plan::StepIndex other) { return made.at(other); }, "");
    require(engine.find(request.name) == nullptr, "the name is taken: " + request.name);
    require(engine.images.contains(request.config.image), "no such image: " + request.config.image);
    Container creating;
    creating.request = request;
    creating.summary.id = engine.new_id();
    creating.summary.names = {request.name};
    creating.summary.image = request.config.image;
    creating.summary.image_id = engine.images.at(request.config.image);
    creating.summary.labels = request.config.labels;
    creating.summary.labels[plan::label::image] = creating.summary.image_id;
    creating.summary.state = ContainerStatus::created;
    require(request.endpoints.size() <= 1 || engine.capabilities.several_networks_at_create, "several networks");
    for (const auto& [name, endpoint] : request.endpoints) join(creating, name, endpoint);
    for (const auto& bind : request.host.binds)
      mount(creating, "volume", bind.substr(0, bind.find(':')), bind.substr(bind.find(':') + 1));
    for (const auto& wanted : request.host.mounts) mount(creating, wanted.type, wanted.source, wanted.target);
    made[step] = creating.summary.id;
    engine.containers.push_back(std::move(creating));
  }

  void operator()(plan::StepIndex, const plan::StartContainer& start) {
    auto& starting = container(start.container);
    require(!runs(starting), "runs already: " + starting.summary.name());
    for (const auto& [name, endpoint] : starting.summary.networks) {
      const auto* joined = network(name);
      require(joined != nullptr && joined->id == endpoint.network_id,
              starting.summary.name() + " starts on a network that is gone: " + name);
      require(std::ranges::count(engine.networks, name, &engine_api::NetworkSummary::name) == 1,
              starting.summary.name() + " starts on one of several networks of the name " + name);
    }
    require_dependencies(starting);
    publish(starting);
    starting.summary.state = ContainerStatus::running;
    starting.summary.exit_code.reset();
    ++engine.starts;
  }
  bool will_stop(const Container& container) const {
    return std::ranges::any_of(plan.steps, [&](const plan::Step& step) {
      const auto* stop = std::get_if<plan::StopContainer>(&step.operation);
      return stop != nullptr && stop->container.id == container.summary.id;
    });
  }

  /// Commands that take down do so against the direction of depends_on.
  void require_dependants_stopped(const Container& stopping) {
    const auto& service = stopping.summary.label(plan::label::service);
    for (const auto& other : engine.containers) {
      const auto dependant = project.services.find(other.summary.label(plan::label::service));
      if (dependant == project.services.end() || !dependant->second.depends_on.contains(service)) continue;
      if (other.summary.label(plan::label::project) != project.name) continue;
      require(!runs(other) || !will_stop(other),
              fmt::format("{} stops before {}", stopping.summary.name(), other.summary.name()));
    }
  }

  void operator()(plan::StepIndex, const plan::StopContainer& stop) {
    auto& stopping = container(stop.container);
    require(runs(stopping), "stopped while it does not run: " + stopping.summary.name());
    if (plan.command != "up") require_dependants_stopped(stopping);
    engine.stop(stopping, 143);
  }
  void operator()(plan::StepIndex, const plan::RestartContainer& restart) {
    container(restart.container).summary.state = ContainerStatus::running;
  }
  void operator()(plan::StepIndex, const plan::KillContainer& kill) {
    auto& killed = container(kill.container);
    require(runs(killed), "killed while it does not run: " + killed.summary.name());
    engine.stop(killed, 137);
  }
  void operator()(plan::StepIndex, const plan::PauseContainer& pause) {
    auto& paused = container(pause.container);
    require(paused.summary.state == ContainerStatus::running, "paused, but not running: " + paused.summary.name());
    paused.summary.state = ContainerStatus::paused;
  }
  void operator()(plan::StepIndex, const plan::UnpauseContainer& unpause) {
    auto& paused = container(unpause.container);
    require(paused.summary.state == ContainerStatus::paused, "unpaused, but not paused: " + paused.summary.name());
    paused.summary.state = ContainerStatus::running;
  }
  void operator()(plan::StepIndex, const plan::RemoveContainer& remove) {
    const auto& going = container(remove.container);
    require(!runs(going), "removed while it runs: " + going.summary.name());
    for (const auto& other : engine.containers)
      require(
          engine.capabilities.removes_shared || other.request.host.network_mode != "container:" + going.summary.id,
          fmt::format("{} is removed before {}, which shares its network", going.summary.name(), other.summary.name()));
    const auto id = going.summary.id;
    std::erase_if(engine.containers, [&](const Container& c) { return c.summary.id == id; });
  }
  void operator()(plan::StepIndex, const plan::RenameContainer& rename) {
    require(engine.find(rename.new_name) == nullptr, "renamed to a name that is taken: " + rename.new_name);
    container(rename.container).summary.names = {rename.new_name};
  }
  void operator()(plan::StepIndex, const plan::ConnectNetwork& connect) {
    join(container(connect.container), connect.network, connect.endpoint);
  }
  void operator()(plan::StepIndex, const plan::DisconnectNetwork& disconnect) {
    auto& leaving = container(disconnect.container);
    const auto gone = std::erase_if(leaving.summary.networks, [&](const auto& entry) {
      return entry.first == disconnect.network || entry.second.network_id == disconnect.network;
    });
    require(gone == 1, leaving.summary.name() + " leaves a network that it is not on");
  }
  void operator()(plan::StepIndex, const plan::CopyFiles& copy) {
    for (const auto& file : copy.files) container(copy.container).files.insert(file.path);
  }
  void operator()(plan::StepIndex, const plan::RunToEnd& run) {
    const auto& hook = container(run.container);
    require(hook.summary.state == ContainerStatus::created, "a hook's container runs already: " + hook.summary.name());
    require(hook.summary.label(plan::label::config_hash).empty(), "a hook's container passes for the service's");
    require_dependencies(hook);
    const auto id = hook.summary.id;
    ++engine.hooks;
    if (cut_short) {
      auto& left = container(run.container);
      left.summary.state = engine.random_() % 2 == 0 ? ContainerStatus::running : ContainerStatus::exited;
      return;
    }
    std::erase_if(engine.containers, [&](const Container& c) { return c.summary.id == id; });
  }
  void operator()(plan::StepIndex, const plan::RunProvider&) {}
  void operator()(plan::StepIndex, const plan::PrepareModel&) {}
  void operator()(plan::StepIndex, const plan::RunHook& hook) {
    require(runs(container(hook.container)), "a hook needs a running container");
  }
  void operator()(plan::StepIndex, const plan::WaitFor& gate) {
    for (const auto& reference : gate.containers) {
      auto& waited = container(reference);
      require(waited.summary.state != ContainerStatus::created,
              "a gate waits for a container that nobody starts: " + waited.summary.name());
      if (gate.condition == plan::Condition::completed && runs(waited)) engine.stop(waited, 0);
      if (gate.condition == plan::Condition::healthy) {
        require(runs(waited), "a gate for health waits for a container that does not run");
        waited.healthy = true;
        waited.summary.health = engine_api::HealthStatus::healthy;
      }
    }
  }
};

void SimulatedEngine::execute(const plan::Plan& plan, const compose::Project& project, std::size_t limit,
                              bool cut_short) {
  Run run{*this, plan, project};
  std::vector<bool> done(plan.steps.size(), false);
  for (std::size_t count = 0; count < std::min(limit, plan.steps.size()); ++count) {
    std::vector<plan::StepIndex> ready;
    for (plan::StepIndex step = 0; step < plan.steps.size(); ++step) {
      const auto& needs = plan.steps[step].needs;
      if (!done[step] && std::ranges::all_of(needs, [&](const plan::Need& need) { return done[need.step]; }))
        ready.push_back(step);
    }
    const auto step = ready.at(random_() % ready.size());
    run.cut_short = cut_short && count + 1 == limit;
    std::visit([&](const auto& operation) { run(step, operation); }, plan.steps[step].operation);
    done[step] = true;
  }
}

}  // namespace berth::test
