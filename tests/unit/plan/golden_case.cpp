#include "unit/plan/golden_case.hpp"

#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "engine_api/codec.hpp"
#include "plan/graph.hpp"
#include "plan/labels.hpp"
#include "plan/make.hpp"
#include "plan/names.hpp"
#include "plan/print.hpp"
#include "plan/request.hpp"
#include "plan/run.hpp"
#include "unit/plan/load_project.hpp"
#include "unit/plan/simulated_engine.hpp"

namespace berth::test {

namespace {

constexpr std::string_view section_mark = "--- ";

std::map<std::string, std::string*> sections(GoldenCase& golden) {
  return {{"before", &golden.before}, {"since", &golden.since},          {"now", &golden.now},
          {"disk", &golden.disk},     {"disk changed", &golden.changed}, {"command", &golden.command},
          {"plan", &golden.plan}};
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// An option with its value, "--scale" "web=3".
struct Arguments {
  plan::ServiceNames services;
  std::vector<std::pair<std::string, std::string>> options;

  [[nodiscard]] bool has(const std::string& name) const {
    for (const auto& [option, value] : options) {
      if (option == name) return true;
    }
    return false;
  }
  [[nodiscard]] std::map<std::string, std::int64_t> scale() const {
    std::map<std::string, std::int64_t> scale;
    for (const auto& [option, value] : options) {
      if (option == "--scale") scale[value.substr(0, value.find('='))] = std::stoll(value.substr(value.find('=') + 1));
    }
    return scale;
  }
};

Arguments parse_arguments(const std::vector<std::string>& words) {
  Arguments arguments;
  for (std::size_t index = 1; index < words.size(); ++index) {
    const auto& word = words[index];
    if (!word.starts_with('-')) {
      arguments.services.push_back(word);
    } else if (word == "--scale" || word == "--rmi") {
      arguments.options.emplace_back(word, words.at(++index));
    } else {
      arguments.options.emplace_back(word, "");
    }
  }
  return arguments;
}

plan::UpOptions up_options(const Arguments& arguments, const compose::Project& project) {
  plan::UpOptions options;
  options.services = arguments.services;
  if (arguments.has("--force-recreate")) options.recreate = plan::Recreate::force;
  if (arguments.has("--no-recreate")) options.recreate = plan::Recreate::never;
  options.always_recreate_deps = arguments.has("--always-recreate-deps");
  options.renew_anonymous_volumes = arguments.has("-V");
  options.remove_orphans = arguments.has("--remove-orphans");
  options.no_deps = arguments.has("--no-deps");
  options.no_start = arguments.has("--no-start");
  options.wait = arguments.has("--wait");
  options.rerun = arguments.has("--rerun");
  if (arguments.has("--build")) options.build = plan::Build::always;
  if (arguments.has("--pull-always")) options.pull = plan::Pull::always;
  if (arguments.has("-y")) {
    for (const auto& [key, volume] : project.volumes) options.recreate_volumes.insert(volume.name);
  }
  options.scale = arguments.scale();
  return options;
}

plan::DownOptions down_options(const Arguments& arguments) {
  plan::DownOptions options;
  options.services = arguments.services;
  options.volumes = arguments.has("-v");
  options.remove_orphans = arguments.has("--remove-orphans");
  for (const auto& [option, value] : arguments.options) {
    if (option == "--rmi") options.images = value == "all" ? plan::RemoveImages::all : plan::RemoveImages::local;
  }
  return options;
}

plan::Plan make(const SimulatedEngine& engine, const compose::Project& project, const std::string& command) {
  const auto words = words_of(command);
  const auto arguments = parse_arguments(words);
  const auto observed = engine.observe(project);
  const auto& services = arguments.services;
  const auto& name = words.at(0);
  if (name == "up") {
    const auto options = up_options(arguments, project);
    return make_up(project, engine.observe_for_up(project, options), options);
  }
  if (name == "up-images") return make_up_images(project, observed, up_options(arguments, project));
  if (name == "down") return make_down(project, observed, down_options(arguments));
  if (name == "down-without-file")
    return make_down(plan::project_from_labels(project.name, observed), observed, down_options(arguments));
  if (name == "start") return make_start(project, observed, {.services = services, .wait = arguments.has("--wait")});
  if (name == "stop") return make_stop(project, observed, {.services = services, .timeout = std::nullopt});
  if (name == "restart")
    return make_restart(project, observed,
                        {.services = services, .no_deps = arguments.has("--no-deps"), .timeout = std::nullopt});
  if (name == "rm")
    return make_remove(project, observed,
                       {.services = services, .stop = arguments.has("-s"), .volumes = arguments.has("-v")});
  if (name == "scale")
    return make_scale(project, observed, {.scale = arguments.scale(), .no_deps = arguments.has("--no-deps")});
  if (name == "kill")
    return make_kill(project, observed, {.services = services, .remove_orphans = arguments.has("--remove-orphans")});
  if (name == "pause") return make_pause(project, observed, {services});
  if (name == "unpause") return make_unpause(project, observed, {services});
  if (name == "push")
    return plan::make_push(project, {.services = services, .with_dependencies = arguments.has("--include-deps")});
  if (name == "run") {
    const auto options = up_options(arguments, project);
    plan::OneOff one_off;
    one_off.service = services.at(0);
    one_off.slug = "0123456789abcdef";
    one_off.name = plan::one_off_name(project, one_off.service, one_off.slug);
    one_off.service_ports = arguments.has("--service-ports");
    return make_run(project, engine.observe_for_up(project, options), options, one_off);
  }
  if (name == "pull") return make_pull(project, observed, {.services = services});
  if (name == "build") return make_build(project, observed, {.services = services});
  throw std::runtime_error("no such command in a golden case: " + command);
}

/// The container was made by another release of Docker Compose, which hashes in another way.
void made_by(SimulatedEngine::Container& container, const std::string& version) {
  container.summary.labels[plan::label::version] = version;
  container.summary.labels[plan::label::config_hash] = "hash of " + version;
}

void happen_to(SimulatedEngine& engine, SimulatedEngine::Container& container, const std::vector<std::string>& words) {
  const auto& what = words.at(0);
  if (what == "exit") {
    engine.stop(container, std::stoll(words.at(2)));
  } else if (what == "run") {
    container.summary.state = engine_api::ContainerStatus::running;
  } else if (what == "healthy") {
    container.summary.health = engine_api::HealthStatus::healthy;
  } else if (what == "starting") {
    container.summary.health = engine_api::HealthStatus::starting;
  } else if (what == "unhealthy") {
    container.summary.health = engine_api::HealthStatus::unhealthy;
  } else if (what == "being-removed") {
    container.summary.state = engine_api::ContainerStatus::removing;
  } else if (what == "made-by") {
    made_by(container, words.at(2));
  } else if (what == "remove") {
    const auto id = container.summary.id;
    std::erase_if(engine.containers, [&](const auto& other) { return other.summary.id == id; });
  } else {
    throw std::runtime_error("nothing of this kind happens to a container: " + what);
  }
}

void happen(SimulatedEngine& engine, const std::string& line) {
  const auto words = words_of(line);
  if (words.empty()) return;
  if (words[0] == "image") {
    engine.add_image(words.at(1));
  } else if (words[0] == "no-image") {
    engine.images.erase(words.at(1));
  } else if (words[0] == "network") {
    engine.add_foreign_network(words.at(1));
  } else if (words[0] == "volume") {
    engine.add_foreign_volume(words.at(1));
  } else if (words[0] == "podman") {
    engine.capabilities = engine_api::capabilities(engine_api::identify("Libpod/4.3.1 (linux)", "1.41", "4.3.1"));
  } else if (auto* container = engine.find(words.at(1))) {
    happen_to(engine, *container, words);
  } else {
    throw std::runtime_error("no container " + words.at(1));
  }
}

/// "name: content", one a line, by path.
std::map<std::string, std::string> files_of(const std::string& lines) {
  std::map<std::string, std::string> files;
  for (const auto line : split(lines, '\n')) {
    const auto colon = line.find(": ");
    if (colon != std::string_view::npos)
      files["/shop/" + std::string(line.substr(0, colon))] = std::string(line.substr(colon + 2));
  }
  return files;
}

/// Brings `before` up, all of it or the first steps: "interrupted-after 3".
void bring_up(SimulatedEngine& engine, const GoldenCase& golden) {
  if (golden.before.empty()) return;
  const auto project = load_project(golden.before, files_of(golden.disk));
  for (const auto& [name, service] : project.services) engine.add_image(image_name(project, service));
  engine.execute(make_up(project, engine.observe(project), {}), project);
}

/// An object a line and key, so that differences are easy to read.
void print_pretty(std::string& out, const boost::json::value& value, std::size_t depth) {
  const auto* object = value.if_object();
  if (object == nullptr || object->empty()) {
    out += boost::json::serialize(value);
    return;
  }
  out += "{\n";
  for (const auto& [key, child] : *object) {
    out += fmt::format("{:{}}{}: ", "", 2 * depth + 2, std::string_view(key));
    print_pretty(out, child, depth + 1);
    out += "\n";
  }
  out += fmt::format("{:{}}}}", "", 2 * depth);
}

std::string pretty(const std::string& name, const std::string& json) {
  std::string out = name + " ";
  print_pretty(out, boost::json::parse(json), 0);
  return out + "\n";
}

/// The requests that would make the first container of a service, and its network connections: "request app".
std::string request_text(const SimulatedEngine& engine, const compose::Project& project, const std::string& name) {
  const auto observed = engine.observe(project);
  plan::Peers peers;
  for (const auto& [service, described] : project.services) {
    peers[service].push_back({.name = plan::container_name(project, described, 1),
                              .number = 1,
                              .reference = {.id = "id-of-" + service, .created_by = std::nullopt, .name = ""}});
  }
  const auto draft = plan::draft_container({project, observed, peers}, project.services.at(name), 1, {});
  const auto& request = draft.create.request;
  auto text = pretty("create " + request.name, engine_api::encode(request));
  for (const auto& late : draft.late_networks)
    text += pretty("connect " + late.name, engine_api::encode_network_connect("", late.endpoint));
  for (const auto& file : draft.files)
    text += fmt::format("copy {} mode {:04o} owner {}:{}\n", file.path, file.mode, file.uid, file.gid);
  return text;
}

std::string plan_text(const GoldenCase& golden) {
  SimulatedEngine engine;
  bring_up(engine, golden);
  auto files = files_of(golden.changed);
  files.merge(files_of(golden.disk));
  const auto project = load_project(golden.now.empty() ? golden.before : golden.now, std::move(files));
  for (const auto line : split(golden.since, '\n')) {
    const auto words = words_of(std::string(line));
    if (!words.empty() && words[0] == "interrupted-after") {
      const auto interrupted = make(engine, project, "up");
      engine.execute(interrupted, project, std::stoul(words.at(1)));
    } else {
      happen(engine, std::string(line));
    }
  }
  if (const auto words = words_of(golden.command); words.at(0) == "request")
    return request_text(engine, project, words.at(1));
  const auto plan = make(engine, project, golden.command);
  if (golden.command.ends_with("--dot")) return print_dot(make_graph(project, plan));
  if (golden.command.ends_with("--svg")) return print_svg(make_graph(project, plan));
  return golden.command.ends_with("--json") ? print_json(plan) : print_text(plan);
}

}  // namespace

GoldenCase read_case(const std::string& path) {
  GoldenCase golden;
  golden.path = path;
  auto known = sections(golden);
  std::string* section = &golden.about;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(section_mark)) {
      section = known.at(line.substr(section_mark.size()));
    } else {
      *section += line + "\n";
    }
  }
  golden.command = std::string(trim(golden.command));
  return golden;
}

void write_case(const GoldenCase& golden) {
  std::ofstream file(golden.path);
  file << golden.about;
  const auto write = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) file << section_mark << name << "\n" << text;
  };
  write("before", golden.before);
  write("since", golden.since);
  write("now", golden.now);
  write("disk", golden.disk);
  write("disk changed", golden.changed);
  write("command", golden.command + "\n");
  write("plan", golden.plan);
}

std::string run_case(const GoldenCase& golden) {
  try {
    return plan_text(golden);
  } catch (const Error& error) {
    return fmt::format("error: {}\n  hint: {}\n", error.what(), error.hint());
  }
}

}  // namespace berth::test
