// Every command of the program. Each is defined in a file of its own name.
#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"

namespace berth::cli {

inline constexpr auto program_name = "berth";
inline constexpr auto program_about = "Runs the services of a compose file on this host's container engine.";

/// All of them, in the order of the help, with the options that every command takes.
void add_commands(CommandLine& line, Context& context);

void add_attach_command(Command& root, Context& context);
void add_build_command(Command& root, Context& context);
void add_completion_command(Command& root, Context& context);
/// `__complete`, for shells.
void add_complete_command(Command& root, Context& context);
void add_config_command(Command& root, Context& context);
/// The old name of `config`, which the help does not show.
void add_convert_command(Command& root, Context& context);
void add_cp_command(Command& root, Context& context);
void add_create_command(Command& root, Context& context);
/// Names of services for this host.
void add_dns_command(Command& root, Context& context);
void add_down_command(Command& root, Context& context);
void add_engine_command(Command& root, Context& context);
void add_events_command(Command& root, Context& context);
void add_exec_command(Command& root, Context& context);
void add_images_command(Command& root, Context& context);
/// `docker compose` becomes Berth.
void add_install_plugin_command(Command& root, Context& context);
/// `up --keep`.
void add_keep_command(Command& root, Context& context);
void add_kill_command(Command& root, Context& context);
void add_logs_command(Command& root, Context& context);
void add_ls_command(Command& root, Context& context);
void add_pause_command(Command& root, Context& context);
void add_plan_command(Command& root, Context& context);
void add_port_command(Command& root, Context& context);
void add_ps_command(Command& root, Context& context);
void add_pull_command(Command& root, Context& context);
void add_push_command(Command& root, Context& context);
void add_restart_command(Command& root, Context& context);
void add_rm_command(Command& root, Context& context);
void add_run_command(Command& root, Context& context);
void add_scale_command(Command& root, Context& context);
void add_start_command(Command& root, Context& context);
void add_stats_command(Command& root, Context& context);
void add_stop_command(Command& root, Context& context);
void add_top_command(Command& root, Context& context);
void add_unpause_command(Command& root, Context& context);
void add_up_command(Command& root, Context& context);
void add_version_command(Command& root, Context& context);
void add_volumes_command(Command& root, Context& context);
void add_wait_command(Command& root, Context& context);
void add_watch_command(Command& root, Context& context);
/// Commands of Docker Compose that Berth does not have and says so.
void add_absent_commands(Command& root, Context& context);

/// "Berth version v0.1.0", with a line break; as `docker-compose` with the version that its callers look for.
std::string version_line(const Context& context);

/// The table of the program itself, made once more to be looked at.
std::vector<CompletedCommand> command_table();

}  // namespace berth::cli
