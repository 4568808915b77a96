#include "cli/one_off_options.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/terminal_options.hpp"
#include "compose/dotenv.hpp"
#include "compose/local_file_system.hpp"
#include "compose/port_syntax.hpp"
#include "compose/shell_words.hpp"
#include "compose/volume_syntax.hpp"

namespace berth::cli {
namespace {

template <typename T>
T value_of(Result<T> parsed, std::string_view option, const std::string& text) {
  if (!parsed) throw Error(fmt::format("{} {}: {}", option, text, parsed.problem().message), parsed.problem().hint);
  return std::move(*parsed);
}

std::vector<compose::Port> ports(const std::vector<std::string>& given) {
  std::vector<compose::Port> out;
  for (const auto& text : given) {
    for (const auto& mapping : value_of(compose::parse_port(text), "--publish", text)) {
      compose::Port port;
      port.target = mapping.target;
      port.published = mapping.published;
      port.host_ip = mapping.host_ip;
      port.protocol = mapping.protocol;
      port.mode = mapping.mode;
      out.push_back(std::move(port));
    }
  }
  return out;
}

/// A host path as the shell of this folder means it.
std::string absolute(const Context& context, const std::string& path) {
  if (path.starts_with("~")) return context.environment("HOME").value_or("") + path.substr(1);
  return std::filesystem::absolute(path).lexically_normal().string();
}

std::vector<compose::Mount> mounts(const std::vector<std::string>& given, const Context& context) {
  std::vector<compose::Mount> out;
  for (const auto& text : given) {
    const auto parsed = value_of(compose::parse_volume(text), "--volume", text);
    const bool bind = parsed.type == compose::VolumeMount::Type::bind;
    compose::Mount mount;
    mount.type = bind ? compose::MountType::bind : compose::MountType::volume;
    mount.source = bind ? absolute(context, parsed.source) : parsed.source;
    mount.target = parsed.target;
    mount.read_only = parsed.read_only;
    if (bind) {
      auto& options = mount.bind.emplace();
      options.create_host_path = parsed.create_host_path;
      options.propagation = parsed.propagation;
      options.selinux = parsed.selinux;
    } else if (parsed.no_copy) {
      mount.volume.emplace().no_copy = true;
    }
    out.push_back(std::move(mount));
  }
  return out;
}

std::map<std::string, std::string> labels(const std::vector<std::string>& given) {
  std::map<std::string, std::string> out;
  for (const auto& text : given) {
    const auto equals = text.find('=');
    out[text.substr(0, equals)] = equals == std::string::npos ? std::string() : text.substr(equals + 1);
  }
  return out;
}

/// --env-from-file, then --env over it.
std::map<std::string, std::optional<std::string>> environment(const OneOffArguments& arguments, Context& context,
                                                              const ProjectOrName& source) {
  std::map<std::string, std::optional<std::string>> out;
  const auto variables = source.project ? source.project->environment : compose::Environment();
  for (const auto& path : arguments.environment_files) {
    Diagnostics problems;
    Budget budget;
    const auto text = value_of(compose::LocalFileSystem().read_named(path, compose::FileSystem::default_limit),
                               "--env-from-file", path);
    const auto file = context.files.add(path, text);
    for (const auto& entry : compose::parse_env_file(file, context.files, compose::EnvFileFormat::standard,
                                                     variables.lookup(), budget, problems))
      out[entry.key] = entry.value;
    context.show(problems);
  }
  for (const auto& [key, value] : environment_of(arguments.environment, context, source)) out[key] = value;
  return out;
}

}  // namespace

void add_one_off_options(Command& command, OneOffArguments& arguments) {
  command.option("--cap-add", arguments.cap_add, "CAPABILITY", "Give it a capability; repeatable")
      .option("--cap-drop", arguments.cap_drop, "CAPABILITY", "Take a capability from it; repeatable")
      .option("--entrypoint", arguments.entrypoint, "COMMAND", "In place of the entrypoint of the image")
      .option("-e,--env", arguments.environment, "KEY=VALUE", "Set a variable; KEY alone takes it from here")
      .option("--env-from-file", arguments.environment_files, "FILE", "Variables from a file; repeatable")
      .option("-l,--label", arguments.labels, "KEY=VALUE", "Add a label; repeatable")
      .also_spelt("--labels", "--label")
      .option("--name", arguments.name, "NAME", "Name of the container")
      .option("-p,--publish", arguments.ports, "PORT", "Publish a port, as `ports` of a service; repeatable")
      .flag("--rm", arguments.remove, "Remove the container when it has ended")
      .flag("-P,--service-ports", arguments.service_ports, "Publish the ports of the service")
      .flag("--use-aliases", arguments.use_aliases, "Let others find it by the names of the service")
      .option("-u,--user", arguments.user, "USER", "As this user: name or id, with :group")
      .option("-v,--volume", arguments.volumes, "MOUNT", "Add a mount, as `volumes` of a service; repeatable")
      .also_spelt("--volumes", "--volume")
      .option("-w,--workdir", arguments.working_dir, "DIR", "In this directory of the container")
      .excludes("--publish", "--service-ports");
}

plan::OneOff one_off_options(const OneOffArguments& arguments, Context& context, const ProjectOrName& source) {
  plan::OneOff out;
  out.name = arguments.name;
  if (arguments.entrypoint)
    out.entrypoint = value_of(compose::split_shell_words(*arguments.entrypoint), "--entrypoint", *arguments.entrypoint);
  out.environment = environment(arguments, context, source);
  out.labels = labels(arguments.labels);
  out.user = arguments.user;
  out.working_dir = arguments.working_dir;
  out.cap_add = arguments.cap_add;
  out.cap_drop = arguments.cap_drop;
  out.ports = ports(arguments.ports);
  out.volumes = mounts(arguments.volumes, context);
  out.service_ports = arguments.service_ports;
  out.use_aliases = arguments.use_aliases;
  out.auto_remove = arguments.remove;
  return out;
}

}  // namespace berth::cli
