// What `run` says about its container in place of the service.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "cli/project.hpp"
#include "plan/run.hpp"

namespace berth::cli {

struct OneOffArguments {
  std::vector<std::string> environment;
  std::vector<std::string> environment_files;
  std::vector<std::string> labels;
  std::vector<std::string> ports;
  std::vector<std::string> volumes;
  std::vector<std::string> cap_add;
  std::vector<std::string> cap_drop;
  std::optional<std::string> entrypoint;
  std::string name;
  std::string user;
  std::string working_dir;
  bool remove = false;
  bool service_ports = false;
  bool use_aliases = false;
};

void add_one_off_options(Command& command, OneOffArguments& arguments);

/// The texts read as the compose file would be read. Throws berth::Error naming the option.
plan::OneOff one_off_options(const OneOffArguments& arguments, Context& context, const ProjectOrName& source);

}  // namespace berth::cli
