#include "lifecycle/observe.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <utility>

#include "lifecycle/image_match.hpp"
#include "lifecycle/task_group.hpp"
#include "plan/labels.hpp"
#include "plan/lookups.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

/// What to list, and of what: the whole answer of an unfiltered list is taken apart here, since the API can ask for a
/// label or for names, but not for one or the other in one request.
struct Wanted {
  std::string project;
  bool networks = false;
  bool volumes = false;
  std::set<std::string> network_names;
  std::set<std::string> volume_names;
  std::set<std::string> images;
};

engine_api::Filters project_filter(const std::string& project) {
  engine_api::Filters filters;
  filters["label"] = {std::string(plan::label::project) + "=" + project};
  return filters;
}

/// Only the project's own when it uses no other by name.
engine_api::Filters filter_for(const Wanted& wanted, const std::set<std::string>& names) {
  return names.empty() ? project_filter(wanted.project) : engine_api::Filters{};
}

template <typename Summary>
void keep(std::vector<Summary>& all, const Wanted& wanted, const std::set<std::string>& names) {
  std::erase_if(all, [&](const Summary& summary) {
    return summary.label(plan::label::project) != wanted.project && !names.contains(summary.name);
  });
}

awaitable<void> list_containers(engine::Engine& engine, const Wanted& wanted, plan::Observed& observed) {
  observed.containers = co_await engine.list_containers(project_filter(wanted.project), true);
}

awaitable<void> list_networks(engine::Engine& engine, const Wanted& wanted, plan::Observed& observed) {
  observed.networks = co_await engine.list_networks(filter_for(wanted, wanted.network_names));
  keep(observed.networks, wanted, wanted.network_names);
}

awaitable<void> list_volumes(engine::Engine& engine, const Wanted& wanted, plan::Observed& observed) {
  observed.volumes = co_await engine.list_volumes(filter_for(wanted, wanted.volume_names));
  keep(observed.volumes, wanted, wanted.volume_names);
}

awaitable<void> inspect_image(engine::Engine& engine, std::string reference, plan::Observed& observed) {
  try {
    auto image = co_await engine.inspect_image(reference);
    auto& seen = observed.images[reference];
    seen.id = std::move(image.id);
    seen.config = std::move(image.config);
    seen.last_tagged = image.last_tagged;
  } catch (const engine::EngineError& error) {
    if (error.kind() != engine::ErrorKind::not_found) throw;  // an absent image is simply not in Observed
  }
}

awaitable<void> inspect_container(engine::Engine& engine, std::string id, plan::Observed& observed) {
  try {
    auto inspect = co_await engine.inspect_container(id);
    observed.inspects[id] = std::move(inspect);
  } catch (const engine::EngineError& error) {
    if (error.kind() != engine::ErrorKind::not_found) throw;  // removed since the list was made
  }
}

/// A list tells the ids of many images at once; what it does not tell (absent ones, ids as references) is asked for one
/// by one, and so is a single image.
awaitable<void> list_images(engine::Engine& engine, const Wanted& wanted, plan::Observed& observed) {
  auto unknown = wanted.images;
  if (wanted.images.size() > 1) {
    engine_api::Filters filters;
    filters["reference"] = {wanted.images.begin(), wanted.images.end()};
    const auto images = co_await engine.list_images(std::move(filters));
    for (const auto& reference : wanted.images) {
      const auto* found = find_image(images, reference);
      if (found == nullptr) continue;
      observed.images[reference].id = found->id;
      unknown.erase(reference);
    }
  }
  co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
    for (const auto& reference : unknown) tasks.spawn(inspect_image(engine, reference, observed));
    co_await tasks.join();
  });
}

awaitable<void> look(engine::Engine& engine, const Wanted& wanted, plan::Observed& observed) {
  co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
    tasks.spawn(list_containers(engine, wanted, observed));
    if (wanted.networks) tasks.spawn(list_networks(engine, wanted, observed));
    if (wanted.volumes) tasks.spawn(list_volumes(engine, wanted, observed));
    if (!wanted.images.empty()) tasks.spawn(list_images(engine, wanted, observed));
    co_await tasks.join();
  });
  observed.capabilities = co_await engine.capabilities();
}

awaitable<void> look_closer(engine::Engine& engine, const plan::MissingFacts& facts, plan::Observed& observed) {
  co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
    for (const auto& id : facts.containers) tasks.spawn(inspect_container(engine, id, observed));
    for (const auto& reference : facts.images) tasks.spawn(inspect_image(engine, reference, observed));
    co_await tasks.join();
  });
}

Wanted names_of(const compose::Project& project) {
  Wanted wanted;
  wanted.project = project.name;
  for (const auto& [key, network] : project.networks) wanted.network_names.insert(network.name);
  for (const auto& [key, volume] : project.volumes) wanted.volume_names.insert(volume.name);
  return wanted;
}

}  // namespace

awaitable<plan::Observed> observe(engine::Engine& engine, const compose::Project& project, ObserveOptions options) {
  auto wanted = names_of(project);
  wanted.networks = options.networks;
  wanted.volumes = options.volumes && (options.all_volumes || !project.volumes.empty());
  if (options.images) {
    for (const auto& [name, service] : project.services) wanted.images.insert(compose::image_name(project, service));
  }
  plan::Observed observed;
  co_await look(engine, wanted, observed);
  co_return observed;
}

awaitable<plan::Observed> observe_for_up(engine::Engine& engine, const compose::Project& project,
                                         const plan::UpOptions& options) {
  const auto lookups = plan::lookups_for_up(project, options);
  auto wanted = names_of(project);
  wanted.networks = lookups.networks;
  wanted.volumes = lookups.volumes;
  wanted.images = lookups.images;
  plan::Observed observed;
  observed.now = std::chrono::system_clock::now();
  co_await look(engine, wanted, observed);
  // What an inspect tells may raise the next question (an image's own volumes), so ask until nothing new is asked.
  plan::MissingFacts asked;
  for (;;) {
    auto facts = plan::missing_facts(project, observed, options);
    std::erase_if(facts.containers, [&](const auto& id) { return asked.containers.contains(id); });
    std::erase_if(facts.images, [&](const auto& reference) { return asked.images.contains(reference); });
    if (facts.empty()) break;
    co_await look_closer(engine, facts, observed);
    asked.containers.merge(facts.containers);
    asked.images.merge(facts.images);
  }
  co_return observed;
}

}  // namespace berth::lifecycle
